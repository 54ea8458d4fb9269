"""The organisers' table of the programme, and its items."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import policy, queries, wording
from forumapp.agenda.forms import ItemForm, VersionedForm, differences
from forumapp.agenda.models import Item, ItemKind
from forumapp.agenda.ripple import Ripple
from forumapp.agenda.services import items as services
from forumapp.agenda.views.keeping import keep, refused, table
from forumapp.core.access import role
from forumapp.core.converters import small_number
from forumapp.core.pages import show
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
FORM = "agenda/item.html"


@bp.get(DESK)
@role(*policy.READERS)
def index(forum: Forum) -> ResponseReturnValue:
    """Show the programme as a table with its warnings."""
    return table(forum, VersionedForm(version=queries.version(forum.id)))


@bp.route(f"{DESK}/items/new", methods=["GET", "POST"])
@role(*policy.EDITORS)
def add_item(forum: Forum) -> ResponseReturnValue:
    """Add an item, behind another if the page was asked for so."""
    form = ItemForm(version=queries.version(forum.id), **_beside(forum))
    form.offer(forum)
    if not form.accepted() or form.goes_back:
        return _form(forum, form)

    def act(ripple: Ripple) -> Collection[int]:
        return {services.add_item(forum, by=g.actor, ripple=ripple, **form.values()).id}

    said = _("「%(title)s」を次第に追加しました。", title=form.title.data)
    return keep(forum, form, act, lambda: said, page=FORM, item=None)


@bp.route(f"{DESK}/items/<id:item>", methods=["GET", "POST"])
@role(*policy.EDITORS)
def change_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Change an item; a conflict shows what is saved beside what was typed."""
    found = queries.item(forum.id, item) or abort(404)
    form = ItemForm(obj=found, version=queries.version(forum.id))
    form.offer(forum, found)
    if not form.accepted() or form.goes_back:
        return _form(forum, form, found)

    def act(ripple: Ripple) -> Collection[int]:
        services.change_item(found, by=g.actor, ripple=ripple, **form.values())
        return {item}

    said = _("「%(title)s」を保存しました。", title=form.title.data)
    return keep(forum, form, act, lambda: said, page=FORM, item=found, conflict=differences(form, found))


def _beside(forum: Forum) -> dict[str, Any]:
    """Return where a new item shall stand: where the one stands behind which it was asked for."""
    before = queries.item(forum.id, request.args.get("after", 0, type=small_number))
    if before is None or before.withdrawn_at is not None:
        return {"day": 0, "kind": ItemKind.TALK}
    place = ("day", "track_id", "parent_id")
    return {"after": before.id, "kind": ItemKind.TALK, **{name: getattr(before, name) for name in place}}


def _form(forum: Forum, form: ItemForm, item: Item | None = None) -> Response:
    """Show the form; whoever comes back from the check finds what was typed."""
    if form.errors:
        return refused(
            forum,
            form,
            page=FORM,
            item=item,
            conflict=differences(form, item) if item and form.is_late(forum) else [],
        )
    form.decided.data = ""
    return show(FORM, piece="agenda/_add.html" if item is None else None, forum=forum, form=form, item=item)
