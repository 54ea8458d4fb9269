"""Columns and values of a row's image (images.py) as people read them."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.models import AppearanceRole, Item, ItemKind, Track
from forumapp.agenda.wording import kind_name, mode_name, role_name
from forumapp.core.db import db
from forumapp.core.text.times import format_time
from forumapp.directory.queries import departments
from forumapp.forums.models import Forum, Mode, Room


def label(table: str, name: str) -> str:
    """Return the word for a column."""
    if name == "title" and table == "appearance":
        return _("役職")
    known = {
        "title": _("件名"),
        "title_en": _("件名(英語)"),
        "name": _("名称"),
        "name_en": _("名称(英語)"),
        "start": _("開始時刻"),
        "minutes": _("時間(分)"),
        "day": _("日目"),
        "is_fixed": _("開始時刻の固定"),
        "is_remainder": _("残りの時間"),
        "is_optional": _("時間があれば行う"),
        "kind": _("種類"),
        "track_id": _("部会"),
        "parent_id": _("まとまり"),
        "room_id": _("部屋"),
        "mode": _("開催方法"),
        "end_text": _("終了の表記"),
        "note": _("補足"),
        "join_url": _("Web会議のアドレス"),
        "departments": _("対象部門"),
        "role": _("役割"),
        "organisation": _("団体"),
        "unit": _("部署"),
        "family_name": _("姓"),
        "given_name": _("名"),
        "family_kana": _("姓のフリガナ"),
        "given_kana": _("名のフリガナ"),
        "honorific": _("敬称"),
        "confirmed_at": _("氏名の確認"),
        "confirmed_by": _("氏名を確認した人"),
    }
    return known.get(name, name)


Names = dict[tuple[str, int], str]
"""What rows are called that others point to: (column, id) → name."""


def names_of(forum: Forum) -> Names:
    """Read what the rows of a forum point to, withdrawn ones too, with a constant number of statements."""
    found: Names = {}
    for column, model, text in (("track_id", Track, Track.name), ("parent_id", Item, Item.title)):
        mine = sa.select(model.id, text).where(model.forum_id == forum.id)
        found.update({(column, ident): name for ident, name in db.session.execute(mine)})
    rooms = sa.select(Room.id, Room.name).where(Room.venue_id == forum.venue_id)
    found.update({("room_id", ident): name for ident, name in db.session.execute(rooms)})
    found.update({("departments", row.id): row.name for row in departments()})
    return found


def value(name: str, plain: Any, names: Names) -> str:
    """Return a value in words."""
    if plain in (None, "") or plain == []:
        return _("(空欄)")
    if isinstance(plain, bool):
        return _("はい") if plain else _("いいえ")
    if name == "start":
        return format_time(plain)
    if name == "day":
        return str(plain + 1)
    if name == "confirmed_at":
        return _("確認済")
    if name == "join_url":
        return _("(登録あり)")
    return _named(name, plain, names)


def _named(name: str, plain: Any, names: Names) -> str:
    if name == "kind":
        return kind_name(ItemKind(plain))
    if name == "mode":
        return mode_name(Mode(plain))
    if name == "role":
        return role_name(AppearanceRole(plain))
    if name in {"track_id", "room_id", "parent_id"}:
        return names.get((name, plain), _("(削除済)"))
    if name == "departments":
        return "、".join(names.get((name, ident), _("(削除済)")) for ident in plain)
    return str(plain)
