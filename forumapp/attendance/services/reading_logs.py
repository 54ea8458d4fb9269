"""Reading a participants' list in: looked at first, then taken in one transaction; the same file again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.attendance.matching import Match
from forumapp.attendance.models import MatchedBy, Presence, PresenceLog
from forumapp.attendance.queries import logs, people
from forumapp.attendance.tools.people import Kind
from forumapp.attendance.tools.reading import Line, Report, read_report
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum
from forumapp.forums.states import end_of, start_of

ALIKE = 0.8
"""A list that holds so much of an older one of the same meeting takes its place."""


class Notice(StrEnum):
    """What should be looked at before a list is taken."""

    OTHER_DAY = "other_day"
    OTHER_HOURS = "other_hours"
    NO_TIMES = "no_times"


@dataclass(frozen=True)
class Looked:
    """A line and what would become of it: ``people`` are known, found or decided before; None is a doubt."""

    line: Line
    match: Match
    people: tuple[int, ...] | None
    is_remembered: bool = False


@dataclass(frozen=True)
class Look:
    """What taking a file would do. ``known``: the list that holds the same file already; ``replaces`` older ones."""

    report: Report
    digest: str
    track_id: int | None
    lines: tuple[Looked, ...]
    known: PresenceLog | None
    replaces: tuple[PresenceLog, ...]
    notices: tuple[Notice, ...]

    @property
    def doubts(self) -> int:
        """Return how many lines need a decision."""
        return sum(one.people is None for one in self.lines)

    @property
    def dismissed(self) -> int:
        """Return how many lines were decided to be nobody of ours."""
        return sum(one.people == logs.NOBODY for one in self.lines)

    @property
    def found(self) -> int:
        """Return how many lines are somebody."""
        return len(self.lines) - self.doubts - self.dismissed


def look_at(forum: Forum, content: bytes, *, track_id: int | None = None, zone: str = "") -> Look:
    """Say what taking this file would do; writes nothing. UnreadableReport if it is no participants' list.

    ``zone`` is that of times in the file which do not say their own: the forum's, unless it is given.
    """
    day = forum.day or clock.today(forum.zone)
    report = read_report(content, day, zone or forum.zone)
    digest = sha256(content).hexdigest()
    roster, remembered = people.roster(forum), logs.decisions(forum)
    looked = []
    for line in report.lines:
        is_person = line.kind in {Kind.PERSON, Kind.HOST}
        match = roster.match(line.name, line.address, _times(line)[0], is_person=is_person)
        kept = _remembered(remembered, line, track_id)
        if kept is not None and all(ident in roster.people for ident in kept):
            looked.append(Looked(line, match, kept, is_remembered=True))
        else:
            looked.append(Looked(line, match, None if match.id is None else (match.id,)))
    known = logs.same(forum, digest, track_id)
    replaced = () if known else _replaced(forum, report, track_id)
    return Look(report, digest, track_id, tuple(looked), known, replaced, tuple(_notices(forum, report)))


def read_in(
    forum: Forum,
    content: bytes,
    *,
    by: Actor,
    filename: str = "",
    track_id: int | None = None,
    zone: str = "",
) -> PresenceLog | None:
    """Take a file; returns None if the same one was taken already. The forum is locked meanwhile."""
    lock(forum)
    look = look_at(forum, content, track_id=track_id, zone=zone)
    if look.known is not None:
        return None
    log = PresenceLog(
        forum_id=forum.id,
        track_id=track_id,
        tool=look.report.tool,
        filename=filename[:200],
        digest=look.digest,
        read_at=clock.now(),
        by_label=by.label,
    )
    for old in look.replaces:
        old.withdrawn_at = clock.now()
    db.session.add(log)
    db.session.flush()
    rows = [row for number, one in enumerate(look.lines, 1) for row in _rows(forum, log, number, one)]
    db.session.execute(sa.insert(Presence), rows)
    changes = {"lines": [None, len(look.lines)], "doubts": [None, look.doubts]}
    audit.record(by, "presence.read", log, changes=changes)
    return log


def withdraw(log: PresenceLog, *, by: Actor) -> None:
    """Take a whole list back: none of its lines counts any more. What was decided is remembered for the next one."""
    lock(log)
    if log.withdrawn_at is not None:
        raise DomainError(_("この一覧は、すでに取り消されています。"))
    log.withdrawn_at = clock.now()
    audit.record(by, "presence.withdrawn", log)


def match_again(forum: Forum, *, by: Actor) -> int:
    """Look for the people of undecided lines once more (somebody was registered since); returns how many were found."""
    lock(forum)
    roster, found = people.roster(forum), 0
    for one in logs.doubts(forum):
        row = one.first
        is_person = row.kind in {Kind.PERSON, Kind.HOST}
        match = roster.match(row.name, row.address, row.joined_at, is_person=is_person)
        if match.id is not None:
            row.registration_id, row.matched_by = match.id, match.by
            found += 1
    if found:
        audit.record(by, "presence.matched", forum, changes={"lines": [None, found]})
    return found


def _remembered(
    made: dict[logs.Key, list[logs.Decision]], line: Line, track_id: int | None
) -> tuple[int, ...] | None:
    start, end = _times(line)
    same = made.get(logs.key_of(line.name, line.address), [])
    return next((one.people for one in same if one.holds_for(track_id, start, end)), None)


def _times(line: Line) -> tuple[datetime | None, datetime | None]:
    """Return when somebody first came and last went."""
    if not line.stays:
        return None, None
    return datetime.fromtimestamp(line.stays[0][0], UTC), datetime.fromtimestamp(line.stays[-1][1], UTC)


def _replaced(forum: Forum, report: Report, track_id: int | None) -> tuple[PresenceLog, ...]:
    """Return older lists of the same tool and meeting of which nearly every line is in this one, in the same hours."""
    mine = {logs.key_of(line.name, line.address) for line in report.lines}
    alike = [
        log
        for log in logs.living_logs(forum)
        if log.tool == report.tool and log.track_id == track_id and _holds(mine, logs.keys_of(log))
    ]
    return tuple(log for log in alike if _is_same_time(log, report))


def _holds(mine: set[logs.Key], older: set[logs.Key]) -> bool:
    return bool(older) and len(mine & older) >= ALIKE * len(older)


def _is_same_time(log: PresenceLog, report: Report) -> bool:
    """Say whether the older list begins within the times of this one: the afternoon's meeting is another than the morning's."""
    first = db.session.scalar(sa.select(sa.func.min(Presence.joined_at)).where(Presence.log_id == log.id))
    if first is None or report.start is None or report.end is None:
        return first is None and report.start is None
    return report.start <= first <= report.end


def _notices(forum: Forum, report: Report) -> Sequence[Notice]:
    start, end = report.start, report.end
    if start is None or end is None:
        return [Notice.NO_TIMES]
    opens = start_of(forum)
    if opens is None:
        return []
    first, last = (clock.to_wall(at, forum.zone) for at in (start, end))
    closes = end_of(forum) or opens + timedelta(hours=10)
    if not first.date() <= opens.date() <= last.date() and not opens.date() <= first.date() <= closes.date():
        return [Notice.OTHER_DAY]
    is_apart = last < opens or first > closes
    return [Notice.OTHER_HOURS] if is_apart else []


def _rows(forum: Forum, log: PresenceLog, number: int, one: Looked) -> list[dict[str, Any]]:
    line = one.line
    stays, (start, end) = [list(stay) for stay in line.stays], _times(line)
    by = MatchedBy.HAND if one.is_remembered else one.match.by
    return [
        {
            "forum_id": forum.id,
            "log_id": log.id,
            "line": number,
            "kind": line.kind.value,
            "registration_id": ident,
            "matched_by": by if ident is not None else None,
            "name": line.name,
            "address": line.address,
            "joined_at": start,
            "left_at": end,
            "minutes": line.minutes,
            "spells": line.rejoins,
            "stays": stays,
            "dismissed_at": clock.now() if one.people == logs.NOBODY else None,
        }
        for ident in (one.people or (None,))
    ]
