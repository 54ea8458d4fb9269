"""Columns of the programme as a workbook, and the words of their cells in both languages (docs/agenda-xlsx.md)."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from flask_babel import force_locale
from flask_babel import gettext as _

from forumapp.agenda.models import ItemKind
from forumapp.agenda.wording import kind_name, mode_name
from forumapp.core.i18n import LANGUAGES
from forumapp.core.sheets.grid import same
from forumapp.forums.models import Mode

Word = TypeVar("Word", bound=Enum)

VISIBLE = ("start", "end", "minutes", "kind", "title", "speakers", "room", "track", "mode", "fixed", "note")
EXTRA = ("day", "parent")
"""Written only where there is more than one day, or something that holds other items."""
KEY = "key"
MARK = "forumapp"
"""Opens the heading of the hidden column: ``forumapp slug version``."""
ALSO: Mapping[str, tuple[str, ...]] = {
    "start": ("開始時刻", "開始時間", "時刻"),
    "end": ("終了時刻", "終了時間"),
    "minutes": ("時間(分)", "所要時間(分)", "所要時間", "所要", "時間", "min", "length"),
    "kind": ("区分", "種別"),
    "title": ("件名", "題名", "項目", "演題", "title"),
    "speakers": ("登壇者名", "講師", "発表者", "説明者", "speaker"),
    "room": ("会場", "場所"),
    "track": ("分科会", "トラック"),
    "mode": ("形式", "開催形式", "参加方法"),
    "fixed": ("開始時刻を固定",),
    "note": ("補足", "メモ", "注記", "notes"),
    "day": ("日目", "日程"),
    "parent": (),
}
"""Headings that are understood beside our own."""


def heading(column: str) -> str:
    """Return the heading of a column."""
    return {
        "start": _("開始"),
        "end": _("終了"),
        "minutes": _("分"),
        "kind": _("種類"),
        "title": _("内容"),
        "speakers": _("登壇者"),
        "room": _("部屋"),
        "track": _("部会"),
        "mode": _("開催方法"),
        "fixed": _("固定"),
        "note": _("備考"),
        "day": _("日目"),
        "parent": _("まとまり"),
    }[column]


def kind_word(kind: ItemKind) -> str:
    """Return the word of a kind in a cell."""
    return _("まとまり") if kind is ItemKind.CONTAINER else kind_name(kind)


def mode_word(mode: Mode | None) -> str:
    """Return the word of a mode in a cell; empty where it is that of the track or forum."""
    return mode_name(mode) if mode else ""


def fixed_word(*, is_fixed: bool, is_optional: bool) -> str:
    """Return what stands in the column 固定."""
    if is_fixed and is_optional:
        return _("固定・時間があれば")
    return _("固定") if is_fixed else _("時間があれば") if is_optional else ""


def remainder_word() -> str:
    """Return what stands in the column 分 of an item that takes what is left."""
    return _("残り")


def headings() -> dict[str, str]:
    """Return the columns by heading as compared, in every language."""
    found = {same(word): column for column, words in ALSO.items() for word in words}
    for language in LANGUAGES:
        with force_locale(language):
            found.update({same(heading(column)): column for column in (*VISIBLE, *EXTRA)})
    return found


def words_of(kinds: type[Word], word: Callable[[Word], str]) -> dict[str, Word]:
    """Return the members of an enumeration by their word as compared, in every language."""
    found: dict[str, Word] = {}
    for language in LANGUAGES:
        with force_locale(language):
            found.update({same(word(member)): member for member in kinds})
    return found


def in_every_language(word: Callable[[], str]) -> set[str]:
    """Return a word as compared, in every language."""
    found = set()
    for language in LANGUAGES:
        with force_locale(language):
            found.add(same(word()))
    return found
