"""The quota board's filter as it stands in an address, and the form of one organisation's seats."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import validators

from forumapp.core.forms import Form, NumberField, between
from forumapp.core.text.cleaning import clean_line
from forumapp.inquiries.queries.board import UNASKED, Wanted
from forumapp.inquiries.queries.board_rows import CellState
from forumapp.inquiries.queries.overview import Stand

LONGEST, MOST_SEATS = 200, 99_999
PAGE = "page"


def read(arguments: Mapping[str, str]) -> Wanted:
    """Read a filter; what nobody could have chosen says nothing."""
    stand, line = arguments.get("stand", ""), arguments.get("line", "")
    prefecture = arguments.get("prefecture", "")
    return Wanted(
        stand=stand if stand in {UNASKED, *Stand} else "",
        cell=next((state for state in CellState if state.value == arguments.get("cell")), None),
        prefecture=prefecture if prefecture.isascii() and prefecture.isdigit() else "",
        line=int(line) if line.isascii() and line.isdigit() and len(line) < 10 else None,
        text=clean_line(arguments.get("text", ""))[:LONGEST],
    )


def write(wanted: Wanted) -> dict[str, Any]:
    """Return the arguments that give ``wanted`` when read."""
    found = {
        "stand": wanted.stand,
        "cell": wanted.cell.value if wanted.cell else "",
        "prefecture": wanted.prefecture,
        "line": str(wanted.line or ""),
        "text": wanted.text,
    }
    return {name: value for name, value in found.items() if value}


def chosen(sent: MultiDict[str, str]) -> tuple[str, set[str]]:
    """Read the scope that was chosen and the rows: those ticked, or those that the page showed."""
    scope = sent.get("scope", "")
    return scope, set(sent.get("shown", "").split(",") if scope == PAGE else sent.getlist("picked"))


class SeatsForm(Form):
    """How many seats one organisation has in a quota."""

    seats = NumberField(
        _l("席数"), [validators.InputRequired(_l("入力してください。")), between(0, MOST_SEATS)]
    )
