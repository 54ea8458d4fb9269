"""What differs between two programmes, row by row, as people read them. Pure; put in words by difference_words.py."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from forumapp.agenda.checks.walking import placed
from forumapp.agenda.end_texts import followed
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack
from forumapp.forums.models import Mode

Point = tuple[int, int]
"""(day from 0, minute of that day)."""


@dataclass(frozen=True, slots=True)
class Row:
    """An item with the track it stands in."""

    item: ProgrammeItem
    track: ProgrammeTrack | None

    @property
    def room(self) -> str:
        """Return the printed room: its own or its track's."""
        return self.item.room or (self.track.room if self.track else "")

    @property
    def mode(self) -> Mode | None:
        """Return the printed mode: its own or its track's; None for the forum's."""
        return self.item.mode or (self.track.mode if self.track else None)

    @property
    def time(self) -> tuple[int, int | None, int | None]:
        """Return day, start and end."""
        return self.item.day, self.item.start, self.item.end


class Pair(NamedTuple):
    """The same item in both programmes."""

    before: Row
    after: Row

    @property
    def minutes(self) -> int | None:
        """Return by how many minutes it moved as a whole; None if its day or length is another, or a time is unknown."""
        (day, start, end), (new_day, new_start, new_end) = self.before.time, self.after.time
        if day != new_day or start is None or new_start is None:
            return None
        if end is None or new_end is None:
            return new_start - start if end is new_end else None
        return new_start - start if new_end - end == new_start - start else None


@dataclass(frozen=True)
class Difference:
    """Rows by what became of them; a row can stand in several. Containers only where they came, went or were renamed.

    ``shifted`` maps minutes (negative: earlier) to the rows that moved as a whole, ``retimed`` holds the others whose
    day, start or end is another. ``tracks`` have another name or other
    departments. ``end`` is the programme's end before and after, None when it stays.
    """

    added: tuple[Row, ...]
    withdrawn: tuple[Row, ...]
    shifted: dict[int, tuple[Pair, ...]]
    retimed: tuple[Pair, ...]
    renamed: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    relocated: tuple[Pair, ...]
    remoded: tuple[Pair, ...]
    recast: tuple[Pair, ...]
    annotated: tuple[Pair, ...]
    tracks: tuple[tuple[ProgrammeTrack, ProgrammeTrack], ...]
    end: tuple[Point | None, Point | None] | None

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        parts = (getattr(self, name) for name in self.__dataclass_fields__)
        return any(part for part in parts)

    @property
    def count(self) -> int:
        """Return how many lines a table of the changes has."""
        groups = ("added", "withdrawn", "moved_in_time", "renamed", "moved", "relocated", "remoded", "recast")
        return sum(len(getattr(self, name)) for name in (*groups, "annotated", "tracks"))

    @property
    def moved_in_time(self) -> tuple[Pair, ...]:
        """Return all whose time is another, in order of the new programme."""
        pairs = [pair for group in self.shifted.values() for pair in group] + list(self.retimed)
        return tuple(sorted(pairs, key=lambda pair: (pair.after.item.day, pair.after.item.start or 0)))


def compare(before: Programme, after: Programme) -> Difference:
    """Return what differs; items are the same if their ids are."""
    old, new = _rows(before), _rows(after)
    pairs = [Pair(old[ident], row) for ident, row in new.items() if ident in old]
    leaves = [pair for pair in pairs if not pair.after.item.is_container]
    shifted, retimed = _times(leaves)
    ends = (before.end, after.end)
    return Difference(
        added=tuple(row for ident, row in new.items() if ident not in old),
        withdrawn=tuple(row for ident, row in old.items() if ident not in new),
        shifted=shifted,
        retimed=retimed,
        renamed=_differing(pairs, lambda row: (row.item.title, row.item.title_en)),
        moved=_differing(leaves, lambda row: row.track.id if row.track else None),
        relocated=_differing(leaves, lambda row: row.room),
        remoded=_differing(leaves, lambda row: row.mode),
        recast=_differing(pairs, lambda row: [speaker.line for speaker in row.item.speakers]),
        annotated=tuple(pair for pair in pairs if _is_annotated(pair)),
        tracks=_tracks(before, after),
        end=ends if ends[0] != ends[1] else None,
    )


def _rows(programme: Programme) -> dict[int, Row]:
    return {item.id: Row(item, track) for item, track in placed(programme) if item.id is not None}


def _tracks(before: Programme, after: Programme) -> tuple[tuple[ProgrammeTrack, ProgrammeTrack], ...]:
    old = {track.id: track for track in before.tracks}
    pairs = [(old[track.id], track) for track in after.tracks if track.id in old]
    return tuple(pair for pair in pairs if _named(pair[0]) != _named(pair[1]))


def _named(track: ProgrammeTrack) -> tuple[str, str, tuple[str, ...]]:
    return track.name, track.name_en, track.departments


def _times(pairs: Iterable[Pair]) -> tuple[dict[int, tuple[Pair, ...]], tuple[Pair, ...]]:
    shifted: dict[int, list[Pair]] = defaultdict(list)
    retimed: list[Pair] = []
    for pair in pairs:
        if pair.before.time == pair.after.time:
            continue
        minutes = pair.minutes
        if minutes is None:
            retimed.append(pair)
        else:
            shifted[minutes].append(pair)
    return {minutes: tuple(group) for minutes, group in shifted.items()}, tuple(retimed)


def _differing(pairs: Iterable[Pair], seen: Callable[[Row], Any]) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if seen(pair.before) != seen(pair.after))


def _is_annotated(pair: Pair) -> bool:
    """Say whether the words beside the item differ; an end in words that followed its item says nothing new."""
    old, new = pair.before.item, pair.after.item
    if (old.note, old.is_optional) != (new.note, new.is_optional):
        return True
    return new.end_text not in {old.end_text, followed(old.end_text, old.end, new.end)}
