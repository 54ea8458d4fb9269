"""Photographs of the report: handed out to the public, and the organisers' pages of them."""

from typing import Any, get_args

from flask import Blueprint, Response, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forumapp.core import transaction
from forumapp.core.access import public, role, upload
from forumapp.core.forms import ActionForm
from forumapp.core.ordering import Direction
from forumapp.core.pages import notify, show
from forumapp.core.transaction import lock
from forumapp.core.uploads.sending import send
from forumapp.forums.models import Forum
from forumapp.publishing import developing
from forumapp.publishing.forms import NewPhotographForm, PhotographForm
from forumapp.publishing.models import ReportPhotograph
from forumapp.publishing.policy import EDITORS, READERS
from forumapp.publishing.queries import photographs as rows
from forumapp.publishing.services import photographs as services

bp = Blueprint("photographs", __name__)
DESK = "/desk/forums/<slug:forum>/report/photographs"


@bp.get("/forums/<slug:forum>/photographs/<id:photograph>/<word:size>")
@public()
def picture(forum: Forum, photograph: int, size: str) -> ResponseReturnValue:
    """Hand out a photograph whose people agreed, of a report that is public."""
    found = _photograph(forum, photograph)
    is_public = forum.reported_at is not None and forum.cancelled_at is None and found.shown_at is not None
    if not is_public or not rows.is_open(found):
        abort(404)
    return _file(found, size)


@bp.get(f"{DESK}/<id:photograph>/<word:size>")
@role(*READERS)
def look(forum: Forum, photograph: int, size: str) -> ResponseReturnValue:
    """Hand out a photograph to the team."""
    return _file(_photograph(forum, photograph), size, private=True)


@bp.get(DESK)
@role(*READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """List the photographs in their order."""
    found = rows.photographs(forum.id)
    return show("publishing/photographs.html", forum=forum, photographs=found, button=ActionForm())


@bp.route(f"{DESK}/new", methods=["GET", "POST"])
@role(*EDITORS)
@upload
def add(forum: Forum) -> ResponseReturnValue:
    """Take a photograph with what it shows."""
    form = NewPhotographForm()
    if form.accepted():
        with form.refusals():
            values = {**form.values(), "file": _developed(form)}
            services.add_photograph(forum, by=g.actor, **values)
            notify(_("写真を追加しました。"))
            return _to_list(forum)
    return show("publishing/photograph.html", forum=forum, form=form, status=form.status)


@bp.route(f"{DESK}/<id:photograph>", methods=["GET", "POST"])
@role(*EDITORS)
def change(forum: Forum, photograph: int) -> ResponseReturnValue:
    """Change what is said of a photograph."""
    found = _photograph(forum, photograph)
    form = PhotographForm(PhotographForm.current(found))
    if form.accepted():
        with form.refusals():
            lock(found)
            form.settle(form.current(found))
            services.change_photograph(found, by=g.actor, version=found.version, **form.values())
            notify(_("写真の説明を変更しました。"))
            return _to_list(forum)
    context: dict[str, Any] = {"photograph": found, "status": form.status}
    return show("publishing/photograph.html", forum=forum, form=form, **context)


@bp.post(f"{DESK}/<id:photograph>/position/<word:direction>")
@role(*EDITORS)
def move(forum: Forum, photograph: int, direction: str) -> ResponseReturnValue:
    """Put a photograph before or behind its neighbour."""
    found = _photograph(forum, photograph)
    if direction not in get_args(Direction):
        abort(404)
    if ActionForm().accepted():
        services.move_photograph(found, forum=forum, by=g.actor, direction=direction)  # type: ignore[arg-type]
    return _to_list(forum)


@bp.post(f"{DESK}/<id:photograph>/withdrawal")
@role(*EDITORS)
def withdraw(forum: Forum, photograph: int) -> ResponseReturnValue:
    """Take a photograph out."""
    found = _photograph(forum, photograph)
    if ActionForm().accepted():
        services.withdraw_photograph(found, by=g.actor)
        notify(_("写真を外しました。公開中の報告からも、すぐに消えます。"))
    return _to_list(forum)


def _photograph(forum: Forum, ident: int) -> ReportPhotograph:
    return rows.photograph_of(forum, ident) or abort(404)


def _file(found: ReportPhotograph, size: str, *, private: bool = False) -> Response:
    digest = {"large": found.file_digest, "small": found.small_digest}.get(size) or abort(404)
    name = f"{found.id}-{size}.jpg"
    return send(digest, content_type=developing.CONTENT_TYPE, filename=name, private=private)


def _developed(form: NewPhotographForm) -> developing.Developed:
    """Develop the picture before anything is locked."""
    try:
        with transaction.reading():
            return developing.develop(form.file.data.digest)
    except developing.Undevelopable as error:
        raise services.unreadable() from error


def _to_list(forum: Forum) -> ResponseReturnValue:
    return redirect(url_for(".index", forum=forum.slug), 303)
