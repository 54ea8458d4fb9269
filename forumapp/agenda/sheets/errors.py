"""What a row of a workbook cannot be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken: its number in the workbook, the column ("" for the whole row), and why, as a sentence."""

    row: int
    column: str
    message: str
