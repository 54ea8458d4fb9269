"""A change of the programme in words: which one, by whom, and what stood where before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda import queries
from forumapp.agenda.image_words import Names, label, value
from forumapp.agenda.models import Command, CommandState
from forumapp.agenda.wording import wall_moment
from forumapp.core.actor import Actor
from forumapp.core.clock import to_wall
from forumapp.core.text.times import format_time
from forumapp.forums.models import Forum

TIME = {"start", "minutes", "is_fixed", "is_remainder"}
PLACE = {"track_id", "room_id", "parent_id", "day", "position"}
FOLLOWED = {"start", "minutes", "position"}
"""Columns of an item that change because others do."""
MOST_ROWS = 8


@dataclass(frozen=True)
class Change:
    """A value of a row before and after, in words."""

    title: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A line of the history. ``more`` is how many rows changed besides those that are shown."""

    command: Command
    what: str
    state: str
    changes: Sequence[Change]
    more: int


def what(command: Command) -> str:
    """Name a change: 「講演」の時間の変更."""
    if command.target is not None:
        done = what(command.target)
        if command.action == "agenda.undone":
            return _("取り消し：%(what)s", what=done)
        return _("やり直し：%(what)s", what=done)
    if command.action == "item.changed":
        return _item_changed(command)
    known = _ACTIONS(command.title)
    return known.get(command.action, command.title or command.action)


def summary(command: Command, forum: Forum) -> str:
    """Name a change with who made it and when: 伊藤さんの「講演」の時間の変更(10:32)."""
    who, time, done = command.actor_label, clock_time(command.at, forum), what(command)
    if not who or command.actor_kind == "system":
        return _("%(what)s(%(time)s)", what=done, time=time)
    return _("%(who)sさんの%(what)s(%(time)s)", who=who, what=done, time=time)


def clock_time(instant: datetime, forum: Forum) -> str:
    """Return when, in the forum's zone: 10:32."""
    wall = to_wall(instant, forum.zone)
    return format_time(wall.hour * 60 + wall.minute)


def is_own(command: Command, actor: Actor) -> bool:
    """Say whether ``actor`` made the change."""
    return (command.actor_kind, command.actor_id) == (actor.kind, actor.id)


def undone(forum: Forum, command: Command) -> str:
    """Say that a change was taken back, and that a release stays."""
    said = _("取り消しました：%(what)s", what=what(command))
    last = queries.last_release(forum.id)
    if last is None or last.released_at < command.at:
        return said
    return _(
        "取り消しました：%(what)s。この変更はすでに公開されているため、公開ページは公開し直すまで第%(number)d版のままです。",
        what=what(command),
        number=last.number,
    )


def redone(_forum: Forum, command: Command) -> str:
    """Say that a change was done again."""
    return _("やり直しました：%(what)s", what=what(command))


def entry(command: Command, names: Names) -> Entry:
    """Return a line of the history; ``names`` as of image_words.names_of."""
    changes = list(_changes(command.rows, names))
    own = [change for change in changes if change.title == command.title]
    shown = (own + [change for change in changes if change.title != command.title])[:MOST_ROWS]
    return Entry(command, what(command), _state(command), shown, len(changes) - len(shown))


def moment(command: Command, forum: Forum) -> str:
    """Return date and time of a change."""
    return wall_moment(command.at, forum.zone)


def more(entry: Entry) -> str:
    """Say how many values are not shown."""
    return ngettext("ほか%(num)d件", "ほか%(num)d件", entry.more)


def _state(command: Command) -> str:
    if command.target is not None:
        return ""
    return {
        CommandState.DONE: "",
        CommandState.UNDONE: _("取り消し中(やり直せます)"),
        CommandState.DROPPED: _("取り消し済"),
    }[command.state]


def _item_changed(command: Command) -> str:
    names = {"title": command.title}
    columns = _own_columns(command)
    if columns and columns <= TIME:
        return _("「%(title)s」の時間の変更", **names)
    if columns and columns <= PLACE:
        return _("「%(title)s」の場所の変更", **names)
    return _("「%(title)s」の変更", **names)


def _own_columns(command: Command) -> set[str]:
    """Return which columns changed in the row that the command is about."""
    for old, new in (command.rows or {}).get("item", {}).values():
        if old is not None and new is not None and new["title"] == command.title:
            return {name for name in new if old.get(name) != new[name]}
    return set()


def _ACTIONS(title: str) -> dict[str, str]:  # noqa: N802 - a table whose sentences hold a title
    return {
        "item.added": _("「%(title)s」の追加", title=title),
        "item.moved": _("「%(title)s」の移動", title=title),
        "item.withdrawn": _("「%(title)s」の取り下げ", title=title),
        "item.restored": _("取り下げた「%(title)s」の復元", title=title),
        "track.added": _("部会「%(title)s」の追加", title=title),
        "track.changed": _("部会「%(title)s」の変更", title=title),
        "track.withdrawn": _("部会「%(title)s」の取り下げ", title=title),
        "track.restored": _("取り下げた部会「%(title)s」の復元", title=title),
        "appearance.added": _("登壇者「%(title)s」の追加", title=title),
        "appearance.changed": _("登壇者「%(title)s」の変更", title=title),
        "appearance.corrected": _("「%(title)s」の登壇者による訂正", title=title),
        "appearance.name_confirmed": _("登壇者「%(title)s」の氏名の確認", title=title),
        "appearance.withdrawn": _("登壇者「%(title)s」の取り下げ", title=title),
        "appearance.restored": _("取り下げた登壇者「%(title)s」の復元", title=title),
        "agenda.pasted": _("文章からの取り込み"),
        "agenda.imported": _("次第の取り込み"),
        "agenda.sheet_imported": _("Excelからの取り込み"),
        "agenda.copied": _("「%(title)s」からの複製", title=title),
        "agenda.brought_back": _("第%(number)s版の内容に戻す操作", number=title),
    }


def _changes(rows: dict[str, Any], names: Names) -> Iterator[Change]:
    for table in ("item", "track", "appearance"):
        for old, new in (rows or {}).get(table, {}).values():
            yield from _of_row(table, old, new, names)


def _of_row(
    table: str, old: dict[str, Any] | None, new: dict[str, Any] | None, names: Names
) -> Iterator[Change]:
    some = new or old or {}
    title = some.get("title") if table == "item" else some.get("name") or some.get("family_name")
    title = str(title or "")
    is_there = [side is not None and side["withdrawn_at"] is None for side in (old, new)]
    if is_there[0] != is_there[1]:
        yield Change(title, _("追加") if is_there[1] else _("取り下げ"), "", "")
    if old is None or new is None:
        return
    for name in new:
        if name not in {"withdrawn_at", "position"} and old.get(name) != new[name]:
            yield Change(
                title, label(table, name), value(name, old.get(name), names), value(name, new[name], names)
            )
