"""Lists of a group work as PDF."""

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.paper.fonts import FontFile
from forumapp.core.paper.sheet import INNER, Cell, Row, Sheet, Text
from forumapp.groupwork.naming import round_name
from forumapp.groupwork.papers.kinds import ALL_ROUNDS, ONE_A_PAGE, title_of
from forumapp.groupwork.papers.lists import Lines, Listing, Part, listing
from forumapp.groupwork.queries.seating import Seating

LARGE = frozenset({"by-kana", "by-code", "by-organisation"})
"""Hangs on a wall: set larger."""


def paper(what: str, seated: Seating, round_: int, font: FontFile, language: str) -> bytes:
    """Return the PDF of a list."""
    forum = seated.work.forum
    title, listed = heading_of(what, seated, round_), listing(what, seated, round_)
    whole = f"{forum.title} {title}"
    sheet = Sheet(
        font, title=whole, author=forum.owner.name, language=language, written=clock.now(), foot=whole
    )
    if not seated.is_published:
        sheet.stamp(_("案"))
    widths = [width * INNER / sum(listed.widths) for width in listed.widths]
    size = 12 if what in LARGE else 10
    if what in ONE_A_PAGE:
        for number, part in enumerate(listed.parts):
            if number:
                sheet.new_page()
            _head(sheet, seated, title)
            _part(sheet, widths, listed, part, size)
    else:
        _head(sheet, seated, title)
        sheet.table(widths, listed.heads, [row for part in listed.parts for row in _rows(part, size)])
    return sheet.output()


def heading_of(what: str, seated: Seating, round_: int) -> str:
    """Return the name of a paper, with the round where there are several and it shows one of them."""
    if len(seated.rounds) == 1 or what in ALL_ROUNDS:
        return title_of(what)
    return _("%(title)s %(round)s", title=title_of(what), round=round_name(round_))


def state_of(seated: Seating) -> str:
    """Return of when a paper is: published at, or the draft of now."""
    zone = seated.work.forum.zone
    if seated.made_at is not None:
        return _("%(moment)s公開", moment=f"{clock.to_wall(seated.made_at, zone):%Y-%m-%d %H:%M}")
    return _("下書き　%(moment)s現在", moment=f"{clock.to_wall(clock.now(), zone):%Y-%m-%d %H:%M}")


def _head(sheet: Sheet, seated: Seating, title: str) -> None:
    sheet.write(seated.work.forum.title, 11, align="C")
    sheet.write(seated.work.item.title, 11, align="C")
    sheet.write(title, 16, is_bold=True, align="C")
    sheet.space(1)
    sheet.write(state_of(seated), 9, align="R", is_grey=True)
    sheet.space(1)


def _part(sheet: Sheet, widths: list[float], listed: Listing, part: Part, size: float) -> None:
    sheet.write(part.heading, 14, is_bold=True)
    for note in part.notes:
        sheet.write(note, 10)
    sheet.space(2)
    sheet.table(widths, listed.heads, [_row(cells, size) for cells in part.rows])


def _rows(part: Part, size: float) -> list[Row]:
    rows = [_row(cells, size) for cells in part.rows]
    if not part.heading:
        return rows
    told = [Text(part.heading, 11, is_bold=True), *(Text(note, 8.5) for note in part.notes)]
    return [Row([told], is_tinted=True, is_heading=True, outline=part.heading), *rows]


def _row(cells: list[Lines], size: float) -> Row:
    return Row([_cell(lines, size) for lines in cells])


def _cell(lines: Lines, size: float) -> Cell:
    return [
        Text(line, size if place == 0 else size - 1.5, by_word=place == 0) for place, line in enumerate(lines)
    ]
