"""Taking changes back, doing them again, and the page that says who changed what."""

from collections.abc import Callable

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from forumapp.agenda import command_words as words
from forumapp.agenda import policy, queries
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.forms import ChangeForm
from forumapp.agenda.image_words import names_of
from forumapp.agenda.models import Command
from forumapp.agenda.services import undoing
from forumapp.agenda.services.rehearsing import rehearse
from forumapp.agenda.views.keeping import ask_back, refused, written
from forumapp.core.access import role
from forumapp.core.converters import small_number
from forumapp.core.errors import DomainError
from forumapp.core.i18n import language
from forumapp.core.pages import show
from forumapp.forums.models import Forum

bp = Blueprint("agenda_history", __name__)
DESK = "/desk/forums/<slug:forum>/agenda"
ROWS = 20
"""Changes on one page of the history."""


@bp.post(f"{DESK}/undo")
@role(*policy.EDITORS)
def undo(forum: Forum) -> ResponseReturnValue:
    """Take back the last change; somebody else's only after asking."""
    return _turn(forum, queries.last_done(forum.id), undoing.undo, words.undone)


@bp.post(f"{DESK}/redo")
@role(*policy.EDITORS)
def redo(forum: Forum) -> ResponseReturnValue:
    """Do again what was taken back last; what somebody else did only after asking."""
    return _turn(forum, queries.first_undone(forum.id), undoing.redo, words.redone)


@bp.get(f"{DESK}/history")
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """List the changes, the newest first."""
    before = request.args.get("before", type=small_number)
    found = queries.history(forum.id, limit=ROWS + 1, before=before, whole=True)
    names = names_of(forum)
    older = found[ROWS - 1].number if len(found) > ROWS else None
    return show(
        "agenda/history.html",
        forum=forum,
        entries=[words.entry(command, names) for command in found[:ROWS]],
        older=older,
        is_first=before is None,
        words=words,
    )


@bp.get(f"{DESK}/news")
@role(*policy.READERS)
def news(forum: Forum) -> ResponseReturnValue:
    """Say whether somebody changed the programme since version ``seen``; asked again and again, mostly answered 304."""
    seen, version = request.args.get("seen", 0, type=int), queries.version(forum.id)
    last = queries.newest(forum.id) if seen != version else None
    response = show("agenda/_news.html", forum=forum, seen=seen, last=last, words=words)
    response.set_etag(f"{version}-{seen}-{language()}")
    response.cache_control.no_cache = True
    return response.make_conditional(request)


def _turn(
    forum: Forum,
    command: Command | None,
    service: Callable[..., Command],
    said: Callable[[Forum, Command], str],
) -> Response:
    form = ChangeForm()
    if not form.accepted():
        return refused(forum, form)
    version = form.version.data
    try:
        if command is not None and not words.is_own(command, g.actor) and not form.is_decided:
            outcome = rehearse(forum, lambda: service(forum, by=g.actor, version=version))
            return ask_back(forum, form, command, outcome)
        return written(forum, said(forum, service(forum, by=g.actor, version=version)))
    except AgendaChanged as late:
        form.refuse(late.message)
        return refused(forum, form, status=409)
    except DomainError as error:
        form.refuse(error.message)
        return refused(forum, form)
