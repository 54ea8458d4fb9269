"""The frame of every change of who sits where: one lock, one version, one command that can be taken back.

The draft is a mapping in memory; what differs at the end of the block is written in at most three statements.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.transaction import lock
from forumapp.groupwork.arrangement import Arrangement, ArrangementCommand, CommandState, Placement
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.arrangement import arrangement_of


class Chair(NamedTuple):
    """A person in a round (from 1)."""

    round: int
    registration_id: int


class Seat(NamedTuple):
    """Where somebody sits, and whether the search leaves them there."""

    group_id: int
    is_pinned: bool = False


@dataclass
class Draft:
    """The arrangement in the making: change ``seats`` freely inside the block of :func:`arranging`."""

    work: GroupWork
    arrangement: Arrangement
    seats: dict[Chair, Seat] = field(default_factory=dict)
    command: ArrangementCommand | None = None

    def of(self, group_id: int, round_: int = 1) -> set[int]:
        """Return the registrations in a group in a round."""
        return {
            chair.registration_id
            for chair, seat in self.seats.items()
            if seat.group_id == group_id and chair.round == round_
        }


def hold(work: GroupWork) -> Arrangement:
    """Lock a group work and return its arrangement as it is now, whatever was read of it before."""
    lock(work)
    arrangement = arrangement_of(work)
    if arrangement in db.session:
        lock(arrangement)
    return arrangement


@contextmanager
def arranging(
    work: GroupWork,
    *,
    by: Actor,
    action: str,
    title: str = "",
    version: int | None = None,
    target: ArrangementCommand | None = None,
) -> Iterator[Draft]:
    """Hold the arrangement of ``work``; what the block changes becomes one command, or nothing if nothing differs.

    ``version`` is the one that the page showed; None: nobody looked at a page. ``action`` is the audit's word, ``title``
    says what was changed, ``target`` is the command that an undo or redo is about. Raises ArrangementChanged.
    """
    arrangement = hold(work)
    if version is not None and version != arrangement.version:
        raise ArrangementChanged(
            _("ほかの人が先に班編成を変更したため、保存していません。今の班編成を確認してください。")
        )
    before = seats_of(work.id)
    draft = Draft(work, arrangement, dict(before))
    yield draft
    changed = {
        chair: (before.get(chair), draft.seats.get(chair))
        for chair in sorted(before.keys() | draft.seats.keys())
        if before.get(chair) != draft.seats.get(chair)
    }
    if not changed:
        return
    _write(work.id, changed)
    db.session.add(arrangement)
    arrangement.version += 1
    draft.command = _record(draft, changed, by=by, action=action, title=title, target=target)


def seats_of(work_id: int) -> dict[Chair, Seat]:
    """Return the draft of a group work."""
    found = sa.select(
        Placement.round, Placement.registration_id, Placement.group_id, Placement.is_pinned
    ).where(Placement.work_id == work_id)
    return {Chair(row[0], row[1]): Seat(row[2], row[3]) for row in db.session.execute(found)}


Changed = dict[Chair, tuple[Seat | None, Seat | None]]


def _write(work_id: int, changed: Changed) -> None:
    key = {"work_id": work_id}
    fresh, moved, gone = [], [], []
    for chair, (old, new) in changed.items():
        row = key | chair._asdict()
        if new is None:
            gone.append({f"of_{name}": value for name, value in row.items()})
        elif old is None:
            fresh.append(row | new._asdict())
        else:
            moved.append(row | new._asdict())
    if gone:
        mine = [getattr(Placement, name) == sa.bindparam(f"of_{name}") for name in (*key, *Chair._fields)]
        db.session.connection().execute(sa.delete(Placement).where(*mine), gone)
    if moved:
        db.session.execute(sa.update(Placement), moved)
    if fresh:
        db.session.execute(sa.insert(Placement), fresh)


def _record(
    draft: Draft,
    changed: Changed,
    *,
    by: Actor,
    action: str,
    title: str,
    target: ArrangementCommand | None,
) -> ArrangementCommand:
    work = draft.work
    if target is None:
        dropped = sa.update(ArrangementCommand).where(
            ArrangementCommand.work_id == work.id, ArrangementCommand.state == CommandState.UNDONE
        )
        db.session.execute(dropped.values(state=CommandState.DROPPED))
    command = ArrangementCommand(
        forum_id=work.forum_id,
        work_id=work.id,
        number=draft.arrangement.version,
        at=clock.now(),
        actor_label=by.label,
        action=action,
        title=title,
        target_id=target.id if target else None,
        rows={f"{chair.round}:{chair.registration_id}": _images(sides) for chair, sides in changed.items()},
    )
    db.session.add(command)
    db.session.flush()
    audit.record(by, action, work, forum_id=work.forum_id, changes={"seated_people": [None, len(changed)]})
    return command


def _images(sides: tuple[Seat | None, Seat | None]) -> list[Any]:
    return [list(seat) if seat else None for seat in sides]


def seats_in(command: ArrangementCommand, side: int) -> dict[Chair, Seat | None]:
    """Return one side (0 before, 1 after) of a command."""
    found: dict[Chair, Seat | None] = {}
    for name, images in command.rows.items():
        round_, _colon, registration = name.partition(":")
        image = images[side]
        found[Chair(int(round_), int(registration))] = Seat(*image) if image else None
    return found
