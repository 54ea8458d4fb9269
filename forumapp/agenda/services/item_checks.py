"""What an item can be: its columns with their defaults, and what is refused."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.models import LATEST, LONGEST, Item, ItemKind
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Room
from forumapp.forums.services.facts import check_https

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
    "join_url": None,
    "is_fixed": False,
    "is_remainder": False,
    "is_optional": False,
}
"""What an item can be given, and what it is without."""


def checked(forum: Forum, item: Item | None, values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` (all of DEFAULTS) ready to be set on ``item``; raises DomainError for the field that is wrong."""
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
    check_link(values["join_url"])


def check_link(url: str | None) -> None:
    """Refuse a join link that is no address of a site with HTTPS."""
    if url:
        check_https(url, "join_url")


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
