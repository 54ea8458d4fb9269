"""From text to a programme: each line is a day, a row, a speaker, a track, a note, or not understood."""

import re
from datetime import date

from forumapp.agenda.pasting import labels, words
from forumapp.agenda.pasting.bodies import Body, read_body
from forumapp.agenda.pasting.days import NamedDay, read_day
from forumapp.agenda.pasting.errors import Unreadable
from forumapp.agenda.pasting.moments import CLOCK, RANGE, Span, read_head, take_range
from forumapp.agenda.pasting.placing import Look
from forumapp.agenda.pasting.resolving import resolve
from forumapp.agenda.pasting.source import LONGEST_LINE, NOTE_MARK, Line, lines_of, split_bullet, split_number
from forumapp.agenda.pasting.tabular import TableReader
from forumapp.agenda.pasting.tree import Pasted
from forumapp.core.text.cleaning import to_halfwidth

_TIMES_AFTER = re.compile(rf"\s*[(（\[【]?\s?(?:{RANGE.pattern})\s?[)）\]】]?(?=$|[\s(（])", re.IGNORECASE)
_SENTENCE = re.compile(r"[。．!?！？]\s*$")
LONG_FOR_A_TITLE = 60


def read(text: str, *, today: date, known: date | None = None, opens: int | None = None) -> Pasted:
    """Return what was understood of ``text``; ``known``: the forum's day, for dates without a year (else ``today``);
    ``opens``: minute at which its first row begins if nothing else is written.

    Raises Unreadable if it is too long or no programme.
    """
    lines = lines_of(text)
    reader = _Reader(lines, today, known)
    for line in lines:
        reader.take(line)
    pasted = reader.finish()
    if pasted.days[0].opens is None:
        pasted.days[0].opens = opens
    resolve(pasted, known)
    return pasted


