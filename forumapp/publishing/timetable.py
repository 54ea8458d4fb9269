"""A programme too long for one page: one day, room or track at a time, as a list in order of time. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forumapp.agenda.checks.walking import placed
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack

LARGE = 150
"""From so many items on a page shows one day, until its reader asks for a room or a track."""
FILTERS = ("day", "room", "track")


@dataclass(frozen=True, slots=True)
class Slot:
    """An item with the track and the room it is held in: its own, or else the track's."""

    item: ProgrammeItem
    track: ProgrammeTrack | None
    room: str
    room_id: int | None


@dataclass(frozen=True, slots=True)
class Pick:
    """Something to choose: a day (from 1, with its date if the forum has one), a room or a track (their ids).

    ``count``: how many items are there.
    """

    id: int
    name: str
    name_en: str
    date: date | None
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one day by the minute at which they begin; ``date`` if the forum has one."""

    number: int
    date: date | None
    times: Sequence[tuple[int | None, Sequence[Slot]]]


@dataclass(frozen=True, slots=True)
class Timetable:
    """What one page shows, and what else there is to choose. ``by``: day, room or track."""

    by: str
    current: Pick
    parts: Sequence[Part]
    days: Sequence[Pick]
    rooms: Sequence[Pick]
    tracks: Sequence[Pick]


def is_large(programme: Programme) -> bool:
    """Say whether the programme is too long for one page."""
    return len(programme.items) > LARGE


def wanted(query: Mapping[str, str], programme: Programme) -> tuple[str, str] | None:
    """Return the filter that a query names (the first day of a long programme without one); None: show everything.

    Raises LookupError for two filters at once: their number has to stay small, since each page is kept.
    """
    named = [(name, query[name]) for name in FILTERS if name in query]
    if len(named) > 1:
        raise LookupError("one filter at a time")
    if named:
        return named[0]
    return ("day", str(programme.days[0].number + 1)) if is_large(programme) else None


def beginning(programme: Programme, first_day: date | None) -> Timetable | None:
    """Return what there is to choose of a long programme, with its first day; None for one that fits a page."""
    chosen = wanted({}, programme)
    return timetable(programme, first_day, *chosen) if chosen else None


def timetable(programme: Programme, first_day: date | None, by: str, value: str) -> Timetable:
    """Return one day, room or track of ``programme``. Raises LookupError if it has none of that name."""
    slots = [_slot(item, track) for item, track in placed(programme) if not item.is_container]
    picks = {name: _picks(name, slots, first_day, value if name == by else "") for name in FILTERS}
    current = next((pick for pick in picks[by] if pick.is_current), None)
    if current is None:
        raise LookupError(f"no {by} {value}")
    shown = [slot for slot in slots if _key(by, slot) == current.id]
    parts = list(_parts(shown, first_day))
    return Timetable(by, current, parts, picks["day"], picks["room"], picks["track"])


def _slot(item: ProgrammeItem, track: ProgrammeTrack | None) -> Slot:
    if item.room_id is None and track is not None:
        return Slot(item, track, track.room, track.room_id)
    return Slot(item, track, item.room, item.room_id)


def _key(by: str, slot: Slot) -> int | None:
    if by == "day":
        return slot.item.day + 1
    return slot.room_id if by == "room" else slot.track.id if slot.track else None


def _picks(by: str, slots: Sequence[Slot], first_day: date | None, value: str) -> list[Pick]:
    """Return what there is, in the order of the programme; rooms by name, since no release knows their order."""
    counts: Counter[int] = Counter()
    names: dict[int, tuple[str, str, date | None]] = {}
    for slot in slots:
        key = _key(by, slot)
        if key is not None:
            counts[key] += 1
            names.setdefault(key, _names(by, slot, first_day))
    found = [Pick(key, *names[key], counts[key], str(key) == value) for key in counts]
    return sorted(found, key=lambda pick: _in_order(pick.name)) if by == "room" else found


def _names(by: str, slot: Slot, first_day: date | None) -> tuple[str, str, date | None]:
    if by == "track" and slot.track is not None:
        return slot.track.name, slot.track.name_en, None
    if by == "room":
        return slot.room, "", None
    return "", "", first_day + timedelta(days=slot.item.day) if first_day else None


def _in_order(name: str) -> list[tuple[int, int, str]]:
    """Return a key that puts Hall 2 before Hall 10."""
    parts: list[str] = []
    for sign in name:
        if parts and parts[-1][-1].isdecimal() == sign.isdecimal():
            parts[-1] += sign
        else:
            parts.append(sign)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _parts(slots: Sequence[Slot], first_day: date | None) -> Iterator[Part]:
    days: dict[int, dict[int | None, list[Slot]]] = defaultdict(lambda: defaultdict(list))
    for slot in slots:
        days[slot.item.day][slot.item.start].append(slot)
    for number in sorted(days):
        times = sorted(days[number].items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
        ordered = [(minute, sorted(row, key=lambda slot: _in_order(slot.room))) for minute, row in times]
        yield Part(number, first_day + timedelta(days=number) if first_day else None, ordered)
