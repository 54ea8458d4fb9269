"""Lines without a time: tracks, speakers, parts of a row, notes, and what does not belong to the programme."""

import re
from dataclasses import replace

from forumapp.agenda.models import ItemKind
from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.affiliations import affiliation_of
from forumapp.agenda.pasting.bodies import Body, annotate, read_body, trim
from forumapp.agenda.pasting.moments import Span, read_head
from forumapp.agenda.pasting.placing import Look
from forumapp.agenda.pasting.rows import RowReader
from forumapp.agenda.pasting.source import Line, split_bullet
from forumapp.agenda.pasting.speakers import doubtful_names, read_speakers
from forumapp.agenda.pasting.tree import PastedItem, PastedTrack

LONG_FOR_A_ROW = 40
_PARENS = re.compile(r"\s*[(（\[〔]([^()（）\[\]〔〕]{1,120})[)）\]〕]")
_ONLY_PARENS = re.compile(r"(?:\s*[(（〔][^()（）〔〕]{1,120}[)）〕]){1,6}\s*")
_QUOTED = re.compile(r"[「『“\"].*[」』”\"]。?|[~〜―—–-]{1,2}\s?\S.*")
_BRACKETED = re.compile(r"[【〔\[<《]\s?(?P<name>[^】〕\]>》]{1,80}?)\s?[】〕\]>》]\s?(?P<rest>.{0,40})")
_WHOLE = re.compile(r"(?:以下)?(?:全体|全員|合同|共通)(?:会|会議|会合|セッション)?(?:に戻る|\(.{0,10}\))?")
_NAMED_TRACK = re.compile(r"【部会\s?[:：]\s?(.{1,100}?)\s?】")
_ROOM_AFTER = re.compile(r"[\s/／]\s?(?:会場|場所|部屋)\s?[:：]\s?(.{1,60})$")
_ARROW = re.compile(r"[↓↑→⇩⇒▼▽|｜ \u3000]{1,10}|[-=＝―—_＿*＊~〜…・.|: ]{3,}")
_VAGUE_ENDS = ("部門", "担当者向け", "担当向け", "の部")
_SENTENCE = re.compile(r"[。．]\s*$")


