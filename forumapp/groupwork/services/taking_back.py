"""Taking back the last change of an arrangement, and doing it again; each is a change with a name and a time."""

from flask_babel import gettext as _

from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.groupwork.arrangement import ArrangementCommand, CommandState
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.queries import arrangement as arrangements
from forumapp.groupwork.queries import people
from forumapp.groupwork.services import setup
from forumapp.groupwork.services.arranging import arranging, seats_in, seats_of

UNDO, REDO = "arrangement.undone", "arrangement.redone"


def undo(work: GroupWork, *, by: Actor, version: int | None = None) -> ArrangementCommand:
    """Take back the last change that is in force; returns it. Raises ArrangementChanged, DomainError if there is none."""
    command = arrangements.last_done(work.id)
    if command is None:
        raise DomainError(_("取り消せる変更はありません。"))
    for group in _emptied(work, command):
        setup.restore(group, by=by)
    _turn(work, command, by=by, version=version, side=0, state=CommandState.UNDONE)
    return command


def redo(work: GroupWork, *, by: Actor, version: int | None = None) -> ArrangementCommand:
    """Do again what was taken back last; returns it. Raises ArrangementChanged, DomainError if there is none."""
    command = arrangements.first_undone(work.id)
    if command is None:
        raise DomainError(_("やり直せる変更はありません。"))
    _turn(work, command, by=by, version=version, side=1, state=CommandState.DONE)
    for group in _emptied(work, command):
        if not any(seat.group_id == group.id for seat in seats_of(work.id).values()):
            setup.close(group, by=by)
    return command


def _emptied(work: GroupWork, command: ArrangementCommand) -> list[Group]:
    """Return the group with whose withdrawal a command began: it comes and goes with its people."""
    if command.action != setup.WITHDRAWAL:
        return []
    left = {seat.group_id for seat in seats_in(command, 0).values() if seat is not None}
    return [group for group in work.groups if group.id in left]


def _turn(
    work: GroupWork,
    command: ArrangementCommand,
    *,
    by: Actor,
    version: int | None,
    side: int,
    state: CommandState,
) -> None:
    """Write one side of ``command``; whoever no longer takes part, and a group that is gone, are left out."""
    action = REDO if side else UNDO
    present = {one.id for one in people.candidates(work.item)}
    groups = {group.id for group in work.groups if group.withdrawn_at is None}
    with arranging(work, by=by, version=version, action=action, title=command.title, target=command) as draft:
        for chair, seat in seats_in(command, side).items():
            if seat is None or (chair.registration_id in present and seat.group_id in groups):
                draft.seats.pop(chair, None)
                if seat is not None:
                    draft.seats[chair] = seat
        command.state = state
