"""Versions of a report: those that went out, the one that waits, and the last one that did not go out."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.publishing.models import ReportVersion, VersionState

WAITING = (VersionState.SUBMITTED, VersionState.SCHEDULED)
NOT_OUT = (VersionState.RETURNED, VersionState.STOPPED)


def versions_of(forum_id: int) -> Sequence[ReportVersion]:
    """Return every version that ever went out, the newest first."""
    mine = sa.select(ReportVersion).where(
        ReportVersion.forum_id == forum_id, ReportVersion.number.is_not(None)
    )
    return db.session.scalars(mine.order_by(ReportVersion.number.desc())).all()


def version_of(forum_id: int, number: int) -> ReportVersion | None:
    """Return one version that went out."""
    return db.session.scalar(
        sa.select(ReportVersion).where(ReportVersion.forum_id == forum_id, ReportVersion.number == number)
    )


def first_published(forum_ids: Collection[int]) -> dict[int, datetime]:
    """Return when the first version of each forum's report went out, where there is one; one statement."""
    mine = (ReportVersion.forum_id.in_(forum_ids), ReportVersion.published_at.is_not(None))
    found = sa.select(ReportVersion.forum_id, sa.func.min(ReportVersion.published_at)).where(*mine)
    rows = db.session.execute(found.group_by(ReportVersion.forum_id)).tuples()
    return {ident: at for ident, at in rows if at is not None}


def waiting_version(forum_id: int) -> ReportVersion | None:
    """Return the version that waits for a second person or for its moment."""
    mine = sa.select(ReportVersion).where(
        ReportVersion.forum_id == forum_id, ReportVersion.state.in_(WAITING)
    )
    return db.session.scalars(mine.order_by(ReportVersion.id.desc()).limit(1)).one_or_none()


def not_out(forum_id: int) -> ReportVersion | None:
    """Return the newest version of all, if it was sent back or stopped: somebody should read why."""
    mine = sa.select(ReportVersion).where(ReportVersion.forum_id == forum_id)
    newest = db.session.scalars(mine.order_by(ReportVersion.id.desc()).limit(1)).one_or_none()
    return newest if newest is not None and newest.state in NOT_OUT else None
