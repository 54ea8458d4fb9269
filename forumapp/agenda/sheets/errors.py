"""What a workbook cannot be."""

from dataclasses import dataclass


class UnreadableSheet(Exception):
    """Nothing can be read; ``code`` is a key of wording.py's sentences."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken: its number in the workbook, the column ("" for the whole row), and why, as a sentence."""

    row: int
    column: str
    message: str
