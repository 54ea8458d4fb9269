"""The state of reading, and what every kind of line does with it: add a row, keep a note."""

import re
from datetime import date
from itertools import pairwise

from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.bodies import Body
from forumapp.agenda.pasting.moments import RANGE, read_head
from forumapp.agenda.pasting.placing import MOST_FRAMES, Look, Plan
from forumapp.agenda.pasting.source import Line, split_bullet, split_number
from forumapp.agenda.pasting.tree import PastedItem
from forumapp.core.text.cleaning import to_halfwidth

_SENTENCE = re.compile(r"[。．]\s*$")


class RowReader:
    """What was read so far."""

    def __init__(self, lines: list[Line], today: date, known: date | None) -> None:
        self.plan = Plan()
        self.today, self.known = today, known
        self.is_timed = any(has_time(line) for line in lines)
        self.before_time = {line.number for line, after in pairwise(lines) if has_time(after)}
        self.before_label = {line.number for line, after in pairwise(lines) if after.text.startswith("内容")}
        self.is_headed = False
        self.heading_indent: int | None = None
        self.is_ended = False
        self.pending: tuple[Line, str] | None = None
        self.role: tuple[PastedItem, AppearanceRole] | None = None
        self.lost_lines = 0
        self.total = len(lines)

    def is_part(self, look: Look) -> bool:
        """Say whether a row without a time that looks so is a part of the row before it."""
        plan = self.plan
        if plan.last is None or plan.last.kind is ItemKind.BREAK or len(plan.frames) >= MOST_FRAMES:
            return False
        if plan.frames and plan.frames[-1].why == "parts":
            return False
        is_other = look.number not in {"", plan.last_look.number} or look.bullet not in {
            "",
            plan.last_look.bullet,
        }
        return (is_other or look.indent > plan.last_look.indent) and look != plan.plenary

    def add_row(self, line: Line, look: Look, body: Body) -> PastedItem:
        """Add a row with its doubts."""
        item = _item_of(line.number, body)
        plan = self.plan
        for code in body.span.troubles:
            plan.doubt(line.number, code)
        for name in body.doubtful:
            plan.doubt(line.number, "ambiguous_name", name=name)
        is_section = words.SECTION.match(item.title) is not None and not item.speakers
        if is_section:
            plan.frames, plan.parallel = [], None
        elif item.start is None and self.is_part(look) and look.number and plan.last is not None:
            plan.open(plan.last, plan.last_look, "parts")
        plan.add(item, look)
        if is_section:
            plan.open(item, look, "section")
        return item

    def note(self, line: Line, text: str) -> None:
        """Keep a line as a note of the row before it."""
        last = self.plan.last
        if last is None:
            self.plan.pasted.outside.append(line.number)
        else:
            last.note = f"{last.note}\n{text}" if last.note else text

    def lost(self, line: Line, text: str) -> None:
        """Keep a line that was not understood: it is marked, and a note of the row before it."""
        self.lost_lines += 1
        self.plan.doubt(line.number, "not_understood")
        self.note(line, text)


def has_time(line: Line) -> bool:
    """Say whether a line, or a cell of it, begins or ends with a time or a length."""
    text = split_bullet(line.text)[1]
    if any(read_head(part) is not None for part in (text, split_number(text)[1], *line.cells[:2])):
        return True
    if _SENTENCE.search(text):
        return False
    half = to_halfwidth(text[-40:])
    return any(found.end() >= len(half) - 2 for found in RANGE.finditer(half))


def _item_of(line: int, body: Body) -> PastedItem:
    span = body.span
    return PastedItem(
        line,
        body.title,
        words.kind_of(body.title),
        span.start,
        span.end,
        None if span.is_remainder else span.minutes,
        span.each,
        span.is_remainder,
        body.is_optional,
        body.mode,
        None,
        body.room,
        body.end_text,
        body.note,
        body.speakers,
    )
