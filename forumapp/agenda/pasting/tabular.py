"""Rows of a pasted table become rows of the programme."""

from datetime import date

from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.bodies import read_body
from forumapp.agenda.pasting.days import read_day
from forumapp.agenda.pasting.labels import people
from forumapp.agenda.pasting.moments import CLOCK, LENGTH, Span, clock_of, length_of, read_head
from forumapp.agenda.pasting.placing import MOST_FRAMES, Look
from forumapp.agenda.pasting.source import Line
from forumapp.agenda.pasting.speakers import read_speakers
from forumapp.agenda.pasting.tables import TableRow, header_of, read_row
from forumapp.agenda.pasting.tree import PastedTrack
from forumapp.agenda.pasting.untimed import UntimedReader
from forumapp.core.text.cleaning import to_halfwidth

EVERYBODY = {"全体", "全体会", "全員", "共通", "合同", "全て", "すべて"}
PART = "row"
"""How parts of a row look that stand under it in a table."""


class TableReader(UntimedReader):
    """Adds the rows of tables; a header row says what the columns hold until the next one."""

    def __init__(self, lines: list[Line], today: date, known: date | None) -> None:
        super().__init__(lines, today, known)
        self.columns: list[str] | None = None

    def take_table(self, line: Line) -> bool:
        """Read a row of a table; False if it is none."""
        if (header := header_of(line.cells)) is not None:
            self.columns, self.is_headed, self.is_ended = header, True, False
            return True
        row = read_row(line.cells, self.columns)
        if row is None:
            return False
        if row["day"] and (named := read_day(row["day"], line.number, self.known_day(), self.today)):
            self.plan.pasted.doubts += named.doubts
            is_next = named.number is not None and named.number > 1
            self.plan.begin_day(line.number, named.day, is_next=is_next)
        head = read_head(row["time"]) if row["time"] else (Span(), "")
        if head is None or (not row["title"] and not row.parallel and not row["speakers"] and not head[1]):
            return False
        span, rest = head
        _complete(span, row)
        self._place(line, row, span, f"{rest} {row['title']}".strip())
        return True

    def known_day(self) -> date | None:
        """Return a day of the forum, for dates without a year."""
        return next((day.day for day in reversed(self.plan.pasted.days) if day.day), self.known)

    def _place(self, line: Line, row: TableRow, span: Span, title: str) -> None:
        look = Look(line.indent)
        if row.parallel:
            for name, text in row.parallel:
                self.plan.begin_track(PastedTrack(line.number, name[:100]), look)
                again = Span(span.start, span.end, span.minutes, span.each, span.is_remainder)
                self.add_row(line, look, read_body(text, again))
            if not title:
                return
        self._choose_track(line, row, look)
        if not title:
            self._more_people(line, row)
            return
        if row["time"] or self.plan.last is None or span != Span():
            self.add_row(line, look, read_body(title, span))
        elif not row["speakers"] and (found := read_speakers(title)):
            self.plan.last.speakers += found
            return
        elif self.plan.last.speakers and self.plan.last_look.number != PART:
            self.lost(line, title)
            return
        else:
            if len(self.plan.frames) < MOST_FRAMES and self.plan.last_look.number != PART:
                self.plan.open(self.plan.last, self.plan.last_look, "parts")
            self.add_row(line, Look(line.indent, number=PART), read_body(title, span))
        self._details(line, row)

    def _choose_track(self, line: Line, row: TableRow, look: Look) -> None:
        name, open_track = row["track"], self.plan.parallel.name if self.plan.parallel else ""
        if name and name not in EVERYBODY:
            if name != open_track:
                self.plan.begin_track(PastedTrack(line.number, name[:100]), look)
        elif (
            open_track
            and (name or row["title"])
            and self.columns
            and ("track" in self.columns or not row.parallel)
        ):
            self.plan.leave_tracks()

    def _more_people(self, line: Line, row: TableRow) -> None:
        if self.plan.last is not None and not people(_person(row), self.plan, line.number):
            self.lost(line, line.text)

    def _details(self, line: Line, row: TableRow) -> None:
        last = self.plan.last
        assert last is not None
        last.mode = words.mode_of(to_halfwidth(row["mode"])) or last.mode
        last.room = row["room"] or last.room
        person = _person(row)
        if person and not people(person, self.plan, line.number):
            last.note = f"{last.note}\n{person}" if last.note else person
        if row["note"]:
            last.note = f"{last.note}\n{row['note']}" if last.note else row["note"]


def _person(row: TableRow) -> str:
    return " ".join(row[column] for column in ("organisation", "unit", "job", "speakers") if row[column])


def _complete(span: Span, row: TableRow) -> None:
    """Take end and length from their own columns."""
    if found := CLOCK.search(to_halfwidth(row["end"])):
        span.end = clock_of(found.group(), span)
    half = to_halfwidth(row["minutes"])
    if length := LENGTH.search(half):
        span.minutes = length_of(length.group())
    elif half.isdigit() and len(half) < 5:
        span.minutes = length_of(f"{half}分")
    if half and span.minutes is None:
        span.troubles.append("bad_length")