class _Reader(TableReader):
    # --- one line -----------------------------------------------------------------------------------------

    def take(self, line: Line) -> None:
        """Read one line."""
        if len(line.text) > LONGEST_LINE:
            self.lost(line, line.text)
        elif not (line.cells and self.take_table(line)) and not self.joins_pending(line):
            self._line(line)

    def _line(self, line: Line) -> None:
        bullet, text = split_bullet(line.text)
        if bullet == NOTE_MARK:
            self.note(line, text)
            return
        if read_head(text) is None:
            number, text = split_number(text)
        else:
            number = ""
        look = Look(line.indent, bullet, number)
        steps = (
            self._label,
            self.named_track,
            self._day,
            self._heading,
            self._timed,
            self.outside,
            self.untimed,
        )
        if not any(step(line, look, text) for step in steps):
            self.lost(line, line.text)

    def _label(self, line: Line, _look: Look, text: str) -> bool:
        if self.plan.last is None or (found := labels.read_label(text)) is None:
            return False
        labels.apply(found, self.plan, line.number)
        return True

    def _day(self, line: Line, look: Look, text: str) -> bool:
        named = read_day(text, line.number, self.known_day(), self.today)
        if named is None or (named.rest and not named.is_fact and not self._may_follow_day(named)):
            return False
        self.plan.pasted.doubts += named.doubts
        is_next = named.number is not None and named.number > 1
        day = self.plan.begin_day(line.number, named.day, is_next=is_next)
        self.is_ended = False
        head = read_head(named.rest)
        if head is None:
            return True
        if named.is_fact or not read_body(head[1], Span()).title:
            day.opens = head[0].start
            return True
        return self._timed(line, look, named.rest)

    def _may_follow_day(self, named: NamedDay) -> bool:
        if read_head(named.rest) is not None:
            return True
        return (
            len(named.rest) <= 40 and not _SENTENCE.search(named.rest) and not self._has_late_time(named.rest)
        )

    def _has_late_time(self, text: str) -> bool:
        return CLOCK.search(to_halfwidth(text)) is not None

    def _heading(self, line: Line, look: Look, text: str) -> bool:
        bare = re.sub(r"\s", "", to_halfwidth(text.strip("【】〔〕[]<>《》■□●○◆◇＜＞ \u3000:："))).lower()
        if not words.HEADING.fullmatch(bare) or (
            self.plan.day.items and (look.number or bare in {"議題", "内容"})
        ):
            return False
        self.is_headed, self.is_ended, self.heading_indent = True, False, line.indent
        return True

    # --- rows with a time ---------------------------------------------------------------------------------

    def _timed(self, line: Line, look: Look, text: str) -> bool:
        if self.is_remark(line, text):
            return False
        if head := read_head(text):
            return self._headed(line, look, *head)
        if _SENTENCE.search(text) or self.is_fact(text):
            return False
        return self._time_after(line, look, text)

    def _headed(self, line: Line, look: Look, span: Span, rest: str) -> bool:
        if self.is_ended and self.heading_indent is not None and line.indent < self.heading_indent:
            return False
        if len(rest) > LONG_FOR_A_TITLE and rest.rstrip().endswith("。"):
            return False
        more = _TIMES_AFTER.search(to_halfwidth(rest))
        if (
            more
            and span.end is None
            and span.minutes is None
            and rest[more.end() :].strip() == ""
            and more.start() > 0
            and more["to"]
        ):
            again = Span()
            take_range(more, again)
            if again.start == span.start:
                span, rest = again, rest[: more.start()]
        body = read_body(rest, span)
        self.is_ended = False
        if not body.title and line.number not in self.before_label and self._completes(span):
            return True
        self.add_row(line, look, body)
        return True

    def _completes(self, span: Span) -> bool:
        """Take a time on a line of its own for the row before it, which begins then and tells no end."""
        last = self.plan.last
        if last is None or not last.title or span.start is None or last.start != span.start:
            return False
        if last.end is not None or last.minutes is not None:
            return False
        last.end, last.minutes = span.end, span.minutes
        return True

    def _time_after(self, line: Line, look: Look, text: str) -> bool:
        """受付 13:15 開場 13:30; 開会挨拶（13:30〜13:40）; 休憩 10分."""
        half = to_halfwidth(text)
        found = list(_TIMES_AFTER.finditer(half))
        if len(found) > 1 and found[0].start() > 0 and not text[found[-1].end() :].strip():
            parts = [
                text[a:b]
                for a, b in zip(
                    [0, *(one.end() for one in found)], [one.start() for one in found], strict=False
                )
            ]
            if all(part.strip() and len(part) <= 20 for part in parts):
                for part, one in zip(parts, found, strict=True):
                    span = Span()
                    take_range(one, span)
                    self.add_row(line, look, read_body(part, span))
                return True
        if len(found) == 1 and found[0].start() > 0 and found[0].start() <= LONG_FOR_A_TITLE:
            span = Span()
            take_range(found[0], span)
            body = read_body(text[: found[0].start()] + " " + text[found[0].end() :], span)
            return self._titled(line, look, body)
        body = read_body(text, Span())
        has_length = body.span.minutes is not None or body.span.is_remainder or body.span.start is not None
        is_part = body.span.each is not None and self.plan.last is None
        if not has_length and not is_part and body.span.each is None and not body.span.troubles:
            return False
        return self._titled(line, look, body)

    def _titled(self, line: Line, look: Look, body: Body) -> bool:
        if not body.title and not body.speakers:
            return False
        self.is_ended = False
        self.add_row(line, look, body)
        return True

    # --- the whole ----------------------------------------------------------------------------------------

    def finish(self) -> Pasted:
        """Return the programme, if it is one."""
        self.give_up_pending()
        pasted = self.plan.pasted
        pasted.days = [day for day in pasted.days if day.items]
        rows = sum(1 for _ in pasted.walk())
        inside = max(self.total - len(pasted.outside), 1)
        is_enough = rows > 1 or self.is_headed or 2 * (inside - self.lost_lines) >= inside
        if not rows or not is_enough or self.lost_lines > 4 * rows:
            raise Unreadable("no_programme")
        return pasted
