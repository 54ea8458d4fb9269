"""The frame of every paper that the server makes (A4, PDF): font, running foot, headings, tables over several pages.

Measures are millimetres, sizes of type are points. What is written flows down the page and on to the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from fpdf import FPDF
from fpdf.enums import TextMode

from forumapp.core.paper.fonts import FontFile
from forumapp.core.paper.glyphs import GETA, Glyphs, Producer
from forumapp.core.paper.lines import wrap

WIDTH, HEIGHT = 210.0, 297.0
MARGIN = 20.0
BOTTOM = HEIGHT - 18.0
INNER = WIDTH - 2 * MARGIN
LEADING = 1.45
"""Height of a line in sizes of its type."""
PAD = 1.4
POINT = 0.352778
GREY, RULE, TINT = 85, 110, 238
FAMILY = "body"
MOST_NAMED = 40
"""So many missing characters are named at the end; the others are counted."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: ``size`` in points, ``indent`` in millimetres; ``by_word``: its lines end at blanks only (names)."""

    text: str
    size: float = 10
    is_bold: bool = False
    is_grey: bool = False
    indent: float = 0
    by_word: bool = False


Cell = Sequence[Text]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a cell for each column, or one cell over all of them.

    ``is_heading``: stays with what follows; ``outline``: what the table of contents of the file calls it, if anything.
    """

    cells: Sequence[Cell]
    is_tinted: bool = False
    is_heading: bool = False
    outline: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, as it is printed."""

    text: str
    look: Text

    @property
    def height(self) -> float:
        """Return how much of the page it takes, in millimetres."""
        return self.look.size * POINT * LEADING


class _Page(FPDF):
    """A4 with a foot: what the paper is, the page's number and how many there are."""

    foot = ""

    def footer(self) -> None:
        """Write the foot; fpdf2 calls this at the end of each page."""
        self.set_y(HEIGHT - 13)
        self.set_font(FAMILY, size=8)
        self.set_text_color(GREY)
        self.cell(INNER * 0.85, 5, self.foot)
        self.cell(INNER * 0.15, 5, f"{self.page_no()} / {{nb}}", align="R")


class Unnumbered(_Page):
    """A4 without a foot."""

    def footer(self) -> None:
        """Write nothing."""


