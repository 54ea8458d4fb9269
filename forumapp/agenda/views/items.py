"""The organisers' table of the programme, its items, and its releases."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import policy, queries, wording
from forumapp.agenda.board import board_of
from forumapp.agenda.forms import ItemForm, VersionedForm, differences
from forumapp.agenda.models import Item
from forumapp.agenda.programme import from_json
from forumapp.agenda.services import items as services
from forumapp.core.access import role
from forumapp.core.pages import notify, show
from forumapp.core.text.times import format_minutes, format_time
from forumapp.forums.models import Forum

bp = Blueprint("agenda", __name__)
bp.add_app_template_filter(format_time, "wall_time")
bp.add_app_template_filter(format_minutes, "minutes")
bp.add_app_template_filter(wording.mode_name, "mode_name")
bp.add_app_template_filter(wording.kind_name, "kind_name")
bp.add_app_template_filter(wording.role_name, "role_name")
bp.add_app_template_filter(wording.wall_moment, "wall_moment")

DESK = "/desk/forums/<slug:forum>/agenda"


@bp.get(DESK)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Show the programme as a table with its warnings."""
    return _table(forum, VersionedForm(version=queries.version(forum.id)))


@bp.route(f"{DESK}/items/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def add_item(forum: Forum) -> ResponseReturnValue:
    """Add an item."""
    form = ItemForm(version=queries.version(forum.id), day=0, parent_id=request.args.get("parent", type=int))
    form.offer(forum)
    if form.accepted():
        with form.refusals():
            item = services.add_item(forum, by=g.actor, **form.values())
            notify(_("「%(title)s」を次第に追加しました。", title=item.title))
            return _to_table(forum)
    form.catch_up(forum)
    return show("agenda/item.html", forum=forum, form=form, item=None, status=form.status)


@bp.route(f"{DESK}/items/<id:item>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def change_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Change an item; a conflict shows what is saved beside what was typed."""
    found = _item(forum, item)
    form = ItemForm(obj=found, version=queries.version(forum.id))
    form.offer(forum, found)
    if form.accepted():
        with form.refusals():
            services.change_item(found, by=g.actor, **form.values())
            notify(_("「%(title)s」を保存しました。", title=found.title))
            return _to_table(forum)
    conflict = differences(form, found) if form.catch_up(forum) else []
    context: dict[str, Any] = {"form": form, "item": found, "conflict": conflict}
    return show("agenda/item.html", forum=forum, status=form.status, **context)


@bp.post(f"{DESK}/items/<id:item>/position")
@role(*policy.EDITORS)
def move_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Move an item one row up or down."""
    found, form = _item(forum, item), VersionedForm()
    steps = {"up": -1, "down": 1}
    step = steps.get(request.form.get("direction", "")) or abort(400)
    if form.accepted():
        with form.refusals():
            services.move_item(found, by=g.actor, version=form.version.data, step=step)
            notify(_("「%(title)s」を動かしました。", title=found.title))
            return _to_table(forum)
    return _table(forum, form)


@bp.post(f"{DESK}/items/<id:item>/withdrawal")
@role(*policy.EDITORS)
def withdraw_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Take an item out of the programme."""
    found, form = _item(forum, item), VersionedForm()
    if form.accepted():
        with form.refusals():
            services.withdraw_item(found, by=g.actor, version=form.version.data)
            notify(_("「%(title)s」を取り下げました。あとで元に戻せます。", title=found.title))
            return _to_table(forum)
    return _table(forum, form)


@bp.post(f"{DESK}/items/<id:item>/restoration")
@role(*policy.EDITORS)
def restore_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Bring an item back."""
    found, form = _item(forum, item), VersionedForm()
    if form.accepted():
        with form.refusals():
            services.restore_item(found, by=g.actor, version=form.version.data)
            notify(_("「%(title)s」を次第に戻しました。", title=found.title))
            return _to_table(forum)
    return _table(forum, form)


@bp.get(f"{DESK}/releases")
@role(*policy.READERS)
def releases(forum: Forum) -> ResponseReturnValue:
    """List the releases."""
    return show("agenda/releases.html", forum=forum, releases=queries.releases(forum.id))


@bp.get(f"{DESK}/releases/<id:number>")
@role(*policy.READERS)
def show_release(forum: Forum, number: int) -> ResponseReturnValue:
    """Show one release as the public saw it."""
    release = queries.release(forum.id, number) or abort(404)
    return show("agenda/release.html", forum=forum, release=release, programme=from_json(release.content))


def _item(forum: Forum, ident: int) -> Item:
    return queries.item(forum.id, ident) or abort(404)


def _to_table(forum: Forum) -> Response:
    return redirect(url_for("agenda.index", forum=forum.slug), 303)


def _table(forum: Forum, form: VersionedForm) -> Response:
    form.catch_up(forum)
    editing = policy.may_edit(g.roles)
    return show(
        "agenda/index.html",
        forum=forum,
        form=form,
        board=board_of(forum),
        editing=editing,
        status=form.status,
    )
