"""Where in a file the list is: its heading (also of two rows, below notes), its rows, and what is no row."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import Cell, Grid, same
from forumapp.core.text.cleaning import clean_line
from forumapp.registration.sheets.columns import ABOUT_A_PERSON, FILLED_DOWN, NAMES, UNREAD, bare
from forumapp.registration.sheets.faults import Repair

MOST_SEARCHED = 30
"""The heading is looked for in so many rows."""
_TOTAL = re.compile(
    r"(?:合計|小計|総計|総合計|計|総数|total|subtotal)[::]?(?:\d+[名人件席]?)?", re.IGNORECASE
)
_LIKE_A_TOTAL = re.compile("計|総数|total", re.IGNORECASE)
_NOTE = re.compile(r"\s*(?:[※*＊]|\(?注\d*\)?[ 　:：)])")
_NOBODY = frozenset(
    {"該当なし", "該当者なし", "参加者なし", "出席者なし", "なし", "無し", "不参加", "欠席", "-"}
)


class TwiceNamed(UnreadableSheet):
    """Two columns have a heading of the same meaning."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__("twice")
        self.headings = headings


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its number there and its cells by column."""

    number: int
    cells: Mapping[str, Cell]
    is_too_wide: bool = False


@dataclass
class Found:
    """The list in a file: headings as the file writes them, rows, rows passed over, and headings that say nothing to us."""

    headings: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    passed: list[Repair] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Heading:
    row: int
    height: int
    places: dict[str, int]
    texts: dict[int, str]


def find(
    grids: Sequence[Grid], known: Mapping[str, str], *, is_text: bool, keys: Collection[str] = NAMES
) -> Found:
    """Find the list in the first sheet that has its heading: one of ``keys`` and another column.

    Raises UnreadableSheet (no_header), TwiceNamed.
    """
    for grid in grids:
        for row in range(1, min(len(grid.rows), MOST_SEARCHED) + 1):
            heading = max(
                (_heading(grid, row, height, known) for height in (1, 2)), key=lambda one: len(one.places)
            )
            if not heading.places.keys().isdisjoint(keys) and len(heading.places) > 1:
                return _Finder(grid, heading, is_text=is_text).find()
    raise UnreadableSheet("no_header")


def _heading(grid: Grid, row: int, height: int, known: Mapping[str, str]) -> _Heading:
    texts = _texts(grid, row) if height == 1 else _texts_of_two(grid, row, known)
    found: dict[str, list[int]] = {}
    for place, text in texts.items():
        column = known.get(bare(text))
        if column is not None:
            found.setdefault(column, []).append(place)
    _part_kana(found)
    places = {}
    for column, several in found.items():
        filled = (
            several
            if len(several) == 1
            else [place for place in several if _is_filled(grid, row + height, place)]
        )
        if len(filled) > 1:
            raise TwiceNamed([texts[place] for place in filled])
        places[column] = (filled or several)[0]
    return _Heading(row, height, places, texts)


def _texts(grid: Grid, row: int) -> dict[int, str]:
    texts = {place: clean_line(str(cell.value or "")) for place, cell in enumerate(grid.rows[row - 1])}
    return {place: text for place, text in texts.items() if text}


def _texts_of_two(grid: Grid, row: int, known: Mapping[str, str]) -> dict[int, str]:
    """Return headings of which 姓 and 名 stand below 氏名 and フリガナ; nothing if the second row is none of a heading."""
    below = _texts(grid, row + 1) if row < len(grid.rows) else {}
    above, parent = {}, ""
    for place in range(max([*_texts(grid, row), *below, -1]) + 1):
        parent = clean_line(str(grid.shown(row, place).value or "")) or (parent if place in below else "")
        child = below.get(place, "")
        text = f"{parent}({child})" if child and bare(child) != bare(parent) else parent
        if child and bare(text) not in known:
            text = child
        if child and bare(text) not in known:
            return {}
        if text:
            above[place] = text
    return above if below else {}


def _part_kana(found: dict[str, list[int]]) -> None:
    """Let フリガナ behind 姓 and フリガナ behind 名 be theirs."""
    kana, names = found.get("kana", []), [found.get("family_name", []), found.get("given_name", [])]
    if len(kana) == 2 and all(len(places) == 1 for places in names):
        found["family_kana"], found["given_kana"] = [kana[0]], [kana[1]]
        del found["kana"]


def _is_filled(grid: Grid, first: int, place: int) -> bool:
    return any(not grid.cell(row, place).is_blank for row in range(first, len(grid.rows) + 1))


class _Finder:
    def __init__(self, grid: Grid, heading: _Heading, *, is_text: bool) -> None:
        self.grid, self.heading = grid, heading
        self.width = max(heading.texts, default=0) + 1 if is_text else None
        self.places = {column: place for column, place in heading.places.items() if column not in UNREAD}
        names = {column: heading.texts.get(place, "") for column, place in self.places.items()}
        used = set(heading.places.values())
        unread = [text for place, text in heading.texts.items() if place not in used]
        self.found = Found(names, unread=unread)

    def find(self) -> Found:
        """Take every row below the heading that has somebody in it."""
        first = self.heading.row + self.heading.height
        head = self._words(first - 1)
        for number in range(first, len(self.grid.rows) + 1):
            if self._begins_like_head(number) and self._words(number) == head:
                continue
            cells = {column: self._cell(number, column) for column in self.places}
            reason = self._no_row(number, cells)
            if reason is None:
                self.found.lines.append(Line(number, cells, self._is_too_wide(number)))
            elif reason:
                before = " ".join(self._texts(number))[:60]
                self.found.passed.append(Repair(number, "", reason, before, ""))
        return self.found

    def _begins_like_head(self, number: int) -> bool:
        place = next(iter(self.heading.texts))
        return str(self.grid.cell(number, place).value or "").strip() == self.heading.texts[place]

    def _cell(self, number: int, column: str) -> Cell:
        look = self.grid.shown if column in FILLED_DOWN else self.grid.cell
        return look(number, self.places[column])

    def _texts(self, number: int) -> list[str]:
        texts = (clean_line(str(cell.value or "")) for cell in self.grid.rows[number - 1])
        return [text for text in texts if text]

    def _words(self, number: int) -> list[str]:
        return [same(str(self.grid.cell(number, place).value or "")) for place in self.heading.texts]

    def _no_row(self, number: int, cells: Mapping[str, Cell]) -> str | None:
        """Return why there is nobody in a row: "" for an empty one, a code for one worth telling; None if there is."""
        filled = {column for column, cell in cells.items() if not cell.is_blank}
        raw = [str(cell.value) for cell in self.grid.rows[number - 1] if cell.value is not None]
        if len(filled & ABOUT_A_PERSON) > 1 and not any(_LIKE_A_TOTAL.search(text) for text in raw):
            return "nobody" if self._says_nobody(cells, filled) else None
        texts = self._texts(number)
        if not texts or (len(texts) == 1 and texts[0].isascii() and texts[0].isdigit()):
            return ""
        if any(_TOTAL.fullmatch(same(text)) for text in texts) and self._is_total(cells):
            return "total"
        if len(texts) == 1 and _NOTE.match(texts[0]):
            return "note"
        if not filled & ABOUT_A_PERSON:
            return "nobody" if filled else ""
        return "nobody" if self._says_nobody(cells, filled) else None

    def _is_total(self, cells: Mapping[str, Cell]) -> bool:
        """Say whether no cell of a person's holds a word: what looks like 合計 is not somebody's name."""
        texts = [
            same(str(cells[column].value))
            for column in ABOUT_A_PERSON & cells.keys()
            if not cells[column].is_blank
        ]
        return all(_TOTAL.fullmatch(text) or re.fullmatch(r"\d+[名人件席]?", text) for text in texts)

    def _says_nobody(self, cells: Mapping[str, Cell], filled: set[str]) -> bool:
        named = filled & {"name", "family_name"}
        words = {same(str(cells[column].value)) for column in named}
        others = filled & ABOUT_A_PERSON - {"name", "family_name"}
        return bool(words) and words <= _NOBODY and not others

    def _is_too_wide(self, number: int) -> bool:
        if self.width is None:
            return False
        return any(not cell.is_blank for cell in self.grid.rows[number - 1][self.width :])


def reason(code: str) -> str:
    """Return why a row was passed over."""
    return {
        "total": _("合計の行のため、読み飛ばしました。"),
        "note": _("注記の行のため、読み飛ばしました。"),
        "nobody": _("参加者のない行のため、読み飛ばしました。"),
    }[code]
