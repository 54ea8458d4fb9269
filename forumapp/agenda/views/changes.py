"""Endpoints of one operation each: the same for a cell of the table, the timeline and a form without JavaScript.

All are POST with ``csrf_token``, ``version`` (of the draft that the page shows), ``ripple`` (``shift``, ``slot`` or
``absorb``; without it ``shift``), ``decided`` (``yes``: what it means was looked at; ``ask``: say it, write nothing) and
what the operation needs:

=====================================  =================================================================================
``…/agenda/items/<id>/values``         what shall change and nothing else: ``start`` ("13:40", empty: follows), ``minutes``,
                                       ``title``, ``mode``, ``room_id``, ``track_id`` (empty: everybody), ``day`` (from 1),
                                       ``parent_id``, ``kind``, ``is_fixed`` …; ``after`` puts it directly behind that sibling
                                       (same container and day), ``0`` in front of all of its track. Dragging is ``start``,
                                       stretching is ``minutes``, another column is ``track_id`` (with ``start`` or ``after``)
``…/agenda/items/<id>/position``       ``direction`` = ``up`` or ``down``: exchange places with the row beside
``…/agenda/items/<id>/withdrawal``     take it out; ``…/restoration`` brings it back
``…/agenda/items/new``                 add: ``title``, ``kind`` and ``day`` must be there, ``after`` as above
=====================================  =================================================================================

Answers, as a page or (``X-Fragment``) as pieces of which each replaces the element of its id:

- 200 with ``#agenda-check`` that has content (``data-asks``): nothing is written, this is what would happen; its form
  sends the same again with ``decided`` and the mode that was chosen.
- 200 with ``#agenda-state``, ``#agenda-steps`` (undo), ``#agenda-cautions``, ``#agenda-rows`` (``data-version``),
  ``#agenda-withdrawn``, ``#agenda-news`` and an empty ``#agenda-check``: written. ``X-Say`` says what was done. As a
  page: 303 to the table.
- 409 with ``#agenda-check``: somebody else was first, nothing is written, both values are shown; its form puts this
  one on top. 422 with ``#agenda-check``: refused, ``[data-field="start"]`` holds the sentence for that field.
"""

from collections.abc import Callable, Collection

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forumapp.agenda import policy, queries
from forumapp.agenda.cells import CellForm
from forumapp.agenda.forms import ChangeForm
from forumapp.agenda.models import Item
from forumapp.agenda.ripple import Ripple
from forumapp.agenda.services import items as services
from forumapp.agenda.views.keeping import keep, refused
from forumapp.core.access import role
from forumapp.forums.models import Forum

bp = Blueprint("agenda_changes", __name__)
ITEM = "/desk/forums/<slug:forum>/agenda/items/<id:item>"
STEPS = {"up": -1, "down": 1}


@bp.post(f"{ITEM}/values")
@role(*policy.EDITORS)
def change_values(forum: Forum, item: int) -> ResponseReturnValue:
    """Change what was sent of an item, and nothing else."""
    found = find(forum, item)
    form = CellForm(forum, found)
    if not form.accepted():
        return refused(forum, form, item=found)
    values = form.values()

    def act(ripple: Ripple) -> Collection[int]:
        services.change_item(found, by=g.actor, ripple=ripple, **values)
        return {item}

    conflict = form.conflicts(found)
    return keep(forum, form, act, lambda: _said_saved(found), item=found, conflict=conflict)


@bp.post(f"{ITEM}/position")
@role(*policy.EDITORS)
def move_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Move an item one row up or down."""
    found = find(forum, item)
    step = STEPS.get(request.form.get("direction", "")) or abort(400)
    said = _("「%(title)s」を動かしました。", title=found.title)
    return _done(forum, found, services.move_item, said, step=step)


@bp.post(f"{ITEM}/withdrawal")
@role(*policy.EDITORS)
def withdraw_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Take an item out of the programme."""
    found = find(forum, item)
    said = _("「%(title)s」を取り下げました。あとで元に戻せます。", title=found.title)
    return _done(forum, found, services.withdraw_item, said)


@bp.post(f"{ITEM}/restoration")
@role(*policy.EDITORS)
def restore_item(forum: Forum, item: int) -> ResponseReturnValue:
    """Bring an item back."""
    found = find(forum, item)
    return _done(
        forum, found, services.restore_item, _("「%(title)s」を次第に戻しました。", title=found.title)
    )


def _done(forum: Forum, item: Item, service: Callable[..., Item], said: str, **more: int) -> Response:
    form, ident = ChangeForm(), item.id
    if not form.accepted():
        return refused(forum, form, item=item)

    def act(ripple: Ripple) -> Collection[int]:
        service(item, by=g.actor, version=form.version.data, ripple=ripple, **more)
        return {ident}

    return keep(forum, form, act, lambda: said, item=item)


def find(forum: Forum, ident: int) -> Item:
    """Return an item of the forum, or answer 404."""
    return queries.item(forum.id, ident) or abort(404)


def _said_saved(item: Item) -> str:
    return _("「%(title)s」を保存しました。", title=item.title)
