"""Forms of the summary."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField

from forumapp.core.converters import LARGEST_ID
from forumapp.core.forms import BlockField, Form, LineField, required
from forumapp.groupwork.models import Note, SummaryBullet

_PAIR = re.compile(r"([1-9][0-9]{0,8})[.:]([0-9,]{1,4000})")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def _number(value: Any) -> int:
    text = str(value or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def numbers(values: Sequence[str]) -> list[int]:
    """Return the ids among ``values``, each once."""
    return list(dict.fromkeys(found for value in values if 0 < (found := _number(value)) <= LARGEST_ID))


def steps(text: str) -> list[tuple[int, int]]:
    """Read what a step left behind: ``12.3-15.1`` is bullet 12 at version 3 and bullet 15 at version 1; [] for anything else."""
    pairs = [_PAIR.fullmatch(part) for part in text.split("-")]
    found = [(int(one[1]), _number(one[2])) for one in pairs if one]
    return found if len(found) == len(pairs) and all(version for _ident, version in found) else []


class WordingForm(Form):
    """The wording of a bullet; ``wording`` is the id of a note whose words are to be taken over first.

    It comes from a button of that name alone: as a hidden field of the page it would be read instead of the button.
    """

    text = BlockField(_l("概要の文"), [required()], limit=1000)
    remark = LineField(_l("補足（かっこ書き）"), limit=300)
    names_checked = BooleanField(_l("この言葉をこのまま載せてよいことを確かめました"))
    wording = StringField(filters=[_number])

    def takes_over(self, sources: Sequence[Note]) -> bool:
        """Put the words of the chosen note into the field, after it was looked at; False when none was chosen."""
        chosen = next((note for note in sources if note.id == self.wording.data), None)
        if chosen is None or not self.is_submitted():
            return False
        self.text.data, self.text.errors = chosen.text, []
        return True

    def values(self) -> dict[str, Any]:
        """Return the arguments of a service."""
        return {name: value for name, value in super().values().items() if name not in {"wording", "split"}}


class NewBulletForm(WordingForm):
    """A new bullet with the notes that it rests on; ``split`` is the bullet that loses them."""

    notes = SelectMultipleField(_l("もとになる意見"), coerce=_number, validate_choice=False)
    split = HiddenField(filters=[_number])


class BulletForm(WordingForm):
    """The wording of a bullet; ``version`` is the one that the page showed."""

    version = HiddenField(filters=[_number])

    def catch_up(self, bullet: SummaryBullet) -> bool:
        """Say whether somebody else was faster; then the next save is made in knowledge of their text."""
        is_stale = bool(self.is_submitted() and self.version.data != bullet.version)
        self.version.data = bullet.version
        return is_stale


class PicksForm(Form):
    """Picked notes, and the bullet that they join (0: a new one). ``join`` is both at once: ``12:3,4``."""

    note = SelectMultipleField(coerce=_number, validate_choice=False)
    target = HiddenField(filters=[_number])
    join = HiddenField()

    def picked(self) -> tuple[list[int], int]:
        """Return the ids of the notes and of the bullet."""
        pair = _PAIR.fullmatch(self.join.data or "")
        if pair:
            return numbers(pair[2].split(",")), int(pair[1])
        return numbers([str(one) for one in self.note.data or []]), self.target.data


class ProposalForm(Form):
    """A proposal by its digest."""

    digest = HiddenField()

    def chosen(self) -> str | None:
        """Return the digest, None for what is none."""
        return self.digest.data if _DIGEST.fullmatch(self.digest.data or "") else None


class SourceForm(Form):
    """One note of a bullet."""

    note = HiddenField(filters=[_number])


class StepForm(Form):
    """A step that is taken back."""

    step = HiddenField()


class ApprovalForm(Form):
    """Bullets to be approved, as looked at: ``12.3-15.1``."""

    step = HiddenField()
    names_checked = BooleanField(_l("これらの言葉をこのまま載せてよいことを確かめました"))
