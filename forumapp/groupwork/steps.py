"""What comes next for a group work, as a list of tasks."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.models import Item
from forumapp.forums.models import Forum
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.arrangement import arrangement_of, unseated
from forumapp.groupwork.queries.people import seats

Task = tuple[str, str | None, str, str | None]
"""Name, address, state as the badge of tasks knows it, and a hint."""


def steps_of(forum: Forum, item: Item, work: GroupWork | None) -> list[Task]:
    """Return the tasks from the themes to the day itself."""
    themes = [one for one in work.themes if one.withdrawn_at is None] if work else []
    groups = [one for one in work.groups if one.withdrawn_at is None] if work else []
    here: dict[str, Any] = {"forum": forum.slug, "item": item.id}
    return [
        (
            _("テーマを決める"),
            _list_or_page("groupwork_setup.new_theme", themes, f"themes-{item.id}", here),
            "done" if themes else "todo",
            ngettext("%(num)d個のテーマがあります。", "%(num)d個のテーマがあります。", len(themes))
            if themes
            else _("話し合う問いを1つずつ追加します。"),
        ),
        (
            _("班を作る"),
            _list_or_page("groupwork_setup.many_groups", groups, f"groups-{item.id}", here),
            "done" if groups else "todo",
            ngettext("%(num)d班あります。", "%(num)d班あります。", len(groups))
            if groups
            else _("班の数または1班の人数を決めると、まとめて作れます。"),
        ),
        (
            _("時間と席替えを決める"),
            url_for("groupwork_setup.settings", **here),
            "done" if work and work.work_minutes else "optional",
            _("話し合いと発表の時間、席替え、班編成で重視することを決めます。"),
        ),
        *_arranging(here, work if groups else None),
        (
            _("当日：班の記録を見る"),
            url_for("groupwork.groups", forum=forum.slug) if groups else None,
            "later" if not groups else "optional",
            _("進行役と記録係が書いた意見を、その場で見られます。"),
        ),
    ]


def _list_or_page(endpoint: str, existing: Sequence[object], anchor: str, here: dict[str, Any]) -> str:
    """Return the address of the list when there is something in it, else of the page that makes the first."""
    if existing:
        return url_for("groupwork_setup.setup", forum=here["forum"], _anchor=anchor)
    return url_for(endpoint, **here)


def _arranging(here: dict[str, Any], work: GroupWork | None) -> list[Task]:
    names = _("班編成をする"), _("班編成を公開する")
    if work is None:
        return [
            (names[0], None, "later", _("先に班を作ってください。")),
            (names[1], None, "later", _("公開すると、参加用ページに班が表示されます。")),
        ]
    arrangement, sitting, missing = arrangement_of(work), len(seats(work)), unseated(work)
    board = url_for("arrangement.board", **here)
    hint = _("自動で編成したあと、手で直せます。")
    if sitting and missing:
        hint = ngettext(
            "班が決まっていない人が%(num)d人います。", "班が決まっていない人が%(num)d人います。", missing
        )
    elif sitting:
        hint = _("全員の班が決まっています。")
    state = "todo" if not sitting else "doing" if missing else "done"
    told = arrangement.published_version
    news = _("公開すると、参加用ページに班が表示されます。")
    if told is not None:
        news = _("公開した班編成と同じです。")
        if told != arrangement.version:
            news = _("公開したあとの変更があります。")
    public = (
        "later"
        if not sitting
        else "todo"
        if told is None
        else "done"
        if told == arrangement.version
        else "doing"
    )
    address = url_for("arrangement_release.publication", **here) if sitting else None
    return [(names[0], board, state, hint), (names[1], address, public, news)]
