"""The participants' lists that were read in, and their lines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.attendance import naming
from forumapp.attendance.models import MatchedBy, Presence, PresenceLog
from forumapp.core.db import db
from forumapp.forums.models import Forum

Key = tuple[str, str]
NOBODY: tuple[int, ...] = ()
"""What was decided of a line that is nobody of ours."""


@dataclass(frozen=True)
class LogCount:
    """A list with its numbers of lines: found by themselves or by hand, in doubt, nobody of ours."""

    log: PresenceLog
    lines: int
    found: int
    doubts: int
    dismissed: int


@dataclass(frozen=True)
class LogLine:
    """One line of a list: its rows are one person each, or none yet."""

    rows: tuple[Presence, ...]

    @property
    def first(self) -> Presence:
        """Return the row that every line has."""
        return self.rows[0]

    @property
    def people(self) -> tuple[int, ...]:
        """Return who it is, by registration id."""
        return tuple(sorted(row.registration_id for row in self.rows if row.registration_id is not None))

    @property
    def is_doubt(self) -> bool:
        """Say whether nobody has been found or chosen yet."""
        return not self.people and self.first.dismissed_at is None

    @property
    def mark(self) -> str:
        """Return what a form sends back, so that two who decide at once are told."""
        return "0" if self.first.dismissed_at else ",".join(map(str, self.people)) or "-"

    @property
    def joined_at(self) -> datetime | None:
        """Return when it first came."""
        return self.first.joined_at


def key_of(name: str, address: str) -> Key:
    """Return by what a line is known again in another list."""
    return address.lower(), naming.plain(name)


def living(forum: Forum) -> sa.Select[tuple[int]]:
    """Select the ids of the lists that count."""
    return sa.select(PresenceLog.id).where(
        PresenceLog.forum_id == forum.id, PresenceLog.withdrawn_at.is_(None)
    )


def logs(forum: Forum) -> list[LogCount]:
    """Return every list that was read, the newest first, also those withdrawn."""
    mine = sa.select(PresenceLog).where(PresenceLog.forum_id == forum.id).order_by(PresenceLog.id.desc())
    grouped = sa.select(
        Presence.log_id, sa.func.count(Presence.registration_id), sa.func.count(Presence.dismissed_at)
    ).where(Presence.forum_id == forum.id)
    lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for log_id, people, dismissed in db.session.execute(grouped.group_by(Presence.log_id, Presence.line)):
        lines[log_id].append((people, dismissed))
    return [_count(log, lines[log.id]) for log in db.session.scalars(mine)]


def doubts(forum: Forum) -> list[LogLine]:
    """Return the lines of living lists that nobody has decided, in order of time."""
    rows = sa.select(Presence).where(
        Presence.log_id.in_(living(forum)),
        Presence.registration_id.is_(None),
        Presence.dismissed_at.is_(None),
    )
    return _lines(rows)


def decided(forum: Forum) -> list[LogLine]:
    """Return the lines of living lists that are somebody or nobody of ours."""
    rows = sa.select(Presence).where(
        Presence.log_id.in_(living(forum)),
        sa.or_(Presence.registration_id.is_not(None), Presence.dismissed_at.is_not(None)),
    )
    return _lines(rows)


def line(forum: Forum, presence_id: int) -> LogLine | None:
    """Return the line of this row."""
    own = sa.select(Presence).where(Presence.id == presence_id, Presence.forum_id == forum.id)
    one = db.session.scalar(own)
    if one is None or one.log.withdrawn_at is not None:
        return None
    same = sa.select(Presence).where(Presence.log_id == one.log_id, Presence.line == one.line)
    return _lines(same)[0]


def log(forum: Forum, ident: int) -> PresenceLog | None:
    """Return a list of this forum."""
    return db.session.scalar(
        sa.select(PresenceLog).where(PresenceLog.id == ident, PresenceLog.forum_id == forum.id)
    )


def same(forum: Forum, digest: str, track_id: int | None) -> PresenceLog | None:
    """Return the living list with exactly this content."""
    mine = sa.select(PresenceLog).where(
        PresenceLog.id.in_(living(forum)),
        PresenceLog.digest == digest,
        PresenceLog.track_id.is_not_distinct_from(track_id),
    )
    return db.session.scalar(mine.limit(1))


@dataclass(frozen=True)
class Decision:
    """What somebody decided of a line: who it is, or NOBODY."""

    people: tuple[int, ...]
    address: str
    track_id: int | None
    start: datetime | None
    end: datetime | None

    def holds_for(self, track_id: int | None, start: datetime | None, end: datetime | None) -> bool:
        """Say whether a line of this name is the same again: by its address, or in the same meeting at the same time.

        The iPad of the afternoon may be another one than that of the morning.
        """
        if self.address:
            return True
        if self.track_id != track_id:
            return False
        if self.start is None or self.end is None or start is None or end is None:
            return True
        return self.start <= end and start <= self.end


def decisions(forum: Forum) -> dict[Key, list[Decision]]:
    """Return what people have decided of lines, also in lists that do not count any more; the newest first."""
    rows = sa.select(Presence).where(
        Presence.forum_id == forum.id,
        sa.or_(Presence.matched_by == MatchedBy.HAND, Presence.dismissed_at.is_not(None)),
    )
    made: dict[Key, list[Decision]] = defaultdict(list)
    for one in sorted(_lines(rows), key=lambda one: (-one.first.log_id, one.first.line)):
        row = one.first
        if any(key := key_of(row.name, row.address)):
            people = NOBODY if row.dismissed_at else one.people
            made[key].append(Decision(people, row.address, row.log.track_id, row.joined_at, row.left_at))
    return made


def keys_of(log: PresenceLog) -> set[Key]:
    """Return by what the lines of a list are known again."""
    rows = db.session.execute(
        sa.select(Presence.name, Presence.address).where(Presence.log_id == log.id).distinct()
    )
    return {key_of(name, address) for name, address in rows}


def living_logs(forum: Forum) -> Sequence[PresenceLog]:
    """Return the lists that count, the oldest first."""
    mine = sa.select(PresenceLog).where(PresenceLog.id.in_(living(forum)))
    return db.session.scalars(mine.order_by(PresenceLog.id)).all()


def _lines(rows: sa.Select[tuple[Presence]]) -> list[LogLine]:
    ordered = rows.order_by(
        Presence.joined_at.is_(None), Presence.joined_at, Presence.log_id, Presence.line, Presence.id
    )
    grouped: dict[tuple[int, int], list[Presence]] = defaultdict(list)
    for row in db.session.scalars(ordered.options(joinedload(Presence.log))):
        grouped[row.log_id, row.line].append(row)
    return [LogLine(tuple(rows)) for rows in grouped.values()]


def _count(log: PresenceLog, lines: Sequence[tuple[int, int]]) -> LogCount:
    found = sum(people > 0 for people, _dismissed in lines)
    dismissed = sum(gone > 0 for _people, gone in lines)
    return LogCount(log, len(lines), found, len(lines) - found - dismissed, dismissed)
