"""Exports of registrations: .xlsx without macros, and CSV that Excel opens without harm."""

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

import xlsxwriter
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.registration.formulas import defused
from forumapp.registration.models import Question, Registration
from forumapp.registration.queries.registrations import printed_receipt
from forumapp.registration.queries.rsvps import Reply, Standing
from forumapp.registration.wording import answer_words, mode_name, reply_name, state_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
WIDTHS = {0: 12, 1: 10, 2: 20, 16: 30}


def rows_of(
    registrations: Sequence[Registration], questions: Sequence[Question], answers: Mapping[int, Standing]
) -> list[list[str]]:
    """Return the table as text: a row of headings, then one row a person; ``answers`` by id of registration."""
    heading = [
        _("受付番号"),
        _("団体コード"),
        _("団体名"),
        _("部門"),
        _("所属"),
        _("役職"),
        _("職位"),
        _("姓"),
        _("名"),
        _("姓（フリガナ）"),
        _("名（フリガナ）"),
        _("参加方法"),
        _("部会"),
        _("状態"),
        _("出欠の返事"),
        _("メールアドレス"),
        _("配慮が必要なこと"),
        _("名簿への掲載"),
        _("受付日時"),
    ]
    return [
        [*heading, *(question.label for question in questions)],
        *(_row(one, questions, answers.get(one.id)) for one in registrations),
    ]


def write_csv(rows: list[list[str]]) -> bytes:
    """Return CSV in UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run as a formula."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([[defused(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


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
        sheet.set_column(place, place, WIDTHS.get(place, 16))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows) - 1), len(rows[0]) - 1)
    book.close()
    return target.getvalue()


def _row(one: Registration, questions: Sequence[Question], answer: Standing | None) -> list[str]:
    answers = {answer.question_id: answer_words(answer) for answer in one.answers}
    return [
        printed_receipt(one),
        (one.organisation.code or "") if one.organisation else "",
        one.organisation_name,
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
