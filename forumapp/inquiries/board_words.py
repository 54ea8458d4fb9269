"""The quota board in words and as a workbook."""

from collections.abc import Mapping
from io import BytesIO

import xlsxwriter
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.i18n import language
from forumapp.directory import register
from forumapp.inquiries.queries.board import UNASKED, Board
from forumapp.inquiries.queries.board_rows import Cell, CellState, Column, Row
from forumapp.inquiries.queries.overview import Stand
from forumapp.inquiries.wording import stand_name
from forumapp.registration.formulas import defused

WIDTHS = (10, 12, 24, 14)


class Labels:
    """The words of a whole board, each looked up once."""

    def __init__(self) -> None:
        self.stands: dict[Stand | None, str] = {None: _("未照会"), **{one: stand_name(one) for one in Stand}}
        self.cells = {state: cell_name(state) for state in CellState}

    def stand(self, row: Row) -> str:
        """Return where the reply of a row stands; of seats that anybody shares nothing is asked."""
        return "" if row.is_shared else self.stands[row.stand]

    def cell(self, row: Row, cell: Cell) -> str:
        """Return the word in a cell: what needs to be seen, else where the reply stands."""
        state = cell.state
        if state is CellState.WAITING:
            return _("キャンセル待ち%(number)d名", number=cell.waiting)
        return self.cells[state] if state in {CellState.OVER, CellState.NONE} else self.stand(row)


def stand_choices() -> list[tuple[str, str]]:
    """Return the values and words of the filter of replies."""
    return [(UNASKED, _("未照会")), *((stand.value, stand_name(stand)) for stand in Stand)]


def cell_name(state: CellState) -> str:
    """Return the word for what is to be seen in a cell."""
    return {
        CellState.OVER: _("超過"),
        CellState.WAITING: _("キャンセル待ち"),
        CellState.FULL: _("満席"),
        CellState.FREE: _("空きあり"),
        CellState.NONE: _("枠なし"),
    }[state]


def column_name(column: Column) -> str:
    """Return the heading of a column: the department category, else what the quotas are called."""
    if column.department is None:
        return column.label
    english = column.department.name_en if language() == "en" else ""
    return english or column.department.name


def prefecture_name(code: str) -> str:
    """Return the name of a prefecture (two digits)."""
    return next((one.name for one in register.prefectures() if one.prefecture_code == code), code)


def workbook(board: Board, title: str) -> bytes:
    """Return the board as a workbook: codes as text, numbers as numbers, header and name frozen, totals last."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": clock.now().replace(tzinfo=None)})
    sheet = book.add_worksheet(_("参加枠の状況"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    sheet.write_row(0, 0, _heading(board), bold)
    labels = Labels()
    board.seats.fill(board.rows)
    for number, row in enumerate(board.rows, start=1):
        known = (row.code, prefecture_name(row.prefecture), row.name, labels.stand(row))
        for place, said in enumerate(known):
            sheet.write_string(number, place, defused(said), text)
        sheet.write_row(number, len(known), _numbers(board, row.cells, row.total))
    last = len(board.rows) + 1
    sheet.write_row(last, 2, [_("合計"), ""], bold)
    sheet.write_row(last, 4, _numbers(board, board.totals, board.total), bold)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(board.rows), len(_heading(board)) - 1)
    book.close()
    return target.getvalue()


def _heading(board: Board) -> list[str]:
    found = [_("団体コード"), _("都道府県"), _("団体名"), _("回答の状態")]
    for column in board.columns:
        name = column_name(column)
        found += [
            _("%(column)s 使用中の席", column=name),
            _("%(column)s 席数", column=name),
            _("%(column)s キャンセル待ち", column=name),
        ]
    return [*map(defused, found), _("使用中の席"), _("席数"), _("人数")]


def _numbers(board: Board, cells: Mapping[str, Cell], total: Cell) -> list[int | str]:
    found: list[int | str] = []
    for column in board.columns:
        cell = cells.get(column.key)
        found += [cell.held, cell.seats, cell.waiting] if cell else ["", "", ""]
    return [*found, total.held, total.seats, len(total.people)]
