"""An arrangement as a workbook (班編成.xlsx) and as CSV: one row a person, to be changed and taken back in."""

from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _
from flask_babel import pgettext

from forumapp.core import clock
from forumapp.groupwork.naming import facilitator_name, group_name, kana_of, place_name, recorder_name
from forumapp.groupwork.queries.seating import Seating, Table
from forumapp.groupwork.sheets.columns import (
    BASE,
    PEOPLE,
    Told,
    columns_of,
    group_column,
    heading,
    pin_column,
    write_base,
)
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import name_of, printed_receipt
from forumapp.registration.wording import mode_name

WIDTHS = {
    "receipt": 12, "code": 9, "organisation": 18, "unit": 24, "title": 14, "name": 18, "kana": 20, "mode": 11, BASE: 12,
}  # fmt: skip
MOST_SHEETS = 60
"""More groups than that have no sheets of their own: a workbook of so many parts is read by nobody."""


def rows_of(seated: Seating) -> list[list[str]]:
    """Return the table as text: headings, then a row a person; an import reads it again."""
    columns = columns_of(seated.rounds)
    head = [heading(column, seated.rounds) for column in columns]
    return [head, *([_said(seated, person)[column] for column in columns] for person in seated.people)]


def pinned_word() -> str:
    """Return the word of a cell that says: stays."""
    return pgettext("班", "固定")


def _said(seated: Seating, person: Registration) -> dict[str, str]:
    told: Told = {}
    for round_ in seated.rounds:
        group = seated.group_of(person, round_)
        if group is not None:
            told[round_] = (group.number, (round_, person.id) in seated.pinned)
    row = {
        "receipt": printed_receipt(person),
        "code": (person.organisation.code or "") if person.organisation else "",
        "organisation": person.organisation_name,
        "unit": person.unit,
        "title": person.title,
        "name": name_of(person),
        "kana": kana_of(person),
        "mode": mode_name(person.mode),
        BASE: write_base(told, seated.rounds),
    }
    for round_ in seated.rounds:
        number, pinned = told.get(round_, (0, False))
        row |= {group_column(round_): str(number or ""), pin_column(round_): pinned_word() if pinned else ""}
    return row


