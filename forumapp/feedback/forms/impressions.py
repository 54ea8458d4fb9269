"""Forms of the inbox of comments."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from forumapp.core.forms import BlockField, Form, LineField, required
from forumapp.feedback.models import Impression

LONGEST = 2000


def _number(value: Any) -> int:
    text = str(value or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class PaperForm(Form):
    """A comment received on paper."""

    original = BlockField(_l("書かれたままの文"), [required()], limit=LONGEST)
    text = BlockField(_l("公開する文"), limit=LONGEST)
    consent = LineField(_l("同意の記録"), [required()], limit=200)
    may_publish = BooleanField(
        _l("書いた人は公開に同意しています"), [required(_l("同意を確かめてください。"))]
    )


class ImpressionForm(Form):
    """The wording of an impression; ``version`` is the one that the page showed."""

    text = BlockField(_l("公開する文"), [required()], limit=LONGEST)
    version = HiddenField(filters=[_number])

    def catch_up(self, impression: Impression) -> bool:
        """Say whether somebody else was faster; then the next save is made in knowledge of their text."""
        is_stale = bool(self.is_submitted() and self.version.data != impression.version)
        self.version.data = impression.version
        return is_stale


class DecisionForm(Form):
    """A button: adopt, withhold or put back."""

    version = HiddenField(filters=[_number])
