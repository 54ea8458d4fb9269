"""What a sheet would do to the draft, in words: the rows that cannot be taken, or each change side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forumapp.agenda.difference_words import Line, lines, sentences
from forumapp.agenda.differences import compare
from forumapp.agenda.models import Item
from forumapp.agenda.programme import Programme, ProgrammeItem
from forumapp.agenda.sheets.columns import fixed_word, kind_word
from forumapp.agenda.sheets.errors import Problem


@dataclass(frozen=True)
class Look:
    """What the page shows. ``missing``: items without a row; ``is_stale``: the draft changed since the file was written."""

    problems: Sequence[Problem] = ()
    sentences: Sequence[str] = ()
    lines: Sequence[Line] = ()
    others: Sequence[tuple[str, str, str]] = ()
    missing: Sequence[Item] = ()
    is_changed: bool = False
    is_stale: bool = False
    is_foreign: bool = False

    @property
    def changes(self) -> int:
        """Return how many changes there are."""
        return len(self.lines) + len(self.others)


def look_at(before: Programme, after: Programme, *, missing: Sequence[Item], is_changed: bool) -> Look:
    """Put the difference between two programmes in words."""
    difference = compare(before, after)
    return Look(
        (), sentences(difference), lines(difference), _others(before, after), missing, is_changed=is_changed
    )


def _others(before: Programme, after: Programme) -> list[tuple[str, str, str]]:
    """Return what the public does not see of items in both: kind, fixed starts, order (title, before, after)."""
    old = {item.id: item for item in before.walk() if item.id is not None}
    found = []
    for item in after.walk():
        known = old.get(item.id) if item.id is not None else None
        if known is not None and _inner(known) != _inner(item):
            found.append((item.title, "・".join(_inner(known)), "・".join(_inner(item))))
    return found


def _inner(item: ProgrammeItem) -> list[str]:
    fixed = fixed_word(is_fixed=item.is_fixed, is_optional=False)
    remainder = _("残りの時間") if item.is_remainder else ""
    return [word for word in (kind_word(item.kind), fixed, remainder) if word]
