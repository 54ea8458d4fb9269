"""Presence on the Web put together per person, and the condition that somebody came at all."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.attendance.models import AttendanceCorrection, AttendanceRules, CheckIn, Presence
from forumapp.attendance.queries.logs import living
from forumapp.attendance.tools.intervals import Stay, minutes, union
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration


@dataclass(frozen=True)
class Web:
    """What all lists together say of one person; two devices at once count once. ``stays`` is empty where none tells when."""

    minutes: int
    stays: tuple[Stay, ...]
    spells: int


def rules_of(forum: Forum) -> AttendanceRules:
    """Return what counts as present; the defaults for a forum without a row."""
    found = db.session.get(AttendanceRules, forum.id)
    return found or AttendanceRules(forum_id=forum.id, least_minutes=1, item_share=50, settled_by="")


def web_presence(forum: Forum, people: Collection[int] | None = None) -> dict[int, Web]:
    """Return the presence of everybody found in a list, by registration id; of these ``people`` only if given."""
    rows = sa.select(Presence.registration_id, Presence.minutes, Presence.stays).where(*_counted(forum))
    if people is not None:
        rows = rows.where(Presence.registration_id.in_(people))
    stays: dict[int, list[Stay]] = defaultdict(list)
    sums: dict[int, int] = defaultdict(int)
    for ident, length, periods in db.session.execute(rows):
        if ident is not None:
            stays[ident] += [(start, end) for start, end in periods]
            sums[ident] += 0 if periods else length
    return {ident: _put_together(stays[ident], sums[ident]) for ident in sums}


def came(forum: Forum) -> sa.ColumnElement[bool]:
    """Return the condition on registrations of this forum that is true of who counts as present, as the final list says."""
    least = rules_of(forum).least_minutes
    corrected = sa.select(AttendanceCorrection.registration_id).where(
        AttendanceCorrection.forum_id == forum.id
    )
    checked = sa.select(CheckIn.registration_id).where(
        CheckIn.forum_id == forum.id, CheckIn.undone_at.is_(None)
    )
    long = sa.select(Presence.registration_id).where(*_counted(forum), Presence.minutes >= least)
    ident = Registration.id
    evident = sa.or_(ident.in_(checked), ident.in_(long), ident.in_(_enough_together(forum, least)))
    said_no = corrected.where(AttendanceCorrection.came.is_(False))
    said_yes = corrected.where(AttendanceCorrection.came.is_(True))
    return sa.or_(ident.in_(said_yes), sa.and_(evident, ident.not_in(said_no)))


def _counted(forum: Forum) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Presence.log_id.in_(living(forum)),
        Presence.registration_id.is_not(None),
        Presence.dismissed_at.is_(None),
    )


def _enough_together(forum: Forum, least: int) -> list[int]:
    """Return who was there long enough only by several lines together: they may overlap, which SQL cannot tell."""
    short = (
        sa.select(Presence.registration_id)
        .where(*_counted(forum))
        .group_by(Presence.registration_id)
        .having(sa.func.max(Presence.minutes) < least, sa.func.count() > 1)
    )
    doubtful = [ident for ident in db.session.scalars(short) if ident is not None]
    if not doubtful:
        return []
    found = web_presence(forum, doubtful)
    return sorted(ident for ident, web in found.items() if web.minutes >= least)


def _put_together(stays: list[Stay], more: int) -> Web:
    put = union(stays)
    return Web(minutes(put) + more, put, len(put) or 1)
