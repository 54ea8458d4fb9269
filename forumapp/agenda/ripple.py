"""What moves when an item is moved, stretched, added or taken out. Pure.

Items without a start follow the one before by themselves. What is left to decide are starts that are written down but
not fixed, and what shall *not* follow:

- SHIFT: later items follow; a start that is written down keeps its distance to what precedes it, up to a fixed one.
- SLOT: only this item changes; later ones keep the times that were printed.
- ABSORB: as SHIFT, but the next break gives (or takes) the minutes, so that what follows it keeps its time; a break
  stays LEAST_BREAK minutes long, what it cannot give moves on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from forumapp.agenda.models import LONGEST, Item, ItemKind, Track
from forumapp.agenda.programme import Programme
from forumapp.agenda.timetable import Timetable

LEAST_BREAK = 5
"""Minutes that a break keeps when it absorbs."""


class Ripple(StrEnum):
    """How a change concerns later items."""

    SHIFT = "shift"
    SLOT = "slot"
    ABSORB = "absorb"


@dataclass(frozen=True)
class Trace:
    """A timetable before a change: per item the start, and the end of what preceded it (minutes of the day)."""

    starts: dict[int, int | None] = field(default_factory=dict)
    cursors: dict[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """New values of an item that nobody touched: its written start, and the minutes of a break."""

    start: int | None
    minutes: int | None


def trace(items: Iterable[Item], tracks: Iterable[Track], opens: int | None) -> Trace:
    """Return where everything stands now; ``opens`` as for timetable.build."""
    walk = _Tracing(items, tracks)
    walk.programme(opens)
    return walk.trace


def settle(
    before: Trace,
    items: Collection[Item],
    tracks: Iterable[Track],
    opens: int | None,
    *,
    touched: Collection[int],
    how: Ripple,
) -> dict[int, Moved]:
    """Return by id what must change in other items after ``touched`` ones were changed, added, moved or withdrawn."""
    walk = _Settling(before, items, tracks, frozenset(touched), how)
    walk.programme(opens)
    return {
        item.id: moved
        for item in items
        if (moved := walk.moved.get(item.id)) is not None
        and (moved.start, moved.minutes) != (item.start, item.minutes)
    }


class _Tracing(Timetable):
    def __init__(self, items: Iterable[Item], tracks: Iterable[Track]) -> None:
        super().__init__(items, tracks)
        self.trace = Trace()
        self.opens: int | None = None

    def programme(self, opens: int | None) -> Programme:
        self.opens = opens
        return super().programme(opens)

    def start(self, item: Item, cursor: int | None) -> int | None:
        start = super().start(item, cursor)
        # What begins before the forum opens follows nothing: it has no distance to keep.
        is_early = cursor is not None and cursor == self.opens and start is not None and start < cursor
        self.trace.starts[item.id], self.trace.cursors[item.id] = start, None if is_early else cursor
        return start


class _Settling(Timetable):
    def __init__(
        self,
        before: Trace,
        items: Iterable[Item],
        tracks: Iterable[Track],
        touched: frozenset[int],
        how: Ripple,
    ) -> None:
        super().__init__(items, tracks)
        self.before, self.touched, self.how = before, touched, how
        self.moved: dict[int, Moved] = {}

    def start(self, item: Item, cursor: int | None) -> int | None:
        start = self._written_start(item, cursor)
        if start != item.start:
            self.moved[item.id] = Moved(start, item.minutes)
        return start if start is not None else cursor

    def _written_start(self, item: Item, cursor: int | None) -> int | None:
        was, followed = self.before.starts.get(item.id), self.before.cursors.get(item.id)
        if item.id in self.touched or item.is_fixed or was is None:
            return item.start
        if self.how is Ripple.SLOT:
            return was if item.start is None and cursor != was else item.start
        if item.start is None or followed is None or cursor is None:
            return item.start
        return cursor + was - followed

    def minutes(self, item: Item, start: int | None) -> int | None:
        was = self.before.starts.get(item.id)
        absorbs = self.how is Ripple.ABSORB and item.kind is ItemKind.BREAK and item.id not in self.touched
        if not absorbs or item.minutes is None or was is None or start is None:
            return item.minutes
        left = max(item.minutes - (start - was), min(item.minutes, LEAST_BREAK))
        minutes = min(left, LONGEST)
        if minutes != item.minutes:
            known = self.moved.get(item.id)
            self.moved[item.id] = Moved(known.start if known else item.start, minutes)
        return minutes
