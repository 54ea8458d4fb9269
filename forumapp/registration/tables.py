"""Exports of registrations: .xlsx without macros, and CSV that Excel opens without harm."""

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

import xlsxwriter
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.text import cp932
from forumapp.registration.formulas import defused
from forumapp.registration.models import Question, Registration
from forumapp.registration.queries.registrations import printed_receipt
from forumapp.registration.queries.rsvps import Reply, Standing
from forumapp.registration.sheets.columns import COLUMNS, heading
from forumapp.registration.wording import answer_words, mode_name, reply_name, state_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
WIDTHS = {"receipt": 12, "code": 10, "organisation": 20, "quota": 20, "needs": 30}


def rows_of(
    registrations: Sequence[Registration],
    questions: Sequence[Question],
    answers: Mapping[int, Standing],
    quotas: Mapping[int, str] | None = None,
) -> list[list[str]]:
    """Return the table as text: a row of headings, then one row a person.

    ``answers`` by id of registration; ``quotas``: their labels by id. An import reads it again.
    """
    return [
        [*map(heading, COLUMNS), *(question.label for question in questions)],
        *(_row(one, questions, answers.get(one.id), quotas or {}) for one in registrations),
    ]


def write_csv(rows: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    """Return CSV (UTF-8 with BOM, or cp932) with CRLF, and no cell that a spreadsheet would run as a formula."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([[defused(cell) for cell in row] for row in rows])
    return cp932.encode(text.getvalue()) if encoding == "cp932" else text.getvalue().encode(encoding)


def write_xlsx(rows: list[list[str]], title: str) -> bytes:
    """Return a workbook of one sheet: header frozen and filterable, every cell text (codes keep their zeros)."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": clock.now().replace(tzinfo=None)})
    sheet = book.add_worksheet(_("参加者"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@", "valign": "top"})
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell, bold if number == 0 else text)
    for place in range(len(rows[0])):
        column = COLUMNS[place] if place < len(COLUMNS) else ""
        sheet.set_column(place, place, WIDTHS.get(column, 16))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows) - 1), len(rows[0]) - 1)
    book.close()
    return target.getvalue()


def _row(
    one: Registration, questions: Sequence[Question], answer: Standing | None, quotas: Mapping[int, str]
) -> list[str]:
    answers = {answer.question_id: answer_words(answer) for answer in one.answers}
    return [
        printed_receipt(one),
        (one.organisation.code or "") if one.organisation else "",
        one.organisation_name,
        quotas.get(one.quota_id or 0, ""),
        one.department.name if one.department else "",
        one.unit,
        one.title,
        one.rank.name if one.rank else "",
        one.family_name,
        one.given_name,
        one.family_kana,
        one.given_kana,
        mode_name(one.mode),
        one.track.name if one.track else "",
        state_name(one.state),
        reply_name(answer.reply if answer else Reply.NONE),
        one.email,
        one.needs,
        _("可") if one.may_list else _("不可"),
        f"{clock.to_wall(one.registered_at, one.forum.zone):%Y-%m-%d %H:%M}",
        *(answers.get(question.id, "") for question in questions),
    ]
