"""The draft as a workbook whose times are linked by formulas; no macros, and no text that could run as a formula."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from forumapp.agenda import queries
from forumapp.agenda.models import Item, ItemKind
from forumapp.agenda.programme import Programme
from forumapp.agenda.sheets.chains import Chains, Line, Ref
from forumapp.agenda.sheets.columns import (
    EXTRA,
    KEY,
    MARK,
    VISIBLE,
    fixed_word,
    heading,
    kind_word,
    mode_word,
    remainder_word,
)
from forumapp.agenda.sheets.people import printed
from forumapp.agenda.wording import mode_name
from forumapp.core import clock
from forumapp.forums.models import Forum, Mode

WIDTHS = {
    "start": 7, "end": 7, "minutes": 6, "kind": 14, "title": 34, "speakers": 38, "room": 12, "track": 17,
    "mode": 11, "fixed": 11, "note": 22, "day": 6, "parent": 18, KEY: 6,
}  # fmt: skip
MORE_ROWS = 200
"""So many rows below the programme get formats and lists too."""
DAY = 24 * 60


def workbook(forum: Forum) -> bytes:
    """Return the draft of ``forum`` as .xlsx."""
    programme = queries.draft_programme(forum)
    stored = {item.id: item for item in queries.items(forum.id)}
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": forum.title, "created": clock.now().replace(tzinfo=None)})
    book.set_calc_mode("auto")
    _Writer(book, forum, programme, stored).write()
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(self, book: Any, forum: Forum, programme: Programme, stored: dict[int, Item]) -> None:
        self.book, self.forum, self.programme = book, forum, programme
        self.lines = Chains(stored).walk(programme)
        self.columns = (*VISIBLE, *self._extra(), KEY)
        self.place = {column: number for number, column in enumerate(self.columns)}
        wrapped = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#999999"}
        self.head = book.add_format({**wrapped, "bold": True, "bg_color": "#E6ECF2"})
        self.text = book.add_format({**wrapped, "num_format": "@", "quote_prefix": True})
        self.bold = book.add_format({**wrapped, "num_format": "@", "quote_prefix": True, "bold": True})
        self.word = book.add_format(wrapped)
        self.time = book.add_format({**wrapped, "num_format": "[h]:mm"})
        self.figures = book.add_format({**wrapped, "num_format": "0"})
        self.sheet = book.add_worksheet(_("次第"))

    def write(self) -> None:
        """Write the rows, the lists behind the cells, and how to use it all."""
        for column in self.columns:
            name = (
                f"{MARK} {self.forum.slug} {queries.version(self.forum.id)}"
                if column == KEY
                else heading(column)
            )
            self.sheet.write_string(0, self.place[column], name, self.head)
        for number, line in enumerate(self.lines):
            self._line(number, line)
        for column, place in self.place.items():
            self.sheet.set_column(place, place, WIDTHS[column], None, {"hidden": column == KEY})
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.print_area(0, 0, len(self.lines), len(self.columns) - 2)
        self.sheet.set_footer("&C&P / &N")
        self._empty_rows()
        self._choices()
        self._guide()

    def _extra(self) -> list[str]:
        needed = {
            "day": len(self.programme.days) > 1 or any(day.number for day in self.programme.days),
            "parent": any(line.item.is_container for line in self.lines),
        }
        return [column for column in EXTRA if needed[column]]

    def _line(self, number: int, line: Line) -> None:
        item, row = line.item, number + 1
        self._start(row, line)
        self._end(row, line)
        if item.is_remainder:
            self.sheet.write_string(row, self.place["minutes"], remainder_word(), self.word)
        elif item.minutes is not None:
            self.sheet.write_number(row, self.place["minutes"], item.minutes, self.figures)
        else:
            self.sheet.write_blank(row, self.place["minutes"], None, self.figures)
        texts = {
            "kind": kind_word(item.kind),
            "title": item.title,
            "speakers": "\n".join(printed(speaker) for speaker in item.speakers),
            "room": item.room,
            "track": line.track.name if line.track else "",
            "mode": mode_word(item.mode),
            "fixed": fixed_word(is_fixed=item.is_fixed, is_optional=item.is_optional),
            "note": item.note,
            "parent": line.parent.title if line.parent else "",
            KEY: str(item.id),
        }
        for column, text in texts.items():
            if column in self.place:
                self._text(row, column, text, is_bold=column == "title" and item.is_container)
        if "day" in self.place:
            self.sheet.write_number(row, self.place["day"], item.day + 1, self.figures)

    def _text(self, row: int, column: str, text: str, *, is_bold: bool = False) -> None:
        look = self.bold if is_bold else self.text
        if text:
            self.sheet.write_string(row, self.place[column], text, look)
        else:
            self.sheet.write_blank(row, self.place[column], None, look)

    def _start(self, row: int, line: Line) -> None:
        place, start = self.place["start"], line.item.start
        if start is None:
            self.sheet.write_blank(row, place, None, self.time)
        elif line.after:
            gap = f"{line.gap:+d}/{DAY}" if line.gap else ""
            self.sheet.write_formula(row, place, f"={self._latest(line.after)}{gap}", self.time, start / DAY)
        else:
            self.sheet.write_number(row, place, start / DAY, self.time)

    def _end(self, row: int, line: Line) -> None:
        place, end = self.place["end"], line.item.end
        start, minutes = self._cell(Ref(row - 1, is_start=True)), f"{_letter(self.place['minutes'])}{row + 1}"
        if line.holds:
            formula = f"={self._latest(line.holds)}"
        elif line.until is not None:
            formula = f"={self._cell(Ref(line.until, is_start=True))}"
        elif line.item.is_container and line.item.minutes is None:
            self.sheet.write_blank(row, place, None, self.time)
            return
        else:
            # Rounded to the minute: sums of fractions of a day would show 13:44 for 13:45.
            formula = f'=IF(COUNT({start},{minutes})=2,ROUND({start}*{DAY}+{minutes},0)/{DAY},"")'
        self.sheet.write_formula(row, place, formula, self.time, "" if end is None else end / DAY)

    def _latest(self, refs: Sequence[Ref]) -> str:
        cells = [self._cell(ref) for ref in refs]
        return cells[0] if len(cells) == 1 else f"MAX({','.join(cells)})"

    def _cell(self, ref: Ref) -> str:
        return f"{_letter(self.place['start' if ref.is_start else 'end'])}{ref.line + 2}"

    # --- lists and help -----------------------------------------------------------------------------------

    def _empty_rows(self) -> None:
        for number in range(len(self.lines) + 1, len(self.lines) + 1 + MORE_ROWS):
            for column, place in self.place.items():
                look = {"start": self.time, "end": self.time, "minutes": self.figures, "day": self.figures}
                self.sheet.write_blank(number, place, None, look.get(column, self.text))

    def _choices(self) -> None:
        tracks = queries.tracks(self.forum.id)
        lists = {
            "kind": [kind_word(kind) for kind in ItemKind],
            "mode": [mode_name(mode) for mode in (Mode.BOTH, Mode.ON_SITE, Mode.WEB)],
            "fixed": [
                fixed_word(is_fixed=a, is_optional=b) for a, b in ((True, False), (False, True), (True, True))
            ],
            "room": [room.name for room in self.forum.venue.rooms] if self.forum.venue else [],
            "track": [track.name for track in tracks],
            "parent": [line.item.title for line in self.lines if line.item.is_container],
        }
        sheet = self.book.add_worksheet(_("選択肢"))
        last = len(self.lines) + MORE_ROWS
        for place, (column, words) in enumerate(lists.items()):
            sheet.write_string(0, place, heading(column), self.head)
            for number, word in enumerate(words):
                sheet.write_string(number + 1, place, word, self.text)
            if words and column in self.place:
                source = f"='{_('選択肢')}'!${_letter(place)}$2:${_letter(place)}${len(words) + 1}"
                free = {"error_type": "information"} if column == "track" else {}
                rule = {"validate": "list", "source": source, "ignore_blank": True, **free}
                self.sheet.data_validation(1, self.place[column], last, self.place[column], rule)
        sheet.set_column(0, len(lists) - 1, 24)

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(_("使い方"))
        sheet.set_column(0, 0, 100, self.book.add_format({"text_wrap": True, "valign": "top"}))
        for number, sentence in enumerate(_guide()):
            sheet.write_string(number, 0, sentence)


def _guide() -> list[str]:
    return [
        _(
            "「次第」のシートを直して保存し、次第のページの「Excelで編集」からアップロードしてください。取り込む前に、変わる内容を確認できます。"
        ),
        _(
            "開始と終了は式でつながっています。「分」を変えると、後の項目の時刻も変わります。開始時刻を決めたいときは、式を時刻で上書きし、「固定」の列で「固定」を選んでください。"
        ),
        _(
            "行を挿入すると新しい項目になります。開始は空欄のままで構いません(前の項目に続きます)。行を削除すると、その項目の取り下げを確認します。"
        ),
        _(
            "登壇者は1行に1人ずつ「団体 部署 役職 氏名」の順に書きます(セルの中の改行はAlt+Enter)。司会は「司会：」を付けます。"
        ),
        _("「分」に「残り」と書くと、次に開始時刻が決まっている項目までの時間になります。"),
    ]


def _letter(place: int) -> str:
    return str(xlsxwriter.utility.xl_col_to_name(place))
