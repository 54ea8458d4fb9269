"""Merge fields of a letter to many: {氏名} in subject and body. Pure: finds them, checks them, puts values in.

``{{`` and ``}}`` stand for single braces. Full-width braces, which a Japanese keyboard gives, count around known names.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

_PIECES = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}\n]*)\}|｛(?P<wide>[^｛｝{}\n]*)｝|(?P<open>\{)")
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Field:
    """A field: what it puts in, in words. ``is_personal``: differs between two people at one address."""

    hint: Any
    is_personal: bool = False


FIELDS: dict[str, Field] = {
    "氏名": Field(_l("宛先の方の氏名（敬称は付きません）"), is_personal=True),
    "団体": Field(_l("団体名"), is_personal=True),
    "所属": Field(_l("部署"), is_personal=True),
    "役職": Field(_l("役職"), is_personal=True),
    "受付番号": Field(_l("参加登録の受付番号"), is_personal=True),
    "参加方法": Field(_l("会場参加、Web参加の別"), is_personal=True),
    "部会": Field(_l("参加する部会"), is_personal=True),
    "登壇": Field(_l("登壇する項目の件名"), is_personal=True),
    "日時": Field(_l("開催日と時刻（参加者には自分の部会の終わりまで）"), is_personal=True),
    "終了": Field(_l("終了の時刻（参加者には自分の部会の終わり）"), is_personal=True),
    "場所": Field(_l("会場と部屋。Web参加の方には「Web」"), is_personal=True),
    "参加用ページ": Field(_l("参加者ごとのページのリンク"), is_personal=True),
    "申込用ページ": Field(_l("申込みのリンク（開催案内の宛先には専用のもの）"), is_personal=True),
    "フォーラム": Field(_l("フォーラムの名称")),
    "フォーラムのページ": Field(_l("公開ページのリンク")),
    "申込期限": Field(_l("申込締切の日時")),
    "問い合わせ先": Field(_l("担当部署・電話番号・メールアドレス")),
}
"""Every field by the name that is written in braces."""


class BadField(ValueError):
    """A brace that is no field: ``name`` is what stands in it, or None for one that is never closed."""

    def __init__(self, name: str | None) -> None:
        super().__init__(name)
        self.name = name


def fields_in(text: str) -> tuple[str, ...]:
    """Return the names of the fields in ``text``, each once, in order. Raises BadField."""
    found: dict[str, None] = {}

    def note(name: str) -> str:
        found[name] = None
        return ""

    fill(text, note)
    return tuple(found)


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """Return ``text`` with the value of each field in its place. Raises BadField."""

    def put(piece: re.Match[str]) -> str:
        whole, name, wide = piece[0], piece["name"], piece["wide"]
        if piece["open"]:
            raise BadField(None)
        if wide is not None:
            return value_of(wide.strip()) if wide.strip() in FIELDS else whole
        if name is None:
            return whole[0]
        if name.strip() not in FIELDS:
            raise BadField(name.strip())
        return value_of(name.strip())

    return _PIECES.sub(put, text)


def is_personal(*texts: str) -> bool:
    """Say whether two people at one address would read different letters. Raises BadField."""
    return any(FIELDS[name].is_personal for text in texts for name in fields_in(text))


def language_of(*texts: str) -> str:
    """Return the language in which dates and the last line fit these words: 'ja', or 'en' without any Japanese."""
    words = "".join(_PIECES.sub("", text) for text in texts)
    return "en" if words.strip() and not _JAPANESE.search(words) else "ja"