class UntimedReader(RowReader):
    """Reads the lines without a time."""

    # --- outside ------------------------------------------------------------------------------------------

    def outside(self, line: Line, look: Look, text: str) -> bool:
        """Pass over what stands before and after the programme."""
        plan = self.plan
        has_rows = bool(plan.day.items)
        if not self.is_ended and has_rows and self._ends(line, look, text):
            self.is_ended = True
            if text != "以上":
                plan.doubt(line.number, "left_out")
        if self.is_ended or (not has_rows and self.is_fact(text)):
            plan.pasted.outside.append(line.number)
            return True
        return False

    def _ends(self, line: Line, look: Look, text: str) -> bool:
        if line.is_after_blank and _SENTENCE.search(text) and len(text) > 8:
            return True
        if words.ENDING.fullmatch(text.strip("【】〔〕[]<>《》 \u3000:：")):
            return True
        if self.heading_indent is None or self.plan.plenary is None or not (look.bullet or look.number):
            return False
        return line.indent <= self.heading_indent < self.plan.plenary.indent

    def is_fact(self, text: str) -> bool:
        """Say whether the line tells of the forum and not of its programme (会場：…)."""
        found = words.FACT.match(text)
        return found is not None and (found.group().rstrip()[-1] in ":：" or not self.plan.day.items)

    # --- untimed lines ------------------------------------------------------------------------------------

    def untimed(self, line: Line, look: Look, text: str) -> bool:
        """Read a line without a time."""
        if _WHOLE.fullmatch(text.strip("【】〔〕[]<>《》■● \u3000:：")):
            self.plan.leave_tracks()
            return True
        if _ARROW.fullmatch(text):
            self.plan.pasted.outside.append(line.number)
            return True
        if self._track(line, look, text) or self._section(line, look, text):
            return True
        if self.plan.last is None and self.is_timed and not self.plan.parallel:
            self.plan.pasted.outside.append(line.number)
            return True
        steps = (self._remark, self._speakers, self._part, self._title, self._row, self._wait)
        return any(step(line, look, text) for step in steps)

    def named_track(self, line: Line, look: Look, text: str) -> bool:
        """【部会:NAME】 begins a track, whatever stands around it."""
        named = _NAMED_TRACK.fullmatch(text)
        if named is not None:
            self.plan.begin_track(PastedTrack(line.number, named.group(1)), look, is_explicit=True)
        return named is not None

    def _track(self, line: Line, look: Look, text: str) -> bool:
        bracketed = _BRACKETED.fullmatch(text)
        name = bracketed["name"] if bracketed else text
        if _SENTENCE.search(text) or len(text) > 80 or words.SECTION.match(name) or read_speakers(text):
            return False
        if not self._is_track(line, look, name, bool(bracketed)):
            return False
        body = Body()
        whole = f"{name} {bracketed['rest']}".strip() if bracketed else text
        bare = trim(_PARENS.sub(lambda one: "" if annotate(one.group(1), body) else one.group(), whole))
        if room := _ROOM_AFTER.search(bare):
            bare, body.room = trim(bare[: room.start()]), room.group(1)
        self.plan.begin_track(PastedTrack(line.number, bare[:100]), look, body.mode, body.room)
        return True

    def _is_track(self, line: Line, look: Look, name: str, is_bracketed: bool) -> bool:
        plan, last = self.plan, self.plan.last
        is_marked = bool(look.number or look.bullet or is_bracketed)
        divides = last is not None and words.DIVISION.search(last.title) is not None and not last.speakers
        is_within = plan.parallel is not None or divides
        found = words.TRACK.match(name)
        if found and not found.group().endswith(_VAGUE_ENDS):
            return is_marked or is_within or line.number in self.before_time
        if found and (is_marked or is_within):
            return line.number in self.before_time or is_within
        is_listed = bool(look.number) or is_bracketed
        return is_listed and is_within and line.number in self.before_time

    def _section(self, line: Line, look: Look, text: str) -> bool:
        bracketed = _BRACKETED.fullmatch(text)
        is_section = words.SECTION.match(text) is not None
        if not is_section and not (
            bracketed and line.number in self.before_time and self.plan.parallel is None
        ):
            return False
        title = f"{bracketed['name']} {bracketed['rest']}".strip() if bracketed else text
        self.plan.frames, self.plan.parallel = [], None
        item = PastedItem(line.number, trim(title), ItemKind.CONTAINER)
        self.plan.add(item, look)
        self.plan.open(item, look, "section")
        return True

    def is_remark(self, line: Line, text: str) -> bool:
        """Say whether the line only adds to the row before it, in parentheses."""
        has_row = self.plan.last is not None and self.plan.last.title != ""
        return has_row and line.number not in self.before_label and _ONLY_PARENS.fullmatch(text) is not None

    def _remark(self, line: Line, _look: Look, text: str) -> bool:
        """(16:10終了) and the like on a line of its own."""
        last = self.plan.last
        if last is None or not self.is_remark(line, text):
            return False
        body = Body(span=Span(last.start, last.end, last.minutes, last.each, last.is_remainder))
        body.end_text, body.mode, body.room = last.end_text, last.mode, last.room
        if not all(annotate(one.group(1), body) for one in _PARENS.finditer(text)):
            return False
        last.start, last.end, last.minutes, last.each = (
            body.span.start,
            body.span.end,
            body.span.minutes,
            body.span.each,
        )
        last.is_remainder, last.is_optional = body.span.is_remainder, last.is_optional or body.is_optional
        last.end_text, last.mode, last.room = body.end_text, body.mode, body.room
        return True

    def _speakers(self, line: Line, _look: Look, text: str) -> bool:
        last = self.plan.last
        if last is None or (last.kind is ItemKind.BREAK and not words.ROLE_LABEL.match(text)):
            return False
        if (label := words.ROLE_LABEL.fullmatch(text)) and text[-1] not in "/／":
            self.role = (last, words.ROLES[label.group(1)])
            return True
        if not (found := read_speakers(text)):
            return False
        if self.role is not None and self.role[0] is last and words.ROLE_LABEL.match(text) is None:
            found = [replace(one, role=self.role[1]) for one in found]
        last.speakers += found
        for name in doubtful_names(found):
            self.plan.doubt(line.number, "ambiguous_name", name=name)
        return True

    def _part(self, line: Line, look: Look, text: str) -> bool:
        """(1) 甲市の取組 under a row: a part of it."""
        last = self.plan.last
        if last is None or not (look.number or look.bullet) or _SENTENCE.search(text):
            return False
        in_parts = bool(self.plan.frames) and self.plan.frames[-1].why == "parts"
        if in_parts and look == self.plan.last_look:
            self.add_row(line, look, read_body(text, Span()))
            return True
        if not self.is_part(look):
            return False
        body = read_body(text, Span())
        is_topic = last.kind is ItemKind.GROUP_WORK or (last.speakers and not body.speakers)
        if is_topic or not (look.number or body.speakers or last.each):
            self.note(line, text)
        else:
            self.add_row(line, look, body)
        return True

    def _title(self, line: Line, _look: Look, text: str) -> bool:
        last = self.plan.last
        if last is None:
            return False
        if not last.title:
            body = read_body(text, Span(last.start, last.end, last.minutes, last.each, last.is_remainder))
            last.title, last.kind = body.title, words.kind_of(body.title)
            last.speakers += body.speakers
            last.mode, last.is_optional = body.mode or last.mode, body.is_optional or last.is_optional
            return True
        if _QUOTED.fullmatch(text) and not last.speakers and len(last.title) + len(text) <= 300:
            last.title += text if text[0] in '「『“"' else f" {text}"
            return True
        return False

    def _row(self, line: Line, look: Look, text: str) -> bool:
        """A row that has no time of its own."""
        body = read_body(text, Span())
        known = next((kind for kind, form in words.KIND_WORDS if form.search(body.title)), None)
        if len(text) > 2 * LONG_FOR_A_ROW or _SENTENCE.search(text) or not body.title:
            return False
        if self.is_timed:
            is_alike = bool(look.number) and look == self.plan.plenary
            is_plain = known is not None and len(body.title) <= 12 and not look.bullet
            if not is_alike and not is_plain:
                return False
        elif (
            not look.number and not (self.is_headed and known is not None) and look != self.plan.plenary
        ) or (self.plan.last is None and not self.is_headed and known is None):
            return False
        self.add_row(line, look, body)
        return True

    def _wait(self, line: Line, _look: Look, text: str) -> bool:
        """Keep a line of nothing but an organisation: the name may stand on the next one."""
        found = affiliation_of(text.split()[:6])
        if (
            self.plan.last is None
            or not (found.organisation or found.title)
            or len(text) > 80
            or _SENTENCE.search(text)
        ):
            return False
        self.pending = (line, text)
        return True

    def joins_pending(self, line: Line) -> bool:
        """Read a waiting affiliation together with this line; if that gives no speaker, it becomes a note."""
        if self.pending is None:
            return False
        waiting, text = self.pending
        self.pending = None
        if (
            read_head(line.text) is None
            and (found := read_speakers(f"{text} {split_bullet(line.text)[1]}"))
            and self.plan.last
        ):
            self.plan.last.speakers += found
            for name in doubtful_names(found):
                self.plan.doubt(line.number, "ambiguous_name", name=name)
            return True
        self.lost(waiting, waiting.text)
        return False

    def give_up_pending(self) -> None:
        """At the end of the text nobody's name can follow any more."""
        if self.pending is not None:
            self.lost(self.pending[0], self.pending[1])
