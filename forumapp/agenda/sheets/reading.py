"""From cells to rows of a programme, however the columns were moved; every cell that cannot be taken is listed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask_babel import gettext as _

from forumapp.agenda.models import ItemKind
from forumapp.agenda.pasting.labels import KINDS, MODES
from forumapp.agenda.pasting.resolving import LAST_DAY
from forumapp.agenda.sheets import cells
from forumapp.agenda.sheets.cells import Start
from forumapp.agenda.sheets.columns import KEY, MARK, heading, headings, kind_word, mode_word, words_of
from forumapp.agenda.sheets.errors import Problem
from forumapp.core.sheets.cells import BadCell, block_of, line_of
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import Cell, Grid, same
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.forums.models import Mode

Value = TypeVar("Value")
MOST_SEARCHED = 30
"""The heading is looked for in so many rows."""
FILLED_DOWN = frozenset({"track", "day", "parent", "room", "mode"})
"""Columns in which a merged area counts for each of its rows; elsewhere for the first alone."""
_YES = frozenset({"固定", "はい", "○", "〇", "◯", "レ", "✓", "✔", "1", "true", "yes", "x", "fixed"})
_IF_TIME = ("時間があれば", "iftime")
_EVERYBODY = frozenset({"全体", "全体会", "全員", "共通", "everybody", "all", "plenary"})


@dataclass(slots=True)
class SheetRow:
    """A row as it was understood; None where the file has no such column. ``end`` only where it was typed in."""

    number: int
    key: int | None = None
    start: Start | None = None
    end: int | None = None
    minutes: int | None = None
    kind: ItemKind | None = None
    title: str = ""
    speakers: str | None = None
    room: str | None = None
    track: str | None = None
    mode: Mode | None = None
    is_fixed: bool = False
    is_optional: bool = False
    note: str | None = None
    day: int | None = None
    parent: str | None = None


@dataclass
class Sheet:
    """All rows, the columns that the file has, and which forum and version it was written of ("" and None: unknown)."""

    columns: frozenset[str]
    rows: list[SheetRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    slug: str = ""
    version: int | None = None


def read_sheet(grids: Sequence[Grid]) -> Sheet:
    """Read the first sheet that has a heading. Raises UnreadableSheet if none has."""
    known = headings()
    for grid in grids:
        for row in range(1, min(len(grid.rows), MOST_SEARCHED) + 1):
            found = _columns(grid, row, known)
            if "title" in found and ("start" in found or "minutes" in found):
                return _Reader(grid, row, found).read()
    raise UnreadableSheet("no_header")


def _columns(grid: Grid, row: int, known: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(grid.rows[row - 1]):
        text = str(cell.value or "")
        column = KEY if text.split()[:1] == [MARK] else known.get(same(text))
        if column is not None:
            found.setdefault(column, place)
    return found


class _Reader:
    def __init__(self, grid: Grid, header: int, places: dict[str, int]) -> None:
        self.grid, self.header, self.places = grid, header, places
        self.sheet = Sheet(frozenset(places))
        self.kinds = {same(word): kind for word, kind in KINDS.items()} | words_of(ItemKind, kind_word)
        self.modes = {same(word): mode for word, mode in MODES.items()} | words_of(Mode, mode_word)
        if KEY in places:
            parts = str(grid.cell(header, places[KEY]).value).split()
            self.sheet.slug = parts[1] if len(parts) > 1 else ""
            self.sheet.version = int(parts[2]) if len(parts) > 2 and _is_number(parts[2]) else None

    def read(self) -> Sheet:
        """Read every row below the heading."""
        seen: set[int] = set()
        heads = [self._words(self.header)]
        for number in range(self.header + 1, len(self.grid.rows) + 1):
            if self._is_blank(number) or self._words(number) in heads:
                continue
            row = self._row(number)
            if row.key in seen:
                row.key = None  # a copied row is a new one
            elif row.key is not None:
                seen.add(row.key)
            self.sheet.rows.append(row)
        return self.sheet

    def _words(self, number: int) -> list[str]:
        return [same(str(self.grid.cell(number, place).value or "")) for place in self.places.values()]

    def _is_blank(self, number: int) -> bool:
        """Say whether nothing of a row was typed in: formulas and the key alone make no row."""
        typed = (place for column, place in self.places.items() if column != KEY)
        return all(
            self.grid.cell(number, place).is_blank or self.grid.cell(number, place).formula for place in typed
        )

    def _row(self, number: int) -> SheetRow:
        row = SheetRow(number, self._key(number))
        row.title = self._take(number, "title", lambda cell: line_of(cell, 300)) or ""
        if self.grid.cell(number, self.places["title"]).is_blank:
            self._refuse(
                number, "title", _("内容を入力してください。行が不要なときは、行ごと削除してください。")
            )
        row.start = self._take(number, "start", cells.start_of)
        row.end = self._take(number, "end", lambda cell: None if cell.formula else cells.time_of(cell.value))
        row.minutes = self._take(number, "minutes", cells.minutes_of)
        row.kind = self._take(number, "kind", self._kind)
        row.mode = self._take(number, "mode", self._mode)
        row.speakers = self._take(number, "speakers", lambda cell: block_of(cell, 5000))
        row.note = self._take(number, "note", lambda cell: block_of(cell, 5000))
        row.room = self._take(number, "room", lambda cell: line_of(cell, 200))
        row.track = self._take(number, "track", _track)
        row.parent = self._take(number, "parent", lambda cell: line_of(cell, 300))
        row.day = self._take(number, "day", _day)
        row.is_fixed, row.is_optional = self._take(number, "fixed", _fixed) or (False, False)
        return row

    def _key(self, number: int) -> int | None:
        if KEY not in self.places:
            return None
        text = str(self.grid.cell(number, self.places[KEY]).value or "").strip()
        return int(text) if _is_number(text) else None

    def _take(self, number: int, column: str, read: Callable[[Cell], Value]) -> Value | None:
        """Read a cell; what is wrong with it is listed. None if the file has no such column."""
        if column not in self.places:
            return None
        look: Any = self.grid.shown if column in FILLED_DOWN else self.grid.cell
        try:
            return read(look(number, self.places[column]))
        except BadCell as error:
            self._refuse(number, column, str(error))
            return None

    def _refuse(self, number: int, column: str, message: str) -> None:
        self.sheet.problems.append(Problem(number, heading(column), message))

    def _kind(self, cell: Cell) -> ItemKind | None:
        text = line_of(cell, 100)
        if text and same(text) not in self.kinds:
            words = "、".join(kind_word(kind) for kind in ItemKind)
            raise BadCell(
                _("種類「%(text)s」はありません。次から選んでください：%(words)s", text=text, words=words)
            )
        return self.kinds[same(text)] if text else None

    def _mode(self, cell: Cell) -> Mode | None:
        text = line_of(cell, 100)
        if text and same(text) not in self.modes:
            words = "、".join(mode_word(mode) for mode in Mode)
            raise BadCell(
                _("開催方法「%(text)s」はありません。次から選んでください：%(words)s", text=text, words=words)
            )
        return self.modes.get(same(text))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _track(cell: Cell) -> str:
    text = line_of(cell, 100)
    return "" if same(text) in _EVERYBODY else text


def _day(cell: Cell) -> int | None:
    text = to_halfwidth(line_of(cell, 20)).removesuffix("日目").removeprefix("第").strip()
    if not text:
        return None
    if not _is_number(text) or not 1 <= int(text) <= LAST_DAY + 1:
        raise BadCell(_("1から31までの数字で入力してください。"))
    return int(text) - 1


def _fixed(cell: Cell) -> tuple[bool, bool]:
    text = same(line_of(cell, 100))
    is_optional = any(word in text for word in _IF_TIME)
    rest = text
    for word in (*_IF_TIME, "permits", "allows", "・", "、", ",", "/"):
        rest = rest.replace(word, "")
    if rest and rest not in _YES:
        raise BadCell(_("「固定」「時間があれば」のどちらかを選ぶか、空欄にしてください。"))
    return rest in _YES, is_optional
