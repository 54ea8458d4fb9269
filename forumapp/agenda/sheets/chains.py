"""What each row's times depend on: the end of the row before, the latest end of parallel tracks, a start of its own. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forumapp.agenda.models import Item
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell that another one refers to: the start or the end in row ``line`` (from 0)."""

    line: int
    is_start: bool = False


@dataclass(slots=True)
class Line:
    """A row of the workbook. ``after``: cells whose latest time begins it (with ``gap`` minutes between); none: a plain time.

    ``holds``: cells whose latest time ends it, for a row that contains others; ``until``: the row whose start ends it.
    """

    item: ProgrammeItem
    track: ProgrammeTrack | None
    parent: ProgrammeItem | None
    after: tuple[Ref, ...] = ()
    gap: int = 0
    holds: tuple[Ref, ...] = ()
    until: int | None = None


@dataclass
class Chains:
    """Walks a programme in order of printing; ``stored`` are the draft's rows by id."""

    stored: Mapping[int, Item]
    lines: list[Line] = field(default_factory=list)
    _limits: dict[int, int] = field(default_factory=dict)

    def walk(self, programme: Programme) -> list[Line]:
        """Return the rows of all days."""
        for day in programme.days:
            self._chain(day.items, (), None, None, None)
        places = {line.item.id: place for place, line in enumerate(self.lines)}
        for place, limit in self._limits.items():
            self.lines[place].until = places[limit]
        return self.lines

    def _chain(
        self,
        items: Sequence[ProgrammeItem],
        refs: tuple[Ref, ...],
        cursor: int | None,
        track: ProgrammeTrack | None,
        parent: ProgrammeItem | None,
    ) -> None:
        for place, item in enumerate(items):
            if item.id is None:
                refs = self._tracks(item.tracks, refs, cursor, parent)
            else:
                number = self._row(item, refs, cursor, track, parent, items[place + 1 :])
                refs = (Ref(number),) if item.end is not None else ()
            cursor = item.end

    def _tracks(
        self,
        tracks: Sequence[ProgrammeTrack],
        refs: tuple[Ref, ...],
        cursor: int | None,
        parent: ProgrammeItem | None,
    ) -> tuple[Ref, ...]:
        ends: tuple[Ref, ...] = ()
        for track in tracks:
            first = len(self.lines)
            self._chain(track.items, refs, cursor, track, parent)
            ends += self._latest(first, track.items, track.end)
        return ends

    def _latest(self, first: int, items: Sequence[ProgrammeItem], end: int | None) -> tuple[Ref, ...]:
        """Return the last of these rows that ends at ``end``."""
        own = {item.id for item in items}
        places = range(len(self.lines) - 1, first - 1, -1)
        ends = [
            place
            for place in places
            if self.lines[place].item.id in own and self.lines[place].item.end == end
        ]
        return (Ref(ends[0]),) if ends and end is not None else ()

    def _row(
        self,
        item: ProgrammeItem,
        refs: tuple[Ref, ...],
        cursor: int | None,
        track: ProgrammeTrack | None,
        parent: ProgrammeItem | None,
        later: Sequence[ProgrammeItem],
    ) -> int:
        number = len(self.lines)
        line = Line(item, track, parent)
        is_limit = item.id in self._limits.values()
        if refs and cursor is not None and item.start is not None and not item.is_fixed and not is_limit:
            line.after, line.gap = refs, item.start - cursor
        self.lines.append(line)
        if item.is_container:
            inner = (Ref(number, is_start=True),) if item.start is not None else ()
            first = len(self.lines)
            self._chain(item.children, inner, item.start, track, item)
            line.holds = self._latest(first, item.children, max(_ends(item.children), default=None))
            line.holds += self._tracks(item.tracks, inner, item.start, item)
            if not item.is_end_derived:
                line.holds = ()
        elif item.is_remainder and item.end is not None and (limit := self._limit(later)) is not None:
            self._limits[number] = limit
        return number

    def _limit(self, later: Sequence[ProgrammeItem]) -> int | None:
        """Return the id of the item whose own start ends a remainder, as timetable.py finds it."""
        rows = (row for item in later for row in (item.tracks[0].items if item.id is None else (item,)))
        found = (row.id for row in rows if row.id is not None and self.stored[row.id].start is not None)
        return next(found, None)


def _ends(items: Sequence[ProgrammeItem]) -> list[int]:
    return [item.end for item in items if item.end is not None]
