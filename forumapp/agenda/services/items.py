"""Items of the programme: add, change, move, withdraw, bring back."""

from typing import Any

import sqlalchemy as sa

from forumapp.agenda.models import Item
from forumapp.agenda.ripple import Ripple
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.item_checks import DEFAULTS, checked
from forumapp.agenda.timetable import blocks
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum


def add_item(
    forum: Forum,
    *,
    by: Actor,
    version: int | None = None,
    position: int | None = None,
    ripple: Ripple = Ripple.SHIFT,
    **values: Any,
) -> Item:
    """Add an item after its siblings (in front of the first one that begins later, if it has a start).

    With ``position`` the caller numbers the siblings itself (many rows at once). ``ripple`` says what later items do.

    ``values`` as in DEFAULTS: ``start`` minute of the day, ``minutes`` length, ``day`` from 0.
    Raises AgendaChanged, or DomainError for the field that is wrong.
    """
    with editing(forum, by=by, version=version, ripple=ripple) as edit:
        wanted = checked(forum, None, {**DEFAULTS, **values})
        item = Item(forum_id=forum.id, **wanted)
        if position is None:
            siblings = _siblings(item)
            db.session.add(item)
            _place(siblings, item)
        else:
            item.position = position
            db.session.add(item)
        db.session.flush()
        edit.tell("item.added", item, {"title": [None, item.title]})
    return item


def change_item(
    item: Item,
    *,
    by: Actor,
    version: int | None = None,
    ripple: Ripple = Ripple.SHIFT,
    **values: Any,
) -> Item:
    """Change what ``values`` name; the rest stays. Raises as :func:`add_item`."""
    forum = _forum(item)
    with editing(forum, by=by, version=version, ripple=ripple) as edit:
        before = {name: getattr(item, name) for name in DEFAULTS}
        wanted = checked(forum, item, {**before, **values})
        moved = any(wanted[name] != before[name] for name in ("parent_id", "day"))
        changes = audit.difference(item, wanted)
        if changes:
            if moved:
                _place([other for other in _siblings(item) if other is not item], item)
            db.session.flush()
            db.session.expire(item, ["track", "room"])
            edit.tell("item.changed", item, changes)
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
        rows = _rows(item)
        place = next(number for number, row in enumerate(rows) if item in row)
        other = place + step
        if not 0 <= other < len(rows) or item.withdrawn_at is not None:
            return item
        front, back = sorted((place, other))
        _exchange_starts(rows[front], rows[back])
        rows[front], rows[back] = rows[back], rows[front]
        _number(_merged(item, rows))
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
            item.withdrawn_at = clock.now()
            for after in _followers(item):
                if after.start is None and item.start is not None and ripple is not Ripple.SLOT:
                    after.start = item.start
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
            for after in _followers(item):
                if after.start == item.start and not after.is_fixed and ripple is not Ripple.SLOT:
                    after.start = None
            db.session.flush()
            edit.tell("item.restored", item, {"title": [None, item.title]})
    return item


# --- order ------------------------------------------------------------------------------------------------


def _forum(item: Item) -> Forum:
    return db.session.get_one(Forum, item.forum_id)


def _siblings(item: Item) -> list[Item]:
    near = sa.select(Item).where(
        Item.forum_id == item.forum_id, Item.parent_id == item.parent_id, Item.day == item.day
    )
    return list(db.session.scalars(near.order_by(Item.position, Item.id)))


def _place(siblings: list[Item], item: Item) -> None:
    later = (
        number
        for number, other in enumerate(siblings)
        if item.start is not None
        and other.start is not None
        and other.start > item.start
        and other.track_id == item.track_id
    )
    siblings.insert(next(later, len(siblings)), item)
    _number(siblings)


def _followers(item: Item) -> list[Item]:
    """Return what directly follows: the next of its own track, or the first of each track if parallel ones are next."""
    rows = blocks([other for other in _siblings(item) if other.withdrawn_at is None or other is item])
    place = next(number for number, row in enumerate(rows) if item in row)
    if item.track_id is not None:
        mine = [other for other in rows[place] if other.track_id == item.track_id]
        return mine[mine.index(item) + 1 :][:1]
    after = rows[place + 1] if place + 1 < len(rows) else []
    first = {other.track_id: other for other in reversed(after)}
    return list(reversed(first.values()))


def _number(items: list[Item]) -> None:
    for position, item in enumerate(items):
        if item.position != position:
            item.position = position


def _rows(item: Item) -> list[list[Item]]:
    living = [other for other in _siblings(item) if other.withdrawn_at is None or other is item]
    if item.track_id is not None:
        return [[other] for other in living if other.track_id == item.track_id]
    return blocks(living)


def _merged(item: Item, rows: list[list[Item]]) -> list[Item]:
    moved = iter([each for row in rows for each in row])
    concerned = {id(each) for row in rows for each in row}
    return [next(moved) if id(other) in concerned else other for other in _siblings(item)]


def _exchange_starts(front: list[Item], back: list[Item]) -> None:
    first, second = front[0], back[0]
    if len(front) + len(back) > 2 or first.is_fixed or second.is_fixed:
        return
    first.start, second.start = None, first.start
