"""Where a row belongs: the day, the container it stands in, its track, or back in the plenary."""

from dataclasses import dataclass, field
from datetime import date

from forumapp.agenda.models import ItemKind
from forumapp.agenda.pasting import words
from forumapp.agenda.pasting.tree import Doubt, Pasted, PastedDay, PastedItem, PastedTrack
from forumapp.forums.models import Mode

MOST_FRAMES = 2
"""Containers may stand two deep (agenda/services/items.py)."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a line looks; rows of one level look alike."""

    indent: int
    bullet: str = ""
    number: str = ""


@dataclass(slots=True)
class Frame:
    """A container that is open. ``why``: "explicit", "indent", "division", "section" or "parts"; ``look`` of its line."""

    item: PastedItem
    look: Look
    why: str


@dataclass(slots=True)
class Parallel:
    """Tracks that are open: latest end of each by name, the present one, and how rows inside look."""

    ends: dict[str, int] = field(default_factory=dict)
    name: str = ""
    mode: Mode | None = None
    room: str = ""
    cursor: int | None = None
    look: Look | None = None
    is_explicit: bool = False


class Plan:
    """The days as they grow; knows the open containers and tracks."""

    def __init__(self) -> None:
        self.pasted = Pasted(days=[PastedDay()])
        self.frames: list[Frame] = []
        self.parallel: Parallel | None = None
        self.last: PastedItem | None = None
        self.last_look = Look(0)
        self.plenary: Look | None = None

    @property
    def day(self) -> PastedDay:
        """Return the present day."""
        return self.pasted.days[-1]

    def doubt(self, line: int, code: str, **values: object) -> None:
        """Write a doubt down."""
        self.pasted.doubts.append(Doubt(line, code, dict(values)))

    def begin_day(self, line: int, day: date | None, *, is_next: bool) -> PastedDay:
        """Begin a day, unless the present one has no rows yet or is the same."""
        same = (self.day.day == day and day is not None) or (day is None and not is_next)
        if self.day.items and not same:
            self.pasted.days.append(PastedDay(line, day))
            self.frames, self.parallel, self.last, self.plenary = [], None, None, None
        elif not self.day.items:
            self.day.line = line
            self.day.day = day or self.day.day
        return self.day

    # --- rows ---------------------------------------------------------------------------------------------

    def add(self, item: PastedItem, look: Look) -> None:
        """Put a row where it belongs and remember it."""
        self._leave(item, look)
        if self.parallel is not None:
            item.track = self.parallel.name
            item.mode = item.mode or self.parallel.mode
            item.room = item.room or self.parallel.room
            self._note_end(item)
            self.parallel.look = self.parallel.look or look
        elif not self.frames and self.plenary is None:
            self.plenary = look
        self._siblings().append(item)
        self.last, self.last_look = item, look

    def _siblings(self) -> list[PastedItem]:
        return self.frames[-1].item.children if self.frames else self.day.items

    def _leave(self, item: PastedItem, look: Look) -> None:
        while self.frames and self._is_over(self.frames[-1], item, look):
            self._close()
        if self.parallel is not None and self._is_plenary(self.parallel, item, look):
            self.leave_tracks()
        if self._nests(item, look) and self.last is not None:
            self.open(self.last, self.last_look, "indent")

    def _is_over(self, frame: Frame, item: PastedItem, look: Look) -> bool:
        if frame.why in {"explicit", "indent"}:
            return look.indent <= frame.look.indent
        if frame.why == "parts":
            return item.start is not None or look == frame.look or look.indent < frame.look.indent
        if frame.why == "section":
            end = frame.item.end
            return end is not None and item.start is not None and item.start >= end
        return False

    def _close(self) -> None:
        frame = self.frames.pop()
        if frame.why == "division" or (self.parallel and not self.parallel.is_explicit and not self.frames):
            self.parallel = None if frame.item.track is None else self.parallel

    def _is_plenary(self, parallel: Parallel, item: PastedItem, look: Look) -> bool:
        """Say whether a row after tracks is for all again: it looks like the rows before, or its time says so."""
        if parallel.is_explicit or (self.frames and self.frames[-1].why != "division"):
            return False
        if self.plenary is not None and parallel.look not in {None, self.plenary}:
            return look == self.plenary
        if item.start is None or parallel.cursor is None or len(parallel.ends) < 2:
            return False
        latest = max(parallel.ends.values())
        if item.start < max(latest, parallel.cursor):
            return False
        return item.start > parallel.cursor or words.CLOSING.search(item.title) is not None

    def _nests(self, item: PastedItem, look: Look) -> bool:
        """Say whether a deeper row lies within the time of the row before it."""
        before = self.last
        if self.frames and self.frames[-1].item is before:
            return False
        if (
            before is None
            or before.start is None
            or item.start is None
            or look.indent <= self.last_look.indent
        ):
            return False
        if len(self.frames) >= MOST_FRAMES or before.speakers or item.start < before.start:
            return False
        end = before.end if before.end is not None else before.start + (before.minutes or 0)
        return item.start < end or (item.start == before.start and end == before.start)

    def _note_end(self, item: PastedItem) -> None:
        parallel = self.parallel
        assert parallel is not None
        start = item.start if item.start is not None else parallel.cursor
        end = item.end if item.end is not None and item.minutes is None else None
        if end is None and start is not None:
            end = start + (item.minutes or 0)
        if end is not None:
            parallel.cursor = end
            parallel.ends[parallel.name] = max(end, parallel.ends.get(parallel.name, 0))

    # --- containers and tracks ----------------------------------------------------------------------------

    def open(self, item: PastedItem, look: Look, why: str) -> None:
        """Let what follows stand in ``item``."""
        item.kind = ItemKind.CONTAINER
        self.frames.append(Frame(item, look, why))

    def begin_track(
        self,
        track: PastedTrack,
        look: Look,
        mode: Mode | None = None,
        room: str = "",
        *,
        is_explicit: bool = False,
    ) -> None:
        """Begin a track: in the open division, in the row before if it only names a time, else at the top."""
        while (
            self.frames
            and self.frames[-1].why in {"parts", "indent"}
            and self.frames[-1].item.track is not None
        ):
            self._close()
        before = self.last
        if (
            self.parallel is None
            and not self.frames
            and before is not None
            and not is_explicit
            and self._divides(before)
        ):
            self.open(before, self.last_look, "division")
        begins = self.frames[-1].item.start if self.frames else None
        known = self.parallel or Parallel()
        known.ends.setdefault(track.name, 0)
        self.parallel = Parallel(known.ends, track.name, mode, room, begins, known.look, is_explicit)
        self.day.tracks.append(track)
        self.last, self.last_look = None, look

    def _divides(self, before: PastedItem) -> bool:
        if before.speakers or before.track is not None or before not in self.day.items[-1:]:
            return False
        is_bare = before.minutes is None and before.end is None and before.each is None
        return is_bare or words.DIVISION.search(before.title) is not None

    def leave_tracks(self) -> None:
        """Go back to the plenary."""
        while self.frames and (self.frames[-1].why == "division" or self.frames[-1].item.track is not None):
            self.frames.pop()
        self.parallel = None
