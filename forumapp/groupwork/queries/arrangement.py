"""Reads of an arrangement: its settings, its history, and what was published of it."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.groupwork.arrangement import Arrangement, ArrangementCommand, CommandState, ModePolicy, Pattern
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.people import candidates, seats

DISPLAY_NAME = "{group:02}_{organisation}_{family}"
"""How people are asked to call themselves in the meeting tool, unless the organiser says otherwise: ``03_長崎市_山田``."""


def arrangement_of(work: GroupWork) -> Arrangement:
    """Return the settings of a group work; the defaults, not in the session, where there is no row yet."""
    found = db.session.get(Arrangement, work.id)
    return found or Arrangement(
        work_id=work.id,
        forum_id=work.forum_id,
        pattern=Pattern.SINGLE,
        rounds=1,
        mode_policy=ModePolicy.TABLES,
        seed=1,
        display_name=DISPLAY_NAME,
        version=0,
    )


def last_done(work_id: int) -> ArrangementCommand | None:
    """Return the last change in force: what undo takes back."""
    found = _changes(work_id).where(ArrangementCommand.state == CommandState.DONE)
    return db.session.scalar(found.order_by(ArrangementCommand.number.desc()).limit(1))


def first_undone(work_id: int) -> ArrangementCommand | None:
    """Return what was taken back last: what redo does again."""
    found = _changes(work_id).where(ArrangementCommand.state == CommandState.UNDONE)
    return db.session.scalar(found.order_by(ArrangementCommand.number).limit(1))


def history(work_id: int, limit: int = 100) -> Sequence[ArrangementCommand]:
    """Return the latest changes, undo and redo among them, the latest first."""
    found = sa.select(ArrangementCommand).where(ArrangementCommand.work_id == work_id)
    return db.session.scalars(found.order_by(ArrangementCommand.number.desc()).limit(limit)).all()


def unseated(work: GroupWork) -> int:
    """Return how many who may sit in a group do not sit in one (first round)."""
    return len({one.id for one in candidates(work.item)} - seats(work).keys())


def _changes(work_id: int) -> sa.Select[tuple[ArrangementCommand]]:
    return sa.select(ArrangementCommand).where(
        ArrangementCommand.work_id == work_id, ArrangementCommand.target_id.is_(None)
    )
