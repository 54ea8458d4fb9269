"""What every change of the programme answers: the check before it, the table after it, both values in a conflict."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from forumapp.agenda import command_words, foresight_words, policy, queries
from forumapp.agenda.board import board_of
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.foresight import Foresight, Outcome
from forumapp.agenda.forms import ChangeForm, ItemForm, VersionedForm
from forumapp.agenda.models import Command
from forumapp.agenda.services.rehearsing import Act, attempt
from forumapp.agenda.timeline import timeline_of
from forumapp.core.errors import DomainError
from forumapp.core.pages import notify, show, wants_piece
from forumapp.forums.models import Forum

OWN = {"csrf_token", "version", "ripple", "decided"}
"""Fields that a page of its own brings; the others are carried along as they were sent."""


def keep(forum: Forum, form: ChangeForm, act: Act, said: Callable[[], str], **context: Any) -> Response:
    """Make the change and show the table, or show what it would do; a refusal gives 409 or 422 with what was sent."""
    try:
        foresight = attempt(forum, act, form.ripple.data, decided=form.is_decided, always=form.only_asks)
    except AgendaChanged as late:
        form.refuse(late.message)
        return refused(forum, form, status=409, **context)
    except DomainError as error:
        form.refuse(error.message, error.field)
        return refused(forum, form, **context)
    return written(forum, said()) if foresight is None else ask(forum, form, foresight, **context)


def ask(forum: Forum, form: ChangeForm, foresight: Foresight, **context: Any) -> Response:
    """Show what a change would do, with everything that was sent; nothing is written."""
    return _page("agenda/check.html", "agenda/_check.html", forum, form, foresight=foresight, **context)


def ask_back(forum: Forum, form: ChangeForm, command: Command, outcome: Outcome) -> Response:
    """Ask before somebody else's change is taken back or done again."""
    foresight = Foresight(outcome, ())
    return _page("agenda/check.html", "agenda/_check.html", forum, form, command=command, foresight=foresight)


def refused(
    forum: Forum, form: ChangeForm, *, status: int = 422, page: str = "agenda/refused.html", **context: Any
) -> Response:
    """Show why nothing was written, with both values where somebody else was first (409), and what can be sent again."""
    form.version.data, form.decided.data = queries.version(forum.id), ""
    return _page(page, "agenda/_refused.html", forum, form, status=status, **context)


def written(forum: Forum, said: str) -> Response:
    """Show the table after a change: its pieces for a fragment, else by way of the page itself."""
    if not wants_piece():
        notify(said)
        return redirect(url_for("agenda.index", forum=forum.slug), 303)
    response = table(forum, VersionedForm(sent=False, version=queries.version(forum.id)))
    response.headers["X-Say"] = quote(said)
    return response


def table(forum: Forum, form: VersionedForm, status: int = 200) -> Response:
    """Show the editor, whole or (for a fragment) all its pieces."""
    editing = policy.may_edit(g.roles)
    board = board_of(forum)
    last = queries.last_release(forum.id)
    context: dict[str, Any] = {
        "form": form,
        "board": board,
        "timeline": timeline_of(forum, board),
        "whole": not wants_piece(),
        "editing": editing,
        "release": last,
        "is_pending": queries.differs(board.programme, last),
        "undo": queries.last_done(forum.id) if editing else None,
        "redo": queries.first_undone(forum.id) if editing else None,
        "words": command_words,
        "choices": choices(forum) if editing else None,
    }
    return show("agenda/index.html", piece="agenda/_board.html", forum=forum, status=status, **context)


def choices(forum: Forum) -> dict[str, list[tuple[str, str]]]:
    """Return what the cells of the table offer: by field (value, word)."""
    form = ItemForm(sent=False)
    form.offer(forum)
    fields = (form.room_id, form.track_id, form.mode)
    return {field.name: [(str(value), str(word)) for value, word in field.choices] for field in fields}


def _page(
    template: str, piece: str, forum: Forum, form: ChangeForm, *, status: int = 200, **context: Any
) -> Response:
    context.setdefault("conflict", [])
    return show(
        template,
        piece=piece,
        forum=forum,
        form=form,
        carried=carried(),
        means=foresight_words,
        words=command_words,
        action=request.path,
        status_is_late=status == 409,
        status=status,
        **context,
    )


def carried() -> Sequence[tuple[str, str]]:
    """Return what was sent, for the next sending."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in OWN]
