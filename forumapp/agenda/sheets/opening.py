"""Opening a workbook that somebody sent: examined before anything is unpacked, and bounded in size and rows.

A bomb (little that unpacks to much), entities, macros, passwords and other formats are refused by name. Cells come as
openpyxl reads them: the value that the spreadsheet program computed last, and the formula if there is one.
"""

import io
import re
import warnings
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from forumapp.agenda.sheets.errors import UnreadableSheet

LARGEST = 512 * 1024
"""Bytes of a file; a programme of a thousand rows has about 100 kB."""
MOST_UNPACKED = 12 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 2000
MOST_COLUMNS = 60
MOST_MERGED = 5000
_OLD = b"\xd0\xcf\x11\xe0"
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError,
    OSError, EOFError, SyntaxError, NotImplementedError, OverflowError, AssertionError, RecursionError, RuntimeError,
)  # fmt: skip
"""What openpyxl and zipfile end with on broken files; there is no common class (ParseError is a SyntaxError)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows, its formula ("" if it is none), and its number format."""

    value: Any = None
    formula: str = ""

    @property
    def is_blank(self) -> bool:
        """Say whether nothing stands in it."""
        return not self.formula and (self.value is None or not str(self.value).strip())


EMPTY = Cell()


@dataclass
class Grid:
    """The cells of one sheet, row by row from 1; ``merged`` maps cells inside a merged area to its first one."""

    rows: list[list[Cell]]
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; rows from 1, columns from 0. Beyond the sheet it is empty."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        return cells[column] if column < len(cells) else EMPTY

    def shown(self, row: int, column: int) -> Cell:
        """Return what a merged area shows there."""
        return self.cell(*self.merged.get((row, column), (row, column)))


def open_sheets(content: bytes) -> list[Grid]:
    """Return the visible sheets of a workbook; raises UnreadableSheet."""
    _look_at(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # what openpyxl leaves out (headers, extensions) is no part of a programme
            return _sheets(content)
    except BROKEN as error:
        raise UnreadableSheet("broken") from error


def _sheets(content: bytes) -> list[Grid]:
    with ExitStack() as stack:
        parts = stack.enter_context(zipfile.ZipFile(io.BytesIO(content)))
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        stack.callback(values.close)
        formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        stack.callback(formulas.close)
        return [
            _grid(values[sheet.title], sheet, parts)
            for sheet in formulas.worksheets
            if sheet.sheet_state == "visible"
        ]


def _look_at(content: bytes) -> None:
    """Refuse what is no workbook or unpacks to too much, before anything is unpacked."""
    if content.startswith(_OLD):
        raise UnreadableSheet("old")
    if len(content) > LARGEST:
        raise UnreadableSheet("too_big")
    if not content.startswith(b"PK"):
        raise UnreadableSheet("csv" if _is_text(content) else "no_xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _examine(parts)
    except BROKEN as error:
        raise UnreadableSheet("broken") from error


def _examine(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    names = {info.filename.lower() for info in infos}
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise UnreadableSheet("too_big")
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableSheet("protected")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableSheet("macros")
    if "[content_types].xml" not in names or not any(name.startswith("xl/worksheets/") for name in names):
        raise UnreadableSheet("no_xlsx")
    for info in infos:  # zipfile unpacks no more than the size that it was told
        if info.filename.lower().endswith((".xml", ".rels")) and _DECLARED.search(parts.read(info)):
            raise UnreadableSheet("broken")


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content[:4096] and not content.startswith(b"%PDF")


def _grid(values: Any, formulas: Any, parts: zipfile.ZipFile) -> Grid:
    rows: list[list[Cell]] = []
    bounds = {"max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS}
    pairs = zip(formulas.iter_rows(**bounds), values.iter_rows(values_only=True, **bounds), strict=False)
    for cells, shown in pairs:
        rows.append([_cell(cell, value) for cell, value in zip(cells, shown, strict=False)])
    while rows and all(cell.is_blank for cell in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise UnreadableSheet("too_long")
    return Grid(rows, _merged(parts.read(formulas._worksheet_path)))


def _cell(cell: Any, value: Any) -> Cell:
    if cell.data_type == "f":
        return Cell(value, str(getattr(cell.value, "text", cell.value) or "="))
    return Cell(value) if value is not None else EMPTY


def _merged(xml: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = int(top), min(int(bottom), MOST_ROWS)
        columns = range(_column(left), min(_column(right), MOST_COLUMNS) + 1)
        for row in range(first, last + 1):
            found.update({(row, column): (first, _column(left)) for column in columns})
            if len(found) > MOST_MERGED:
                return found
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
