"""Days on which a forum may be held, while its date is undecided."""

from collections.abc import Collection
from datetime import date, time
from typing import NamedTuple

from flask_babel import gettext as _

from forumapp.core import audit, clock, events
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.events import ForumChanged
from forumapp.forums.models import Forum, ForumCandidate
from forumapp.forums.queries import candidates_of
from forumapp.forums.wording import candidate_day, time_of_day

MOST = 20
"""Candidate days of one forum at a time."""


class Day(NamedTuple):
    """A day with start and end (wall time), as far as they are known."""

    day: date
    starts: time | None = None
    ends: time | None = None


def check_times(starts: time | None, ends: time | None) -> None:
    """Raise DomainError for ``starts`` (missing beside an end) or ``ends`` (not after the start)."""
    if ends is not None and starts is None:
        raise DomainError(_("終了時刻を入力するときは、開始時刻も入力してください。"), "starts")
    if starts is not None and ends is not None and ends <= starts:
        raise DomainError(
            _("終了は、開始(%(start)s)より後の時刻にしてください。", start=time_of_day(starts)), "ends"
        )


def add(forum: Forum, *, by: Actor, day: date, starts: time | None, ends: time | None) -> ForumCandidate:
    """Add a candidate day. Raises DomainError when the date is fixed or for ``day`` (twice, too many), ``starts``, ``ends``."""
    if forum.day is not None:
        raise DomainError(_("開催日が決まっているため、候補日は登録できません。"))
    if forum.cancelled_at is not None:
        raise DomainError(_("中止したフォーラムには、候補日を登録できません。"))
    check_times(starts, ends)
    known = candidates_of(forum.id)
    if Day(day, starts, ends) in map(_day, known):
        raise DomainError(_("同じ日時の候補日がすでにあります。"), "day")
    if len(known) >= MOST:
        raise DomainError(_("候補日は%(most)d件まで登録できます。", most=MOST), "day")

    candidate = ForumCandidate(forum_id=forum.id, day=day, starts=starts, ends=ends)
    db.session.add(candidate)
    _tell(forum, candidate, "candidate.added", by)
    return candidate


def withdraw(forum: Forum, candidate: ForumCandidate, *, by: Actor) -> None:
    """Take a candidate day back; one that is closed already stays as it is."""
    if not candidate.is_open:
        return
    candidate.withdrawn_at = clock.now()
    _tell(forum, candidate, "candidate.withdrawn", by)


def settle(forum: Forum, given: Day) -> None:
    """Close every candidate day because the date is fixed: the same day is chosen, all others are withdrawn.

    Whoever fixes the date tells of it.
    """
    now = clock.now()
    for candidate in candidates_of(forum.id):
        if _day(candidate) == given:
            candidate.chosen_at = now
        else:
            candidate.withdrawn_at = now


def set_all(forum: Forum, *, by: Actor, days: Collection[Day]) -> None:
    """Make ``days`` the candidate days of a forum without a date (import of a document)."""
    known = {_day(candidate): candidate for candidate in candidates_of(forum.id)}
    for candidate in (known[day] for day in known if day not in days):
        withdraw(forum, candidate, by=by)
    for day in days:
        if day not in known:
            add(forum, by=by, **day._asdict())


def _day(candidate: ForumCandidate) -> Day:
    return Day(candidate.day, candidate.starts, candidate.ends)


def _tell(forum: Forum, candidate: ForumCandidate, action: str, by: Actor) -> None:
    told = candidate_day(candidate)
    changes = [None, told] if candidate.is_open else [told, None]
    audit.record(by, action, candidate, changes={"candidate": changes})
    events.publish(ForumChanged(forum.id, "candidates", frozenset({"candidates"}), by))
