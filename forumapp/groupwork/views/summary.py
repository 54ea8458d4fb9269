"""Curating the summary at the desk."""

from typing import Literal

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.core.access import role
from forumapp.core.converters import LARGEST_ID
from forumapp.core.forms import ActionForm
from forumapp.core.pages import notify, show
from forumapp.forums.models import Forum
from forumapp.groupwork.forms.summary import BulletForm, NewBulletForm
from forumapp.groupwork.models import SummaryBullet
from forumapp.groupwork.queries import bullets, sheets, works
from forumapp.groupwork.services import summary as services

bp = Blueprint("summary", __name__)
DESK = "/desk/forums/<slug:forum>/summary"


def _bullet(forum: Forum, ident: int) -> SummaryBullet:
    return bullets.bullet(forum, ident) or abort(404)


def _back(forum: Forum, text: str | None = None) -> Response:
    if text:
        notify(text)
    return redirect(url_for("summary.board", forum=forum.slug), 303)


@bp.get(DESK)
@role("owner", "editor")
def board(forum: Forum) -> ResponseReturnValue:
    """Show, theme by theme, the notes of all groups beside the summary."""
    return show(
        "groupwork/summary.html",
        forum=forum,
        themes=works.themes_of(forum),
        groups=works.groups(forum),
        notes=sheets.notes(forum_id=forum.id),
        bullets=bullets.bullets(forum),
        form=ActionForm(),
    )


@bp.route(DESK + "/themes/<id:theme>/bullets/new", methods=["GET", "POST"])
@role("owner", "editor")
def new_bullet(forum: Forum, theme: int) -> ResponseReturnValue:
    """Make a bullet of ticked notes: the ids come as ``note`` in the address."""
    found = works.theme(forum, theme) or abort(404)
    ticked = [ident for ident in request.args.getlist("note", type=int) if 0 < ident <= LARGEST_ID]
    form = NewBulletForm(notes=ticked)
    sources = sheets.notes_by_id(found, form.notes.data or [])
    if not form.is_submitted() and sources:
        form.text.data = sources[0].text
    if form.accepted():
        with form.refusals():
            services.add_bullet(found, by=g.actor, **form.values())
            return _back(forum, _("意見の概要に加えました。"))
    return show(
        "groupwork/bullet.html", status=form.status, form=form, forum=forum, theme=found, sources=sources
    )


@bp.route(DESK + "/bullets/<id:bullet>", methods=["GET", "POST"])
@role("owner", "editor")
def bullet(forum: Forum, bullet: int) -> ResponseReturnValue:
    """Change a bullet; after an edit by somebody else both texts are shown."""
    found = _bullet(forum, bullet)
    form = BulletForm(obj=found)
    if form.accepted():
        with form.refusals():
            services.change_bullet(found, by=g.actor, **form.values())
            return _back(forum, _("概要の文を保存しました。"))
    is_stale = form.catch_up(found)
    return show(
        "groupwork/bullet.html",
        status=form.status,
        form=form,
        forum=forum,
        theme=found.theme,
        bullet=found,
        is_stale=is_stale,
        sources=[source.note for source in found.sources],
    )


@bp.post(DESK + "/bullets/<id:bullet>/position/<word:direction>")
@role("owner", "editor")
def position(forum: Forum, bullet: int, direction: str) -> ResponseReturnValue:
    """Move a bullet ``up`` or ``down``."""
    found = _bullet(forum, bullet)
    way: Literal["up", "down"] = "up" if direction == "up" else "down" if direction == "down" else abort(404)
    if ActionForm().accepted():
        services.move_bullet(found, by=g.actor, direction=way)
    return _back(forum)


@bp.post(DESK + "/bullets/<id:bullet>/withdrawal")
@role("owner", "editor")
def withdrawal(forum: Forum, bullet: int) -> ResponseReturnValue:
    """Take a bullet out of the summary."""
    found = _bullet(forum, bullet)
    if ActionForm().accepted():
        services.withdraw_bullet(found, by=g.actor)
    return _back(forum, _("概要から取り下げました。"))
