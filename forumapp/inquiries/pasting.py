"""Reading rows copied from a table (Excel), tolerantly: with a heading or without, columns in any order. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from forumapp.core.text.cleaning import clean_line, to_halfwidth
from forumapp.core.text.names import is_kana, split_name, to_katakana
from forumapp.forums.models import Mode

HEADINGS = {
    "name": ("氏名", "名前", "お名前", "参加者", "参加者氏名", "name"),
    "family_name": ("姓", "氏", "苗字", "名字", "familyname"),
    "given_name": ("名", "givenname"),
    "kana": ("フリガナ", "ふりがな", "カナ", "かな", "氏名フリガナ", "氏名カナ", "よみ", "読み", "reading"),
    "family_kana": ("姓フリガナ", "姓カナ", "セイ", "せい", "familyreading"),
    "given_kana": ("名フリガナ", "名カナ", "メイ", "めい", "givenreading"),
    "unit": ("部署", "部署名", "所属", "所属名", "所属部署", "課", "課名", "department", "unit"),
    "title": ("役職", "役職名", "職名", "職", "title", "position"),
    "email": ("メール", "メールアドレス", "アドレス", "email", "mail"),
    "mode": ("参加方法", "参加形態", "参加形式", "方法", "出席方法", "attendance", "mode"),
    "quota": ("参加枠", "枠", "部門", "対象", "quota"),
    "needs": ("配慮", "配慮が必要なこと", "備考", "needs", "note"),
    "number": ("no", "番号", "連番", "#"),
}
_BY_HEADING = {heading: name for name, headings in HEADINGS.items() for heading in headings}
_UNITS = re.compile(r"[部課室局係班所院会署]$|委員会|センター|担当$|支所|本部")
_TITLES = re.compile(r"長$|補佐$|主査|主任|主事|技師|参事|主幹|係員|職員|担当|委員|理事|専門")
_BESIDE = re.compile(r"[\s()（）:：*※／/・]|必須|任意")
_WEB = re.compile("web|ウェブ|ｗｅｂ|オンライン|online|zoom|teams|リモート", re.IGNORECASE)
_ON_SITE = re.compile("会場|現地|来場|対面|on-?site|venue", re.IGNORECASE)


@dataclass(frozen=True)
class Pasted:
    """One row, as texts by name of column; ``line`` counts from 1."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)


def read(text: str) -> list[Pasted]:
    """Return the rows of a pasted table; empty ones and the heading say nothing."""
    found: list[Pasted] = []
    columns: list[str | None] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [clean_line(cell) for cell in _parts(line)]
        if not any(cells):
            continue
        heading = _heading(cells)
        if heading is not None:
            columns = heading
            continue
        named = dict(_by_columns(cells, columns)) if columns else _guessed(cells)
        found.append(Pasted(number, _tidy(named)))
    return found


def mode_in(text: str) -> Mode | None:
    """Return the mode that a cell means."""
    plain = to_halfwidth(text)
    if _WEB.search(plain):
        return Mode.WEB
    return Mode.ON_SITE if _ON_SITE.search(plain) else None


def _parts(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    return re.split(r"[,，]", line) if re.search(r"[,，]", line) else [line]


def _heading(cells: Sequence[str]) -> list[str | None] | None:
    """A row is a heading when two of its cells are words of headings (one, where it has no other)."""
    names = [_BY_HEADING.get(_BESIDE.sub("", unicodedata.normalize("NFKC", cell)).lower()) for cell in cells]
    filled = [cell for cell in cells if cell]
    known = [name for name in names if name]
    return names if len(known) >= min(2, len(filled)) and known else None


def _by_columns(cells: Sequence[str], columns: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    for cell, name in zip(cells, columns, strict=False):
        if name and name != "number" and cell:
            yield name, cell


def _guessed(cells: Sequence[str]) -> dict[str, str]:
    """What a cell is, by its look: an address, a reading, a mode; of the rest the first is the name, then unit, title."""
    found: dict[str, str] = {}
    kana: list[str] = []
    plain: list[str] = []
    for cell in filter(None, cells):
        kind = _look(cell, is_first=not plain)
        if kind == "kana":
            kana.append(cell)
        elif kind == "plain":
            plain.append(cell)
        elif kind:
            found[kind] = cell
    if len(plain) > 1 and _are_family_and_given(plain[0], plain[1], kana):
        found["family_name"], found["given_name"], *plain = plain
    elif plain:
        found["name"], *plain = plain
    names = ("family_kana", "given_kana") if len(kana) == 2 else ("kana",)
    return found | dict(zip(names, kana, strict=False)) | dict(zip(("unit", "title"), plain, strict=False))


def _look(cell: str, *, is_first: bool) -> str:
    """Return what kind of cell it is; "" for a running number. What stands first is a name."""
    plain = to_halfwidth(cell)
    if "@" in plain:
        return "email"
    if is_first:
        return "" if plain.isdigit() else "plain"
    if is_kana(cell):
        return "kana"
    return "mode" if mode_in(cell) and len(cell) <= 10 else "plain"


def _are_family_and_given(first: str, second: str, kana: Sequence[str]) -> bool:
    """Say whether two cells are the two parts of one name, not a name and a department or title."""
    if re.search(r"[ \u3000]", first) or _UNITS.search(second) or _TITLES.search(second):
        return False
    return len(kana) == 2 or (not kana and max(len(first), len(second)) <= 3)


def _tidy(named: dict[str, str]) -> dict[str, str]:
    """Return names and readings in two parts, an address in half-width."""
    made = dict(named)
    if "name" in made:
        made["family_name"], made["given_name"] = split_name(made.pop("name"))
    if "kana" in made:
        made["family_kana"], made["given_kana"] = split_name(made.pop("kana"))
    for part in ("family_kana", "given_kana"):
        if part in made:
            made[part] = to_katakana(made[part])
    if "email" in made:
        made["email"] = to_halfwidth(made["email"]).strip()
    return made