def workbook(seated: Seating) -> bytes:
    """Return the workbook; no macros, nothing that runs as a formula."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": seated.work.forum.title, "created": clock.now().replace(tzinfo=None)})
    _Writer(book, seated).write()
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(self, book: Any, seated: Seating) -> None:
        self.book, self.seated = book, seated
        self.columns = columns_of(seated.rounds)
        self.place = {column: number for number, column in enumerate(self.columns)}
        look = {"num_format": "@", "valign": "top", "text_wrap": True, "border": 1, "border_color": "#999999"}
        self.given = book.add_format({**look, "quote_prefix": True, "bg_color": "#EEEEEE"})
        self.free = book.add_format({**look, "quote_prefix": True})
        self.figure = book.add_format({**look, "num_format": "0", "align": "center"})
        self.head = book.add_format({**look, "bold": True, "bg_color": "#E6ECF2"})
        self.title = book.add_format({"bold": True, "font_size": 16})

    def write(self) -> None:
        self._people()
        if len(self.seated.groups) <= MOST_SHEETS:
            for round_ in self.seated.rounds:
                for table in self.seated.tables(round_):
                    self._table(table, round_)
        self._choices()
        self._guide()

    def _people(self) -> None:
        sheet = self.sheet = self.book.add_worksheet(_("班編成"))
        for column, place in self.place.items():
            sheet.write_string(0, place, heading(column, self.seated.rounds), self.head)
            sheet.set_column(place, place, WIDTHS.get(column, 9), None, {"hidden": column == BASE})
        for number, person in enumerate(self.seated.people, 1):
            for column, text in _said(self.seated, person).items():
                self._cell(number, column, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(self.seated.people)), len(self.columns) - 1)
        sheet.set_landscape()
        _for_print(sheet, repeat=0)

    def _cell(self, number: int, column: str, text: str) -> None:
        place = self.place[column]
        if column.startswith("group:") and text:
            self.sheet.write_number(number, place, int(text), self.figure)
        elif text:
            self.sheet.write_string(number, place, text, self.given if column in PEOPLE else self.free)
        else:
            self.sheet.write_blank(number, place, None, self.given if column in PEOPLE else self.free)

    def _table(self, table: Table, round_: int) -> None:
        """One sheet a group, to be printed and laid on its table."""
        name = _("%(number)d班", number=table.group.number)
        if len(self.seated.rounds) > 1:
            name = _("%(group)s(%(round)d回目)", group=name, round=round_)
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, group_name(table.group), self.title)
        facts = [
            place_name(table.group),
            _("進行役：%(name)s", name=facilitator_name(table.group))
            if facilitator_name(table.group)
            else "",
            _("記録係：%(name)s", name=recorder_name(table.group)) if recorder_name(table.group) else "",
        ]
        sheet.write_string(1, 0, "　".join(fact for fact in facts if fact))
        words = [_("番号"), _("団体"), _("所属"), _("役職"), _("氏名"), _("参加方法")]
        for place, (word, width) in enumerate(zip(words, (6, 18, 24, 14, 18, 11), strict=True)):
            sheet.write_string(3, place, word, self.head)
            sheet.set_column(place, place, width)
        for number, person in enumerate(table.people, 1):
            sheet.write_number(3 + number, 0, number, self.figure)
            texts = [
                person.organisation_name,
                person.unit,
                person.title,
                name_of(person),
                mode_name(person.mode),
            ]
            for place, text in enumerate(texts, 1):
                sheet.write_string(3 + number, place, text, self.free)
        _for_print(sheet, repeat=3)

    def _choices(self) -> None:
        """Lists behind the cells: numbers of groups, and the word of a pin."""
        sheet = self.book.add_worksheet(_("選択肢"))
        sheet.write_string(0, 0, pgettext("列", "班"), self.head)
        sheet.write_string(0, 1, _("部屋"), self.head)
        for number, group in enumerate(self.seated.groups, 1):
            sheet.write_number(number, 0, group.number, self.figure)
            sheet.write_string(number, 1, " ".join(filter(None, (group.name, place_name(group)))), self.free)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 1, 30)
        last = max(1, len(self.seated.people))
        for round_ in self.seated.rounds:
            self._lists(last, round_)

    def _lists(self, last: int, round_: int) -> None:
        numbers = f"='{_('選択肢')}'!$A$2:$A${len(self.seated.groups) + 1}"
        rules: list[tuple[str, Any]] = [(pin_column(round_), [pinned_word()])]
        if self.seated.groups:
            rules.append((group_column(round_), numbers))
        for column, source in rules:
            place = self.place[column]
            rule = {
                "validate": "list",
                "source": source,
                "ignore_blank": True,
                "error_title": heading(column, self.seated.rounds)[:32],
                "error_message": _("一覧から選んでください。"),
            }
            self.sheet.data_validation(1, place, last, place, rule)

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(_("使い方"))
        sheet.set_column(0, 0, 100, self.book.add_format({"text_wrap": True, "valign": "top"}))
        for number, sentence in enumerate(guide()):
            sheet.write_string(number, 0, sentence)


def _for_print(sheet: Any, repeat: int) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(repeat)


def guide() -> list[str]:
    """Return how the file is changed and what happens with it, sentence by sentence."""
    return [
        _(
            "「班編成」のシートの「班」の列で、それぞれの方の班の番号を選んでください。空欄にすると、どの班にも入りません。"
        ),
        _("「固定」の列に「固定」と入れた方は、自動の班編成をやり直しても動きません。"),
        _("並べ替えや列の移動、行の削除をしても構いません。ファイルにない方の班は変わりません。"),
        _("受付番号で、受付番号がないときは団体名と氏名で、同じ方を見分けます。"),
        _(
            "保存したファイルを「班編成の取込」でアップロードすると、変わる方を確認してから取り込めます。取り込んだ後も元に戻せます。"
        ),
        _(
            "隠れている「出力時の班」の列は消さないでください。ほかの人が先に変えた班を、誤って元に戻さないために使います。"
        ),
        _("班ごとのシートは印刷用です。書き換えても取り込まれません。"),
    ]
