"""Pasting a programme: the text, what was understood of it, and only then the writing."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from forumapp.agenda import policy, queries
from forumapp.agenda.forms import PasteForm
from forumapp.agenda.pasting.errors import Unreadable
from forumapp.agenda.pasting.preview import Preview, preview_of
from forumapp.agenda.pasting.reader import read
from forumapp.agenda.pasting.wording import refusal
from forumapp.agenda.services.pasting import write_pasted
from forumapp.core import clock
from forumapp.core.access import rehearsal, role
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum

bp = Blueprint("agenda_pasting", __name__)
DESK = "/desk/forums/<slug:forum>/agenda/pasting"


@bp.route(DESK, methods=["GET", "POST"])
@role(*policy.EDITORS)
def index(forum: Forum) -> ResponseReturnValue:
    """The text box; writes what was looked at before."""
    form = _form(forum)
    found = _preview(forum, form) if form.accepted() else None
    if found is None or not form.is_decided():
        return _page(forum, form, found)
    current = queries.version(forum.id)
    with form.refusals():
        version, replace = form.version.data, form.replaces
        items = write_pasted(forum, found.pasted, by=g.actor, replace=replace, version=version)
        said = ngettext(
            "%(num)d件の項目を次第に取り込みました。", "%(num)d件の項目を次第に取り込みました。", len(items)
        )
        notify(said)
        return redirect(url_for("agenda.index", forum=forum.slug), 303)
    form.version.data = current
    return _page(forum, form, found)


@bp.route(f"{DESK}/preview", methods=["GET", "POST"])
@role(*policy.EDITORS)
@rehearsal
def preview(forum: Forum) -> ResponseReturnValue:
    """What was understood of the text; writes nothing."""
    form = _form(forum)
    if not form.is_submitted():
        return redirect(url_for("agenda_pasting.index", forum=forum.slug), 303)
    form.catch_up(forum)
    return _page(forum, form, _preview(forum, form) if form.accepted() else None)


def _form(forum: Forum) -> PasteForm:
    form = PasteForm(version=queries.version(forum.id))
    form.offer(forum)
    return form


def _preview(forum: Forum, form: PasteForm) -> Preview | None:
    """Read the text; if nothing is understood, say so beside the box."""
    text, opens = form.text.data, queries.opens(forum)
    try:
        pasted = read(text, today=clock.today(forum.zone), known=forum.day, opens=opens)
        return preview_of(text, pasted)
    except Unreadable as error:
        form.refuse(refusal(error), "text")
        return None


def _page(forum: Forum, form: PasteForm, found: Preview | None) -> ResponseReturnValue:
    context: dict[str, Any] = {"form": form, "preview": found}
    if found is None:
        return show("agenda/paste.html", forum=forum, status=form.status, **context)
    form.mark_seen()
    return show("agenda/paste_preview.html", forum=forum, status=form.status, **context)
