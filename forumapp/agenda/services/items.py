"""Items of the programme: add, change, move, withdraw, bring back."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.models import LATEST, LONGEST, Item, ItemKind
from forumapp.agenda.services.aggregate import check_version, tell
from forumapp.agenda.timetable import blocks
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Room

DEEPEST = 3
LAST_DAY = 30
DEFAULTS: dict[str, Any] = {
    "title": "",
    "kind": ItemKind.TALK,
    "start": None,
    "minutes": None,
    "day": 0,
    "parent_id": None,
    "track_id": None,
    "room_id": None,
    "mode": None,
    "title_en": "",
    "end_text": "",
    "note": "",
    "is_fixed": False,
    "is_remainder": False,
    "is_optional": False,
}
"""What an item can be given, and what it is without."""


def add_item(
    forum: Forum, *, by: Actor, version: int | None = None, position: int | None = None, **values: Any
) -> Item:
    """Add an item after its siblings (in front of the first one that begins later, if it has a start).

    With ``position`` the caller numbers the siblings itself (many rows at once).

    ``values`` as in DEFAULTS: ``start`` minute of the day, ``minutes`` length, ``day`` from 0.
    Raises AgendaChanged, or DomainError for the field that is wrong.
    """
    check_version(forum, version)
    wanted = _checked(forum, None, {**DEFAULTS, **values})
    item = Item(forum_id=forum.id, **wanted)
    if position is None:
        siblings = _siblings(item)
        db.session.add(item)
        _place(siblings, item)
    else:
        item.position = position
        db.session.add(item)
    db.session.flush()
    tell(forum, by, "item.added", item, {"title": [None, item.title]})
    return item


def change_item(item: Item, *, by: Actor, version: int | None = None, **values: Any) -> Item:
    """Change what ``values`` name; the rest stays. Raises as :func:`add_item`."""
    forum = _forum(item)
    check_version(forum, version)
    before = {name: getattr(item, name) for name in DEFAULTS}
    wanted = _checked(forum, item, {**before, **values})
    moved = any(wanted[name] != before[name] for name in ("parent_id", "day"))
    changes = audit.difference(item, wanted)
    if changes:
        if moved:
            _place([other for other in _siblings(item) if other is not item], item)
        db.session.flush()
        db.session.expire(item, ["track", "room"])
        tell(forum, by, "item.changed", item, changes)
    return item


def move_item(item: Item, *, by: Actor, step: int, version: int | None = None) -> Item:
    """Exchange places with the row before (``step`` -1) or after (1), within the track; at the end nothing happens.

    The slot keeps its start: what comes first begins when the former first began, unless a start is fixed.
    """
    forum = _forum(item)
    check_version(forum, version)
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
    tell(forum, by, "item.moved", item, {"place": [place + 1, other + 1]})
    return item


def withdraw_item(item: Item, *, by: Actor, version: int | None = None) -> Item:
    """Take the item (and what it contains) out of the programme; it can be brought back."""
    forum = _forum(item)
    check_version(forum, version)
    if item.withdrawn_at is None:
        item.withdrawn_at = clock.now()
        db.session.flush()
        tell(forum, by, "item.withdrawn", item, {"title": [item.title, None]})
    return item


def restore_item(item: Item, *, by: Actor, version: int | None = None) -> Item:
    """Bring a withdrawn item back to where it stood."""
    forum = _forum(item)
    check_version(forum, version)
    if item.withdrawn_at is not None:
        item.withdrawn_at = None
        db.session.flush()
        tell(forum, by, "item.restored", item, {"title": [None, item.title]})
    return item


# --- checks -----------------------------------------------------------------------------------------------


def _checked(forum: Forum, item: Item | None, values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - DEFAULTS.keys()
    if unknown:
        raise TypeError(f"an item has no {sorted(unknown)}")
    if not values["title"].strip():
        raise DomainError(_("件名を入力してください。"), "title")
    _check_times(values)
    _check_places(forum, values)
    _check_parent(forum, item, values)
    return values


def _check_times(values: dict[str, Any]) -> None:
    start, minutes = values["start"], values["minutes"]
    if start is not None and not 0 <= start <= LATEST:
        raise DomainError(_("開始時刻は0:00から48:00までで入力してください。"), "start")
    if minutes is not None and not 0 <= minutes <= LONGEST:
        raise DomainError(_("時間は0分から1440分(24時間)までで入力してください。"), "minutes")
    if not 0 <= values["day"] <= LAST_DAY:
        raise DomainError(_("日は1日目から31日目までで入力してください。"), "day")
    if values["is_remainder"] and minutes is not None:
        raise DomainError(_("「残りの時間」にする項目には、分を入力しないでください。"), "minutes")
    if values["is_fixed"] and start is None:
        raise DomainError(_("開始時刻を固定する項目には、開始時刻を入力してください。"), "start")


def _check_places(forum: Forum, values: dict[str, Any]) -> None:
    if values["track_id"] is not None:
        track = queries.track(forum.id, values["track_id"])
        if track is None or track.withdrawn_at is not None:
            raise DomainError(_("このフォーラムの部会を選んでください。"), "track_id")
    check_room(forum, values["room_id"])


def check_room(forum: Forum, room_id: int | None) -> None:
    """Refuse a room that is not in the forum's venue."""
    if room_id is None:
        return
    room = db.session.get(Room, room_id)
    if room is None or room.venue_id != forum.venue_id:
        raise DomainError(_("会場の部屋を選んでください。"), "room_id")


def _check_parent(forum: Forum, item: Item | None, values: dict[str, Any]) -> None:
    if item is not None and values["kind"] is not ItemKind.CONTAINER and _has_children(item):
        raise DomainError(_("中に項目があるため、種類は「まとまり」のままにしてください。"), "kind")
    parent_id, depth = values["parent_id"], 1
    while parent_id is not None:
        parent = queries.item(forum.id, parent_id)
        if parent is None or parent.kind is not ItemKind.CONTAINER:
            raise DomainError(_("このフォーラムの「まとまり」を選んでください。"), "parent_id")
        if parent is item:
            raise DomainError(_("項目をその中に入れることはできません。"), "parent_id")
        depth += 1
        if depth > DEEPEST:
            raise DomainError(_("まとまりは2段まで重ねられます。"), "parent_id")
        if values["track_id"] is not None and parent.track_id not in {None, values["track_id"]}:
            raise DomainError(_("まとまりと同じ部会を選んでください。"), "track_id")
        values["day"] = parent.day
        parent_id = parent.parent_id


def _has_children(item: Item) -> bool:
    mine = sa.select(Item.id).where(Item.parent_id == item.id, Item.withdrawn_at.is_(None))
    return db.session.scalar(mine.limit(1)) is not None


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
