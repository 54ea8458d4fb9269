"""The results as a workbook: what the page shows, and nothing that it hides."""

from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from forumapp.feedback.presentation import Part, Results, Table

HIDDEN = "―"
Row = tuple[str | int, ...]


def rows_of(results: Results) -> list[Row]:
    """Return the table of numbers: headings, then a row for each choice of each question and group."""
    heading = (_("質問"), _("内容"), _("区分"), _("選択肢"), _("件数"), _("割合（パーセント）"))
    return [heading, *(row for table in results.tables for row in _rows(table))]


def write(results: Results, title: str) -> bytes:
    """Return the workbook: numbers on the first sheet, free texts on the second, in the random order of the edition."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
    }
    _sheet(book, formats, _("集計"), rows_of(results), (40, 30, 18, 40, 8, 10))
    texts: list[Row] = [(_("質問"), _("回答"))]
    texts += [(label, text) for label, listed in results.texts for text in listed]
    _sheet(book, formats, _("自由記述"), texts, (40, 90))
    book.close()
    return target.getvalue()


def _sheet(book: Any, formats: dict[str, Any], name: str, rows: list[Row], widths: tuple[int, ...]) -> None:
    sheet = book.add_worksheet(name)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell)
            else:
                sheet.write_string(number, place, cell, formats["text" if number else "head"])
    sheet.freeze_panes(1, 0)


def _rows(table: Table) -> list[Row]:
    parts = [(_("全体"), table.whole), *((part.label, part) for part in table.groups)]
    found = [row for label, part in parts for row in _part(table, label, part)]
    if table.blank:
        found.append((table.label, table.about, _("全体"), _("回答なし"), table.blank, ""))
    return found


def _part(table: Table, label: str, part: Part) -> list[Row]:
    if part.answered is None:
        return [(table.label, table.about, label, _("（件数が少ないため表示しません）"), HIDDEN, HIDDEN)]
    return [(table.label, table.about, label, line.label, line.count, line.per_cent) for line in part.lines]
