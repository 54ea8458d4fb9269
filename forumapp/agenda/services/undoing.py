"""Taking back the last change of a programme, and doing it again; each is a change of its own with a name and a time."""

from flask_babel import gettext as _

from forumapp.agenda import images, queries
from forumapp.agenda.models import Command, CommandState
from forumapp.agenda.services.aggregate import Edit, editing
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum

UNDO, REDO = "agenda.undone", "agenda.redone"


def undo(forum: Forum, *, by: Actor, version: int | None = None) -> Command:
    """Take back the last change that is in force; returns it. Raises AgendaChanged, DomainError if there is none."""
    with editing(forum, by=by, version=version, action=UNDO) as edit:
        command = queries.last_done(forum.id)
        if command is None:
            raise DomainError(_("取り消せる変更はありません。"))
        _turn(edit, command, side=0, state=CommandState.UNDONE)
    return command


def redo(forum: Forum, *, by: Actor, version: int | None = None) -> Command:
    """Do again what was taken back last; returns it. Raises AgendaChanged, DomainError if there is none."""
    with editing(forum, by=by, version=version, action=REDO) as edit:
        command = queries.first_undone(forum.id)
        if command is None:
            raise DomainError(_("やり直せる変更はありません。"))
        _turn(edit, command, side=1, state=CommandState.DONE)
    return command


def _turn(edit: Edit, command: Command, *, side: int, state: CommandState) -> None:
    """Write one side of ``command`` (0 before, 1 after) into the rows; ``edit`` becomes a command about it."""
    if not command.rows:
        raise DomainError(_("この変更の内容はすでに消去されているため、元に戻せません。"))
    images.apply(command.rows, side)
    command.state = state
    edit.target = command
    edit.tell(edit.action, command, {"title": [command.title, command.title]})
