"""What people were told last of their own time, place and mode: the old side of a letter about a change."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forumapp.forums.models import Forum
from forumapp.mail import recall
from forumapp.mail.models import LetterState
from forumapp.mail.recall import Trace
from forumapp.registration.models import Registration

CHANGES = ("registration.moved", "registration.mode_changed")
KINDS = (*CHANGES, "registration.received", "registration.link", "registration.reminder")
"""Letters that tell somebody their own time, place and mode."""
ARRIVED = frozenset({LetterState.SENDING, LetterState.SENT})


@dataclass(frozen=True)
class Change:
    """What became of one person's day: what was stored and what is now (notices.parts.known), and the new sequence."""

    registration: Registration
    before: dict[str, Any]
    after: dict[str, Any]
    sequence: int


Known = tuple[Change, dict[str, Any]]
"""A change with what its person was told last."""


def last_known(forum: Forum, changes: Sequence[Change]) -> Iterator[Known]:
    """Yield each change with what its person was told last, and take back the letters of older changes that wait.

    Whoever never got the letter about an older change still knows what that one would have called the old side.
    """
    if not changes:
        return
    letters = _letters(forum, changes)
    taken = recall.take_back(_waiting(letters))
    for change in changes:
        yield change, _told(change, letters[change.registration.id], taken)


def would_know(forum: Forum, changes: Sequence[Change]) -> Iterator[Known]:
    """Yield the same without taking anything back: what was told last if the letters that wait were taken back."""
    if not changes:
        return
    letters = _letters(forum, changes)
    waiting = set(_waiting(letters))
    for change in changes:
        yield change, _told(change, letters[change.registration.id], waiting)


def _waiting(letters: Mapping[int, Sequence[Trace]]) -> list[int]:
    return [one.id for sent in letters.values() for one in sent if _waits(one)]


def _letters(forum: Forum, changes: Sequence[Change]) -> dict[int, list[Trace]]:
    only = ("registration", changes[0].registration.id) if len(changes) == 1 else None
    found: dict[int, list[Trace]] = defaultdict(list)
    for one in recall.traces(forum.id, KINDS, about=only):
        found[one.recipe.get("registration", 0)].append(one)
    return found


def _waits(letter: Trace) -> bool:
    return letter.kind in CHANGES and letter.state is LetterState.QUEUED


def _is_said_after(change: Trace, other: Trace) -> bool:
    """Say whether ``other`` left after ``change`` was made, and so said what was true then."""
    left_later = (
        other.state is LetterState.SENT and other.done_at is not None and other.done_at > change.created_at
    )
    return other.state is LetterState.SENDING or left_later


def _told(change: Change, sent: Sequence[Trace], taken: set[int]) -> dict[str, Any]:
    newest = next((one for one in reversed(sent) if one.kind in CHANGES), None)
    if newest is None or newest.state in ARRIVED or (_waits(newest) and newest.id not in taken):
        return change.before
    if any(_is_said_after(newest, one) for one in sent):
        return change.before
    told: dict[str, Any] = newest.recipe.get("before", change.before)
    # Tried without a result it may have arrived all the same: then what is true again has to be said.
    may_know = newest.attempts > 0 and told == change.after
    return change.before if may_know else told
