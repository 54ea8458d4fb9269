"""Ways through a programme that several checks share."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack
from forumapp.forums.models import Mode

DAY = 24 * 60


def placed(programme: Programme) -> Iterator[tuple[ProgrammeItem, ProgrammeTrack | None]]:
    """Yield every item with the track it stands in."""
    for day in programme.days:
        yield from _placed(day.items, None)


def _placed(
    items: Iterable[ProgrammeItem], track: ProgrammeTrack | None
) -> Iterator[tuple[ProgrammeItem, ProgrammeTrack | None]]:
    for item in items:
        yield item, track
        yield from _placed(item.children, track)
        for inner in item.tracks:
            yield from _placed(inner.items, inner)


class Walk:
    """A programme walked once for all checks.

    ``placed``: every row with its track; ``timed``: those in which something happens at a known time; ``steps``: rows
    that follow each other in time, with the minutes between them.
    """

    def __init__(self, programme: Programme) -> None:
        """Walk through ``programme``."""
        self.programme = programme
        self.placed = list(placed(programme))
        self.timed = [
            (item, track)
            for item, track in self.placed
            if not item.is_container and item.start is not None and item.end is not None
        ]
        self.steps = list(_steps(programme))
        self.tracks = programme.tracks


def chains(
    programme: Programme,
) -> Iterator[tuple[ProgrammeItem | None, Sequence[ProgrammeItem]]]:
    """Yield the rows that follow each other, with the container they stand in."""
    for day in programme.days:
        yield None, day.items
    for row in programme.walk():
        yield row, row.children
        for track in row.tracks:
            yield (row if row.id is not None else None), track.items


def begins(item: ProgrammeItem) -> int:
    """Return the start in minutes since midnight of the first day; 0 stands for an unknown time of day."""
    return item.day * DAY + (item.start or 0)


def finishes(item: ProgrammeItem) -> int:
    """Return the end in minutes since midnight of the first day."""
    return item.day * DAY + (item.end or 0)


def overlap(one: ProgrammeItem, other: ProgrammeItem) -> bool:
    """Say whether two timed items are held at once, also past midnight (23:50 and half an hour, and 0:10 next day)."""
    return begins(one) < finishes(other) and begins(other) < finishes(one)


def mode_of(item: ProgrammeItem, track: ProgrammeTrack | None, mode: Mode) -> Mode:
    """Return how an item is held: by itself, by its track or by the forum (``mode``)."""
    return item.mode or (track.mode if track else mode)


def first_of(track: ProgrammeTrack) -> ProgrammeItem:
    """Return the row at which a doubt about a track stands: its first."""
    return min(track.items, key=lambda item: (item.day, item.start is None, item.start or 0))


def _steps(programme: Programme) -> Iterator[tuple[ProgrammeItem, ProgrammeItem, int]]:
    """Yield rows that follow each other, and the minutes between them; not those held at once on purpose."""
    for _container, chain in chains(programme):
        for before, after in pairwise(chain):
            if before.end is None or after.start is None:
                continue
            if after.start >= before.end or not _beside(before, after):
                yield before, after, after.start - before.end


def _beside(before: ProgrammeItem, after: ProgrammeItem) -> bool:
    """Say whether two rows that overlap do so on purpose: each names a room of its own, as in a conference's track.

    A parallel part counts only if it begins before the row in front of it (a programme not in order of time), and
    none of its items needs that row's room meanwhile. In order of time its people are expected in both.
    """
    if before.id is None:
        return False
    if after.id is not None:
        return _apart(before, after)
    inner = [item for item in after.walk() if not item.is_container]
    in_front = _starts(after) < _starts(before)
    return in_front and bool(inner) and all(_apart(before, item) for item in inner)


def _starts(item: ProgrammeItem) -> int:
    return item.start or 0


def _apart(one: ProgrammeItem, other: ProgrammeItem) -> bool:
    """Say whether both name a room, and not the same one at the same time."""
    if one.room_id is None or other.room_id is None:
        return False
    known = None not in {one.start, one.end, other.start, other.end}
    return one.room_id != other.room_id or (known and not overlap(one, other))
