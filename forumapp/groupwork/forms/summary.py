"""Forms of the summary."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField

from forumapp.core.forms import BlockField, Form, LineField, required
from forumapp.groupwork.models import SummaryBullet


def _number(value: Any) -> int:
    text = str(value or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class NewBulletForm(Form):
    """A new bullet with the notes that it rests on."""

    text = BlockField(_l("概要の文"), [required()], limit=1000)
    remark = LineField(_l("補足(かっこ書き)"), limit=300)
    notes = SelectMultipleField(_l("もとになる意見"), coerce=_number, validate_choice=False)
    names_checked = BooleanField(_l("個人名ではないことを確かめました"))


class BulletForm(Form):
    """The wording of a bullet; ``version`` is the one that the page showed."""

    text = BlockField(_l("概要の文"), [required()], limit=1000)
    remark = LineField(_l("補足(かっこ書き)"), limit=300)
    names_checked = BooleanField(_l("個人名ではないことを確かめました"))
    version = HiddenField(filters=[_number])

    def catch_up(self, bullet: SummaryBullet) -> bool:
        """Say whether somebody else was faster; then the next save is made in knowledge of their text."""
        is_stale = bool(self.is_submitted() and self.version.data != bullet.version)
        self.version.data = bullet.version
        return is_stale
