"""Reads of an arrangement: its settings, its history, and what was published of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.groupwork.arrangement import Arrangement, ArrangementCommand, CommandState, ModePolicy, Pattern
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.people import candidates, seats
from forumapp.registration.models import Registration

DISPLAY_NAME = "{group:02}_{organisation}_{family}"
"""How people are asked to call themselves in the meeting tool, unless the organiser says otherwise: ``03_長崎市_山田``."""

DEFAULT_WEIGHTS = {"department": 5, "rank": 3, "kind": 2, "mode": 1}
"""What a pair in one group costs that shares a value, of what is known of people."""


def weights_of(arrangement: Arrangement) -> dict[str, int]:
    """Return the weights in force."""
    return DEFAULT_WEIGHTS if arrangement.weights is None else dict(arrangement.weights)


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


def settings_of(work: GroupWork) -> dict[str, Any]:
    """Return the settings of a group work as a form holds them."""
    kept = arrangement_of(work)
    named = {name: getattr(kept, name) for name in ("pattern", "rounds", "mode_policy", "seed")}
    minutes = {"work_minutes": work.work_minutes, "talk_minutes": work.talk_minutes}
    return {**minutes, **named, **weights_of(kept)}


def last_done(work_id: int) -> ArrangementCommand | None:
    """Return the last change in force: what undo takes back."""
    found = _changes(work_id).where(ArrangementCommand.state == CommandState.DONE)
    return db.session.scalar(found.order_by(ArrangementCommand.number.desc()).limit(1))


def first_undone(work_id: int) -> ArrangementCommand | None:
    """Return what was taken back last: what redo does again."""
    found = _changes(work_id).where(ArrangementCommand.state == CommandState.UNDONE)
    return db.session.scalar(found.order_by(ArrangementCommand.number).limit(1))


def newest(work_id: int) -> ArrangementCommand | None:
    """Return the latest change, be it an undo or redo."""
    found = sa.select(ArrangementCommand).where(ArrangementCommand.work_id == work_id)
    return db.session.scalar(found.order_by(ArrangementCommand.number.desc()).limit(1))


def history(work_id: int, limit: int = 100, before: int | None = None) -> Sequence[ArrangementCommand]:
    """Return the latest changes before number ``before``, undo and redo among them, the latest first."""
    found = sa.select(ArrangementCommand).where(ArrangementCommand.work_id == work_id)
    if before is not None:
        found = found.where(ArrangementCommand.number < before)
    return db.session.scalars(found.order_by(ArrangementCommand.number.desc()).limit(limit)).all()


def targets_of(commands: Sequence[ArrangementCommand]) -> dict[int, ArrangementCommand]:
    """Return by id what the undo and redo among ``commands`` are about."""
    wanted = {one.target_id for one in commands} - {None}
    found = sa.select(ArrangementCommand).where(ArrangementCommand.id.in_(wanted))
    return {one.id: one for one in db.session.scalars(found)}


def names_in(forum_id: int, commands: Sequence[ArrangementCommand]) -> dict[int, str]:
    """Return by registration id the names of those whom ``commands`` are about."""
    wanted = {int(name.partition(":")[2]) for one in commands for name in one.rows}
    found = sa.select(Registration.id, Registration.family_name, Registration.given_name).where(
        Registration.forum_id == forum_id, Registration.id.in_(wanted)
    )
    return {row[0]: full_name(row[1], row[2], " ") for row in db.session.execute(found)}


def unseated(work: GroupWork) -> int:
    """Return how many who may sit in a group do not sit in one (first round)."""
    return len({one.id for one in candidates(work.item)} - seats(work).keys())


def _changes(work_id: int) -> sa.Select[tuple[ArrangementCommand]]:
    return sa.select(ArrangementCommand).where(
        ArrangementCommand.work_id == work_id, ArrangementCommand.target_id.is_(None)
    )
