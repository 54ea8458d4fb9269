"""Reads of searches for a plan: the latest, and whether its worker still lives."""

from datetime import timedelta

import sqlalchemy as sa

from forumapp.core import clock, jobs
from forumapp.core.db import db
from forumapp.groupwork.arrangement import ArrangementRun, RunState
from forumapp.groupwork.models import GroupWork

BEAT = "arrangement"
"""Name of the heartbeat of whoever searches."""
SILENCE = timedelta(seconds=30)
"""After so long without a heartbeat a search is taken for dead, and one that waits for forgotten."""
ACTIVE = (RunState.QUEUED, RunState.RUNNING)


def run(work: GroupWork, ident: int) -> ArrangementRun | None:
    """Return one search of this work."""
    found = sa.select(ArrangementRun).where(ArrangementRun.id == ident, ArrangementRun.work_id == work.id)
    return db.session.scalar(found)


def latest(work_id: int) -> ArrangementRun | None:
    """Return the last search that was asked for."""
    found = sa.select(ArrangementRun).where(ArrangementRun.work_id == work_id)
    return db.session.scalar(found.order_by(ArrangementRun.id.desc()).limit(1))


def is_stalled(one: ArrangementRun) -> bool:
    """Say whether nobody works on a search that should be under way."""
    if one.state not in ACTIVE:
        return False
    since = one.asked_at
    if one.state is RunState.RUNNING:
        since = max(since, jobs.last_beat(BEAT) or since)
    return clock.now() - since > SILENCE
