"""A text whose cells stand between commas, tabs or semicolons, as Excel and registers write it."""

import csv
import io

from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import EMPTY, Cell, Grid, Limits
from forumapp.core.text.decoding import UnknownEncoding, decode

DELIMITERS = "\t,;"
"""The likeliest first: a tab stands in no cell by chance."""
MOST_LOOKED_AT = 50


def read_delimited(content: bytes, limits: Limits) -> Grid:
    """Return the cells of a CSV or TSV; raises UnreadableSheet."""
    if len(content) > limits.size:
        raise UnreadableSheet("too_big")
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableSheet("encoding")
    try:
        text = decode(content)
    except UnknownEncoding as error:
        raise UnreadableSheet("encoding") from error
    rows = _rows(text, limits)
    while rows and all(cell.is_blank for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise UnreadableSheet("empty")
    if len(rows) > limits.rows:
        raise UnreadableSheet("too_long")
    return Grid(rows)


def _rows(text: str, limits: Limits) -> list[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[Cell]] = []
    try:
        for cells in reader:
            rows.append([Cell(cell) if cell else EMPTY for cell in cells[: limits.columns]])
            if len(rows) > limits.rows:
                break
    except csv.Error as error:
        raise UnreadableSheet("quotes") from error
    return rows


def _delimiter(text: str) -> str:
    """Return what parts the cells: whatever of the likely ones the first lines have most of in one line."""
    lines = text.splitlines()[:MOST_LOOKED_AT]
    return max(DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))
