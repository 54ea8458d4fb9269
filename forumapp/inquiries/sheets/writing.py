"""The reply of one organisation as a workbook (回答様式): who stands in it, and a row for every seat that is left."""

from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.directory.queries import ranks
from forumapp.inquiries.entered import Entered
from forumapp.inquiries.queries.frame import Frame
from forumapp.inquiries.queries.standing import Standing
from forumapp.inquiries.sheets.columns import KEY, columns_of, heading
from forumapp.registration.models import FieldKind
from forumapp.registration.sheets.reading import ANSWER
from forumapp.registration.wording import mode_name

WIDTHS = {
    "code": 9, "organisation": 13, "receipt": 12, "quota": 24, "unit": 24, "title": 14, "rank": 12, "mode": 12, "track": 20,
    "email": 28, "needs": 24, "may_list": 12, "replaces": 20,
}  # fmt: skip
GIVEN = frozenset({"code", "organisation", "receipt"})
"""Columns that are not filled in."""
HEAD = 3
"""The row of headings, from 0; what the sheet is stands above."""
MORE_ROWS = 30


def workbook(frame: Frame, people: Sequence[Standing]) -> bytes:
    """Return the workbook; no macros, every cell text (codes keep their zeros), nothing that runs as a formula."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    forum = frame.inquiry.forum
    book.set_properties({"title": forum.title, "created": clock.now().replace(tzinfo=None)})
    _Writer(book, frame, people).write()
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(self, book: Any, frame: Frame, people: Sequence[Standing]) -> None:
        self.book, self.frame = book, frame
        self.people = [one.entered for one in people if one.is_alive]
        self.columns = columns_of(frame)
        self.place = {column: number for number, column in enumerate(self.columns)}
        look = {"num_format": "@", "valign": "top", "text_wrap": True, "border": 1, "border_color": "#999999"}
        self.text = book.add_format({**look, "quote_prefix": True})
        self.given = book.add_format({**look, "quote_prefix": True, "bg_color": "#EEEEEE"})
        self.head = book.add_format({**look, "bold": True, "bg_color": "#E6ECF2"})
        self.sheet = book.add_worksheet(_("回答"))
        self.ranks = {rank.id: rank.name for rank in ranks()}
        self.tracks = {track.id: track.name for track in frame.tracks}
        self.quotas = {quota.id: quota.label for quota in frame.quotas}

    def write(self) -> None:
        organisation, sheet = self.frame.inquiry.organisation, self.sheet
        title = self.book.add_format({"bold": True, "font_size": 14})
        sheet.write_string(0, 0, f"{self.frame.inquiry.forum.title} {organisation.name}", title)
        sheet.write_string(
            1,
            0,
            _("参加される方を1行に1名で入力し、保存したファイルを回答のページでアップロードしてください。"),
        )
        sheet.write_string(
            2, 0, _("灰色の列と受付番号は変えないでください。参加しない席の行は、空欄のままで構いません。")
        )
        for column, place in self.place.items():
            sheet.write_string(HEAD, place, heading(column, self.frame), self.head)
            sheet.set_column(place, place, WIDTHS.get(column, 14), None, {"hidden": column == KEY})
        rows = [*(self._said(one) for one in self.people), *self._free()]
        rows += [self._seat(None) for _row in range(MORE_ROWS)]
        for number, row in enumerate(rows, start=HEAD + 1):
            self._row(number, row)
        self._choices(HEAD + len(rows))
        sheet.freeze_panes(HEAD + 1, 0)
        sheet.repeat_rows(HEAD)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _row(self, number: int, row: dict[str, str]) -> None:
        for column, place in self.place.items():
            look, text = self.given if column in GIVEN else self.text, row.get(column, "")
            if text:
                self.sheet.write_string(number, place, text, look)
            else:
                self.sheet.write_blank(number, place, None, look)

    def _seat(self, quota_id: int | None) -> dict[str, str]:
        organisation = self.frame.inquiry.organisation
        modes = self.frame.modes(self.frame.quota(quota_id))
        return {
            "code": organisation.code or "",
            "organisation": organisation.name,
            "quota": self.quotas.get(quota_id or 0, ""),
            "mode": mode_name(modes[0]) if quota_id and len(modes) == 1 else "",
        }

    def _free(self) -> list[dict[str, str]]:
        """Return a row for each seat that nobody has."""
        taken = Counter(one.quota_id for one in self.people)
        left = {quota.id: self.frame.caps[quota.id] - taken[quota.id] for quota in self.frame.quotas}
        return [self._seat(ident) for ident, number in left.items() for _row in range(min(number, MORE_ROWS))]

    def _said(self, one: Entered) -> dict[str, str]:
        named = ("family_name", "given_name", "family_kana", "given_kana", "unit", "title", "email", "needs")
        return {
            **self._seat(one.quota_id),
            **{name: getattr(one, name) for name in named},
            "receipt": _printed(one.receipt),
            "replaces": _printed(one.replaces),
            "rank": self.ranks.get(one.rank_id or 0, ""),
            "track": self.tracks.get(one.track_id or 0, ""),
            "mode": mode_name(one.mode),
            "may_list": _("可") if one.may_list else _("不可"),
            **{f"{ANSWER}{ident}": self._answer(ident, value) for ident, value in one.answers.items()},
            KEY: str(one.row_id or ""),
        }

    def _answer(self, ident: int, value: str) -> str:
        question = next((one for one in self.frame.questions if one.id == ident), None)
        if question is not None and question.kind is FieldKind.YES_NO:
            return {"yes": _("はい"), "no": _("いいえ")}.get(value, "")
        return value

    def _choices(self, last: int) -> None:
        lists = {
            "quota": list(self.quotas.values()),
            "rank": list(self.ranks.values()),
            "mode": [mode_name(mode) for mode in self.frame.modes(None)],
            "track": list(self.tracks.values()),
            "may_list": [_("可"), _("不可")],
        }
        for question in self.frame.questions:
            column = f"{ANSWER}{question.id}"
            if question.kind is FieldKind.CHOICE:
                lists[column] = question.choices.splitlines()
            elif question.kind is FieldKind.YES_NO:
                lists[column] = [_("はい"), _("いいえ")]
        sheet = self.book.add_worksheet(_("選択肢"))
        for place, (column, words) in enumerate(lists.items()):
            sheet.write_string(0, place, heading(column, self.frame), self.head)
            for number, word in enumerate(words, start=1):
                sheet.write_string(number, place, word, self.text)
            if words and column in self.place:
                letter = xlsxwriter.utility.xl_col_to_name(place)
                source = f"='{_('選択肢')}'!${letter}$2:${letter}${len(words) + 1}"
                rule = {"validate": "list", "source": source, "ignore_blank": True}
                self.sheet.data_validation(HEAD + 1, self.place[column], last, self.place[column], rule)
        sheet.set_column(0, max(len(lists) - 1, 0), 24)


def _printed(receipt: str) -> str:
    return f"{receipt[:4]}-{receipt[4:]}" if receipt else ""
