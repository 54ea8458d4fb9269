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
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import EMPTY, Cell, Grid, Limits

MOST_PARTS = 200
MOST_MERGED = 60_000
MOST_FORMATS = 65_490
"""Cell formats that a workbook may have (Excel's own limit); openpyxl makes an object of each."""
LARGEST_BESIDE = 4 * 1024 * 1024
"""Bytes of a part that is neither a sheet nor the table of texts, unpacked."""
_ROWS = re.compile(r"xl/(?:worksheets/|sharedstrings)", re.IGNORECASE)
_OLD = b"\xd0\xcf\x11\xe0"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError,
    OSError, EOFError, SyntaxError, NotImplementedError, OverflowError, AssertionError, RecursionError, RuntimeError,
)  # fmt: skip
"""What openpyxl and zipfile end with on broken files; there is no common class (ParseError is a SyntaxError)."""


def open_sheets(content: bytes, limits: Limits) -> list[Grid]:
    """Return the visible sheets of a workbook; raises UnreadableSheet."""
    _look_at(content, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # what openpyxl leaves out (headers, extensions) is no part of the rows
            return _sheets(content, limits)
    except BROKEN as error:
        raise UnreadableSheet("broken") from error


def _sheets(content: bytes, limits: Limits) -> list[Grid]:
    with ExitStack() as stack:
        parts = stack.enter_context(zipfile.ZipFile(io.BytesIO(content)))
        values: Any = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        stack.callback(values.close)
        seen = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
        raw = {sheet.title: parts.read(sheet._worksheet_path) for sheet in seen}
        if not any(_FORMULA.search(xml) for xml in raw.values()):
            return [_grid(sheet, None, raw[sheet.title], limits) for sheet in seen]
        formulas: Any = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        stack.callback(formulas.close)
        return [_grid(sheet, formulas[sheet.title], raw[sheet.title], limits) for sheet in seen]


def _look_at(content: bytes, limits: Limits) -> None:
    """Refuse what is no workbook or unpacks to too much, before anything is unpacked."""
    if content.startswith(_OLD):
        raise UnreadableSheet("old")
    if len(content) > limits.size:
        raise UnreadableSheet("too_big")
    if not content.startswith(b"PK"):
        raise UnreadableSheet("csv" if _is_text(content) else "no_xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _examine(parts, limits)
    except BROKEN as error:
        raise UnreadableSheet("broken") from error


def _examine(parts: zipfile.ZipFile, limits: Limits) -> None:
    infos = parts.infolist()
    names = {info.filename.lower() for info in infos}
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > limits.unpacked:
        raise UnreadableSheet("too_big")
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableSheet("protected")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableSheet("macros")
    if "[content_types].xml" not in names or not any(name.startswith("xl/worksheets/") for name in names):
        raise UnreadableSheet("no_xlsx")
    for info in infos:  # zipfile unpacks no more than the size that it was told
        if info.filename.lower().endswith((".xml", ".rels")):
            _examine_part(info, parts.read(info))


def _examine_part(info: zipfile.ZipInfo, xml: bytes) -> None:
    if _DECLARED.search(xml):
        raise UnreadableSheet("broken")
    if not _ROWS.match(info.filename) and (len(xml) > LARGEST_BESIDE or xml.count(b"xf") > 2 * MOST_FORMATS):
        raise UnreadableSheet("too_big")


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content[:4096] and not content.startswith(b"%PDF")


def _grid(values: Any, formulas: Any | None, xml: bytes, limits: Limits) -> Grid:
    bounds = {"max_row": limits.rows + 1, "max_col": limits.columns}
    shown = values.iter_rows(values_only=True, **bounds)
    if formulas is None:
        rows = [[EMPTY if value is None else Cell(value) for value in cells] for cells in shown]
    else:
        pairs = zip(formulas.iter_rows(**bounds), shown, strict=False)
        rows = [
            [_cell(cell, value) for cell, value in zip(cells, known, strict=False)] for cells, known in pairs
        ]
    while rows and all(cell.is_blank for cell in rows[-1]):
        rows.pop()
    if len(rows) > limits.rows:
        raise UnreadableSheet("too_long")
    return Grid(rows, _merged(xml, limits))


def _cell(cell: Any, value: Any) -> Cell:
    if cell.data_type == "f":
        return Cell(value, str(getattr(cell.value, "text", cell.value) or "="))
    return Cell(value) if value is not None else EMPTY


def _merged(xml: bytes, limits: Limits) -> dict[tuple[int, int], tuple[int, int]]:
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for left, top, right, bottom in _MERGED.findall(xml):
        first, last = int(top), min(int(bottom), limits.rows)
        columns = range(_column(left), min(_column(right), limits.columns) + 1)
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
