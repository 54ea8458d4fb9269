"""Items of the programme: add, change, move, withdraw, bring back."""

from typing import Any

from flask_babel import gettext as _

from forumapp.agenda.models import Item
from forumapp.agenda.ripple import Ripple
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.item_checks import DEFAULTS, checked
from forumapp.agenda.services.ordering import (
    arrive,
    exchange_starts,
    followers,
    leave,
    merged,
    place,
    place_after,
    renumber,
    rows_of,
    siblings_of,
)
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum


def add_item(
    forum: Forum,
    *,
    by: Actor,
    version: int | None = None,
    position: int | None = None,
    after: int | None = None,
    ripple: Ripple = Ripple.SHIFT,
    **values: Any,
) -> Item:
    """Add an item after its siblings (in front of the first one that begins later, if it has a start).

    With ``position`` the caller numbers the siblings itself (many rows at once). ``after`` is the id of the sibling
    that it shall directly follow, FIRST for the first of its track. ``ripple`` says what later items do.

    ``values`` as in DEFAULTS: ``start`` minute of the day, ``minutes`` length, ``day`` from 0.
    Raises AgendaChanged, or DomainError for the field that is wrong.
    """
    with editing(forum, by=by, version=version, ripple=ripple) as edit:
        wanted = checked(forum, None, {**DEFAULTS, **values})
        item = Item(forum_id=forum.id, **wanted)
        siblings = siblings_of(item) if position is None else []
        item.position = position or 0
        db.session.add(item)
        db.session.flush()
        if after is not None:
            _put(item, after, has_start=wanted["start"] is not None)
        elif position is None:
            place(siblings, item)
        db.session.flush()
        edit.tell("item.added", item, {"title": [None, item.title]})
    return item


def change_item(
    item: Item,
    *,
    by: Actor,
    version: int | None = None,
    after: int | None = None,
    ripple: Ripple = Ripple.SHIFT,
    **values: Any,
) -> Item:
    """Change what ``values`` name; the rest stays. ``after`` puts it elsewhere as in :func:`add_item`; raises as that.

    Put elsewhere without a start in ``values`` it follows what precedes it there, and what followed it closes up.
    """
    forum = _forum(item)
    with editing(forum, by=by, version=version, ripple=ripple) as edit:
        before = {name: getattr(item, name) for name in DEFAULTS}
        wanted = checked(forum, item, {**before, **values})
        moved = any(wanted[name] != before[name] for name in ("parent_id", "day"))
        _check_place(item, after)
        if after is not None and ripple is not Ripple.SLOT:
            leave(item)
        changes = audit.difference(item, wanted)
        if after is not None:
            _put(item, after, has_start=values.get("start") is not None)
            edit.touch(item)
        elif moved:
            place([other for other in siblings_of(item) if other is not item], item)
        if changes or after is not None:
            db.session.flush()
            db.session.expire(item, ["track", "room"])
            edit.tell("item.changed" if changes else "item.moved", item, changes)
    return item


def move_item(
    item: Item,
    *,
    by: Actor,
    step: int,
    version: int | None = None,
    ripple: Ripple = Ripple.SHIFT,
) -> Item:
    """Exchange places with the row before (``step`` -1) or after (1), within the track; at the end nothing happens.

    The slot keeps its start: what comes first begins when the former first began, unless a start is fixed.
    """
    forum = _forum(item)
    with editing(forum, by=by, version=version, ripple=ripple) as edit:
        rows = rows_of(item)
        place = next(number for number, row in enumerate(rows) if item in row)
        other = place + step
        if not 0 <= other < len(rows) or item.withdrawn_at is not None:
            return item
        front, back = sorted((place, other))
        exchange_starts(rows[front], rows[back])
        rows[front], rows[back] = rows[back], rows[front]
        renumber(merged(item, rows))
        edit.touch(*rows[front], *rows[back])
        db.session.flush()
        edit.tell("item.moved", item, {"place": [place + 1, other + 1]})
    return item


def withdraw_item(
    item: Item,
    *,
    by: Actor,
    version: int | None = None,
    ripple: Ripple = Ripple.SHIFT,
) -> Item:
    """Take the item (and what it contains) out of the programme; it can be brought back.

    If its start was written down, what directly follows begins then.
    """
    with editing(_forum(item), by=by, version=version, ripple=ripple) as edit:
        if item.withdrawn_at is None:
            if ripple is not Ripple.SLOT:
                leave(item)
            item.withdrawn_at = clock.now()
            db.session.flush()
            edit.tell("item.withdrawn", item, {"title": [item.title, None]})
    return item


def restore_item(
    item: Item,
    *,
    by: Actor,
    version: int | None = None,
    ripple: Ripple = Ripple.SHIFT,
) -> Item:
    """Bring a withdrawn item back to where it stood; what took its start follows it again."""
    with editing(_forum(item), by=by, version=version, ripple=ripple) as edit:
        if item.withdrawn_at is not None:
            item.withdrawn_at = None
            for after in followers(item):
                if after.start == item.start and not after.is_fixed and ripple is not Ripple.SLOT:
                    after.start = None
            db.session.flush()
            edit.tell("item.restored", item, {"title": [None, item.title]})
    return item


def _check_place(item: Item, after: int | None) -> None:
    if after is not None and item.withdrawn_at is not None:
        raise DomainError(
            _("取り下げた項目の場所は変えられません。先に「元に戻す」を選んでください。"), "after"
        )


def _put(item: Item, after: int, *, has_start: bool) -> None:
    place_after(item, after)
    db.session.flush()
    if not has_start:
        arrive(item)


def _forum(item: Item) -> Forum:
    return db.session.get_one(Forum, item.forum_id)
