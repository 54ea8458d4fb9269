"""Cells of a sheet, wherever they come from: a workbook, or a text with commas or tabs."""

from dataclasses import dataclass, field
from typing import Any

from forumapp.core.text.cleaning import to_halfwidth


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows, and its formula ("" if it is none)."""

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


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: bytes, bytes unpacked, rows, columns."""

    size: int
    unpacked: int
    rows: int
    columns: int = 60


def same(word: str) -> str:
    """Return a word as it is compared: half-width, small, without blanks."""
    return "".join(to_halfwidth(word).lower().split())
