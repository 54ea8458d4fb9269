"""Text in cells, whatever they come from. What cannot be taken is said in a sentence for the person who filled it in."""

from typing import Any

from flask_babel import gettext as _

from forumapp.core.sheets.grid import Cell
from forumapp.core.text.cleaning import clean_block, clean_line, unusable


class BadCell(ValueError):
    """A cell that cannot be taken; the message is a sentence for the person who filled it in."""


def line_of(cell: Cell, limit: int) -> str:
    """Return one line of text. Raises BadCell for formulas, unusable characters and more than ``limit`` characters."""
    return _text(cell, clean_line(plain(cell)), limit)


def block_of(cell: Cell, limit: int) -> str:
    """Return several lines of text. Raises as :func:`line_of`."""
    return _text(cell, clean_block(plain(cell)), limit)


def plain(cell: Cell) -> str:
    """Return what a cell shows as text: 3.0 is 3."""
    value = cell.value
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "" if value is None else str(value).replace("_x000D_", "")


def shown(value: Any) -> str:
    """Return so much of a cell as a sentence can quote."""
    text = clean_line(str(value))
    return text if len(text) <= 30 else f"{text[:30]}…"


def too_long(limit: int, length: int) -> str:
    """Return the sentence about a text of too many characters."""
    return _("%(limit)d文字以内で入力してください(現在%(length)d文字)。", limit=limit, length=length)


def _text(cell: Cell, text: str, limit: int) -> str:
    if cell.formula:
        raise BadCell(_("式は使えません。文字で入力してください。"))
    if unusable(str(cell.value or "")):
        raise BadCell(_("使用できない文字(制御文字など)が含まれています。"))
    if len(text) > limit:
        raise BadCell(too_long(limit, len(text)))
    return text