class Sheet:
    """One paper. ``written`` is an aware instant (the file's date); ``language`` is the reader's."""

    page_kind: type[_Page] = _Page

    def __init__(
        self, font: FontFile, *, title: str, author: str, language: str, written: datetime, foot: str = ""
    ) -> None:
        self.page = self.page_kind(unit="mm", format="A4")
        self.page.set_margin(MARGIN)
        self.page.set_auto_page_break(False)
        self.page.add_font(FAMILY, fname=font.path, collection_font_number=font.number)
        self.glyphs = Glyphs(self.page, FAMILY)
        self.page.set_title(title)
        self.page.set_author(author)
        self.page.set_lang("en-GB" if language == "en" else "ja-JP")
        self.page.set_creation_date(written)
        self.page.set_producer("forumapp")
        self.page.set_display_mode("real")
        self.page.alias_nb_pages()
        self.page.foot = self._fitted(self.glyphs.printable(foot or title), 8, INNER * 0.83)
        self.outlined = 0
        self.new_page()

    @property
    def y(self) -> float:
        """Return how far down the page the next line begins."""
        return self.page.get_y()

    def space(self, height: float) -> None:
        """Leave ``height`` free."""
        self.page.set_y(min(self.y + height, BOTTOM))

    def stamp(self, text: str) -> None:
        """Put ``text`` in a frame at the top right corner of the first page (案)."""
        width = max(self.width_of(self.glyphs.printable(text), 14) + 6, 14)
        self.page.set_draw_color(0)
        self.page.set_line_width(0.4)
        self.page.rect(WIDTH - MARGIN - width, 11, width, 9)
        before = self.y
        self.page.set_xy(WIDTH - MARGIN - width, 11)
        self._print(self.glyphs.printable(text), Text(text, 14, is_bold=True), width, 9, "C")
        self.page.set_xy(MARGIN, before)

    def write(
        self, text: str, size: float = 10, *, is_bold: bool = False, align: str = "L", is_grey: bool = False
    ) -> None:
        """Write a paragraph over the whole width; ``align`` L, C or R."""
        look = Text(text, size, is_bold, is_grey)
        for line in self.broken(look, INNER):
            if self.y + line.height > BOTTOM:
                self.new_page()
            self._print(line.text, look, INNER, line.height, align)
            self.page.set_xy(MARGIN, self.y + line.height)

    def facts(self, rows: Sequence[tuple[str, Cell]], label_width: float = 22) -> None:
        """Write names and values side by side: 日時 …, 場所 …."""
        for name, value in rows:
            label = self._lines([Text(name, 10.5, is_bold=True)], label_width)
            lines = self._lines(value, INNER - label_width)
            height = max(height_of(label), height_of(lines)) + 0.8
            if self.y + height > BOTTOM:
                self.new_page()
            top = self.y
            self._column(label, MARGIN, top, label_width)
            self._column(lines, MARGIN + label_width, top, INNER - label_width)
            self.page.set_xy(MARGIN, top + height)

    def table(self, widths: Sequence[float], head: Sequence[str], rows: Sequence[Row]) -> None:
        """Write a ruled table (``widths`` add up to INNER); the head stands on every page again."""
        heading = Row([[Text(name, 9.5, is_bold=True)] for name in head], is_tinted=True)
        self._row(widths, self._laid(widths, heading), heading)
        for place, row in enumerate(rows):
            cells = self._laid(widths, row)
            need = _row_height(cells)
            if row.is_heading and place + 1 < len(rows):
                need += min(_row_height(self._laid(widths, rows[place + 1])), 40)
            if self.y + need > BOTTOM and need < BOTTOM - MARGIN - 20:
                self._continue(widths, heading)
            self._flow(widths, heading, cells, row)

    def output(self) -> bytes:
        """Return the file; nothing can be written afterwards. Characters that the font lacks are named at its end."""
        if self.glyphs.missing:
            self._name_missing()
        content = bytes(self.page.output(output_producer_class=Producer))
        self.glyphs.forget()
        return content

    # --- tables -------------------------------------------------------------------------------------------

    def _laid(self, widths: Sequence[float], row: Row) -> list[list[Line]]:
        spans = widths if len(row.cells) == len(widths) else [sum(widths)]
        return [self._lines(cell, width - 2 * PAD) for cell, width in zip(row.cells, spans, strict=True)]

    def _flow(self, widths: Sequence[float], heading: Row, cells: list[list[Line]], row: Row) -> None:
        """Write a row; one that is higher than a page goes on on the next one."""
        if row.outline:
            self.page.start_section(row.outline)
            self.outlined += 1
        while _row_height(cells) > BOTTOM - self.y:
            room = BOTTOM - self.y - 2 * PAD
            cut = [_fitting(lines, room) for lines in cells]
            if any(cut):
                self._row(widths, [lines[:at] for lines, at in zip(cells, cut, strict=True)], row)
                cells = [lines[at:] for lines, at in zip(cells, cut, strict=True)]
            self._continue(widths, heading)
        self._row(widths, cells, row)

    def _continue(self, widths: Sequence[float], heading: Row) -> None:
        self.new_page()
        self._row(widths, self._laid(widths, heading), heading)

    def _row(self, widths: Sequence[float], cells: list[list[Line]], row: Row) -> None:
        top, height, x = self.y, _row_height(cells), MARGIN
        spans = widths if len(cells) == len(widths) else [sum(widths)]
        for lines, width in zip(cells, spans, strict=True):
            self.page.set_draw_color(RULE)
            self.page.set_line_width(0.2)
            self.page.set_fill_color(TINT if row.is_tinted else 255)
            self.page.rect(x, top, width, height, style="DF")
            self._column(lines, x + PAD, top + PAD, width - 2 * PAD)
            x += width
        self.page.set_xy(MARGIN, top + height)

    def _column(self, lines: Sequence[Line], x: float, y: float, width: float) -> None:
        for line in lines:
            self.page.set_xy(x + line.look.indent, y)
            self._print(line.text, line.look, width - line.look.indent, line.height, "L")
            y += line.height

    # --- lines --------------------------------------------------------------------------------------------

    def _lines(self, cell: Cell, width: float) -> list[Line]:
        return [line for text in cell for line in self.broken(text, width)]

    def broken(self, text: Text, width: float) -> list[Line]:
        """Return the lines of a text in a column of ``width``."""
        printable = self.glyphs.printable(text.text.replace("\t", " "))
        room = width - text.indent
        broken = wrap(printable, room, lambda part: self.width_of(part, text.size), by_word=text.by_word)
        return [Line(line, text) for line in broken]

    def width_of(self, text: str, size: float) -> float:
        """Return how wide a printable text is."""
        return sum(self.glyphs.font.cw[ord(sign)] for sign in text) * size * POINT / 1000

    def _fitted(self, text: str, size: float, width: float) -> str:
        lines = wrap(text, width, lambda part: self.width_of(part, size))
        return lines[0] if len(lines) == 1 else f"{lines[0][:-1]}…"

    def put(self, line: Line, width: float, align: str) -> None:
        """Write one line where the pen stands."""
        self._print(line.text, line.look, width, line.height, align)

    def _print(self, text: str, look: Text, width: float, height: float, align: str) -> None:
        """Write one line; bold is drawn with an outline, since many Japanese fonts have no second weight."""
        self.page.set_font(FAMILY, size=look.size)
        for colour in (self.page.set_text_color, self.page.set_draw_color):
            colour(GREY if look.is_grey else 0)
        with self.page.local_context(
            text_mode=TextMode.FILL_STROKE if look.is_bold else TextMode.FILL, line_width=look.size * 0.011
        ):
            self.page.c_margin = 0
            self.page.cell(width, height, text, align=align)

    def new_page(self) -> None:
        """Go on on a new page."""
        self.page.add_page()
        self.page.set_xy(MARGIN, MARGIN)

    def _name_missing(self) -> None:
        missing = list(self.glyphs.missing)
        named = "、".join(_code_points(sign) for sign in missing[:MOST_NAMED])
        self.space(3)
        self.write(
            _(
                "注意：「%(mark)s」の箇所などに、このPDFの書体で印刷できない文字があります(%(named)s)。",
                mark=GETA,
                named=named if len(missing) <= MOST_NAMED else f"{named} …",
            ),
            8.5,
            is_grey=True,
        )


def _code_points(sign: str) -> str:
    return " ".join(f"U+{ord(each):04X}" for each in sign)


def height_of(lines: Sequence[Line]) -> float:
    """Return how high lines are, one below the other."""
    return sum(line.height for line in lines)


def _row_height(cells: Sequence[Sequence[Line]]) -> float:
    return max(height_of(lines) for lines in cells) + 2 * PAD


def _fitting(lines: Sequence[Line], room: float) -> int:
    """Return how many of the lines fit into ``room``."""
    used = 0.0
    for number, line in enumerate(lines):
        used += line.height
        if used > room:
            return number
    return len(lines)
