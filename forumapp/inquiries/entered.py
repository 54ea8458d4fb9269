"""One attendee of a reply as plain values, however they came: typed, pasted, from a workbook, from last time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forumapp.core.text.names import full_name
from forumapp.forums.models import Mode
from forumapp.registration.attendee import PERSON, Attendee

COMPARED = ("quota_id", "mode", *PERSON)
"""What may differ between what stands and what was entered, beside the answers."""


@dataclass(frozen=True)
class Entered:
    """An attendee as entered. ``receipt`` is that of their registration, ``replaces`` of the one whose seat they take.

    ``row_id`` is a row of this reply, where that is known; ``line`` the line of a file or of a pasted text, from 1.
    ``answers`` maps a question's id to its answer as it is kept; a question that is missing was not asked.
    ``said`` names the columns that were said at all (None: every one); of somebody who stands the others stay.
    """

    family_name: str
    mode: Mode
    quota_id: int | None = None
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    department_id: int | None = None
    unit: str = ""
    title: str = ""
    rank_id: int | None = None
    track_id: int | None = None
    email: str = ""
    needs: str = ""
    may_list: bool = False
    answers: Mapping[int, str] = field(default_factory=dict)
    receipt: str = ""
    replaces: str = ""
    row_id: int | None = None
    line: int = 0
    said: frozenset[str] | None = None

    @property
    def name(self) -> str:
        """Return the whole name, family first."""
        return full_name(self.family_name, self.given_name)

    @property
    def key(self) -> str:
        """Return the name as it is compared: without blanks."""
        return "".join((self.family_name + self.given_name).split())

    def attendee(self, organisation: str) -> Attendee:
        """Return the person as registrations take them; ``organisation`` is its code or name."""
        said = {name: getattr(self, name) for name in PERSON}
        return Attendee(organisation=organisation, answers=dict(self.answers), **said)


def values_of(entered: Entered) -> dict[str, Any]:
    """Return the columns of a row that ``entered`` fills; JSON has texts as keys."""
    return {
        **{name: getattr(entered, name) for name in COMPARED},
        "answers": {str(ident): value for ident, value in entered.answers.items()},
    }


def plain_receipt(text: str) -> str:
    """Return a receipt number as it is kept, of one as people write it (ABCD-EFGH)."""
    return "".join(text.replace("-", "").split()).upper()
