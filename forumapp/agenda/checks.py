"""What an organiser should look at again: warnings, not walls. Pure; put in words by wording.py.

The codes follow the invariants of the domain: consecutive items touch (V1), a given end is start + minutes (V2),
a container spans its children (V3), nobody and no room is needed twice at once (V4), damaged names are
confirmed (V7), modes fit (V10).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack, Speaker
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.core.text.names import damaged_characters
from forumapp.core.text.times import UnreadableTime, parse_time
from forumapp.forums.models import Mode

_A_TIME = re.compile(r"(?:午前|午後)?\d{1,2}(?::\d{2}|h\d{2}|時(?:\d{1,2}分|半)?)")


@dataclass(frozen=True, slots=True)
class Caution:
    """A doubt about the item ``item_id`` (None: a parallel part without name).

    ``title``: the item's; ``other``: title of the item it disagrees with; ``name``: of a person, room or track;
    ``minutes``: length of a gap or overlap; ``time``: minute of the day that would be right.
    """

    code: str
    item_id: int | None
    title: str
    other: str = ""
    name: str = ""
    minutes: int = 0
    time: int = 0


def check(programme: Programme, mode: Mode = Mode.BOTH) -> list[Caution]:
    """Return every doubt in order of printing; ``mode`` is the forum's."""
    found = [*_alone(programme, mode), *_neighbours(programme), *_parallels(programme), *_end(programme)]
    order = {item.id: place for place, item in enumerate(programme.walk())}
    return sorted(found, key=lambda caution: order[caution.item_id])


def _alone(programme: Programme, mode: Mode) -> Iterator[Caution]:
    for item, track in placed(programme):
        if item.start is None and item.id is not None:
            yield Caution("start_unknown", item.id, item.title)
        if item.end is not None and _time_in(item.end_text) not in {None, item.end}:
            yield Caution("end_differs", item.id, item.title, name=item.end_text, time=item.end)
        if item.is_container and item.is_end_derived and item.minutes is not None:
            yield Caution("container_short", item.id, item.title, time=item.end or 0)
        for speaker in item.speakers:
            if speaker.is_damaged:
                yield Caution("name_damaged", item.id, item.title, name=speaker.name)
        if damaged_characters(item.title, is_name=False):
            yield Caution("title_damaged", item.id, item.title)
        if track is not None and _differ(item.mode, track.mode):
            yield Caution("mode_not_of_track", item.id, item.title, name=track.name)
        elif _differ(item.mode or (track.mode if track else None), mode):
            yield Caution("mode_not_of_forum", item.id, item.title)


def _neighbours(programme: Programme) -> Iterator[Caution]:
    for container, chain in _chains(programme):
        first = chain[0].start if chain else None
        if container and container.start is not None and first is not None and first < container.start:
            yield Caution("before_container", chain[0].id, chain[0].title, other=container.title)
    for before, after, apart in _steps(programme):
        if apart > 0 and not after.is_fixed:
            yield Caution("gap", after.id, after.title, other=before.title, minutes=apart)
        elif apart < 0:
            yield Caution("overlap", after.id, after.title, other=before.title, minutes=-apart)


def _steps(programme: Programme) -> Iterator[tuple[ProgrammeItem, ProgrammeItem, int]]:
    """Yield rows that follow each other, and the minutes between them; not those held at once on purpose."""
    for _container, chain in _chains(programme):
        for before, after in pairwise(chain):
            if before.end is None or after.start is None:
                continue
            if after.start >= before.end or not _beside(before, after):
                yield before, after, after.start - before.end


def _parallels(programme: Programme) -> Iterator[Caution]:
    told = {(before.id, after.id) for before, after, apart in _steps(programme) if apart < 0}
    people: dict[Hashable, list[tuple[ProgrammeItem, str]]] = defaultdict(list)
    rooms: dict[Hashable, list[tuple[ProgrammeItem, str]]] = defaultdict(list)
    for item, track in placed(programme):
        if item.is_container or item.start is None or item.end is None:
            continue
        for speaker in item.speakers:
            people[_identity(speaker)].append((item, speaker.name))
        room_id, room = (item.room_id, item.room) if item.room_id else (None, "")
        if room_id is None and track is not None:
            room_id, room = track.room_id, track.room
        if room_id is not None:
            rooms[room_id].append((item, room))
    yield from _clashes("person_twice", people.values(), told)
    yield from _clashes("room_twice", rooms.values(), told)


def _clashes(
    code: str,
    uses: Iterable[list[tuple[ProgrammeItem, str]]],
    told: Collection[tuple[int | None, int | None]],
) -> Iterator[Caution]:
    """Yield each use that meets an earlier one of the same thing; pairs in ``told`` are known as an overlap."""
    for items in uses:
        running: list[ProgrammeItem] = []
        for later, name in sorted(items, key=lambda use: (use[0].day, use[0].start or 0)):
            running = [item for item in running if _overlap(item, later)]
            beside = (item for item in running if (item.id, later.id) not in told)
            if earlier := next(beside, None):
                yield Caution(code, later.id, later.title, other=earlier.title, name=name)
            running.append(later)


def _end(programme: Programme) -> Iterator[Caution]:
    items = [item for item in programme.items if item.start is not None]
    if items and programme.end is None:
        last = max(items, key=lambda item: (item.day, item.start or 0))
        yield Caution("end_unknown", last.id, last.title)


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


def _chains(
    programme: Programme,
) -> Iterator[tuple[ProgrammeItem | None, Sequence[ProgrammeItem]]]:
    for day in programme.days:
        yield None, day.items
    for row in programme.walk():
        yield row, row.children
        for track in row.tracks:
            yield (row if row.id is not None else None), track.items


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
    return _starts(after) < _starts(before) and all(_apart(before, item) for item in inner)


def _starts(item: ProgrammeItem) -> int:
    return item.start or 0


def _apart(one: ProgrammeItem, other: ProgrammeItem) -> bool:
    """Say whether both name a room, and not the same one at the same time."""
    if one.room_id is None or other.room_id is None:
        return False
    known = None not in {one.start, one.end, other.start, other.end}
    return one.room_id != other.room_id or (known and not _overlap(one, other))


def _identity(speaker: Speaker) -> Hashable:
    return speaker.person_id or (speaker.organisation, speaker.family_name, speaker.given_name)


def _overlap(one: ProgrammeItem, other: ProgrammeItem) -> bool:
    assert one.start is not None
    assert one.end is not None
    assert other.start is not None
    assert other.end is not None
    return one.day == other.day and one.start < other.end and other.start < one.end


def _differ(own: Mode | None, around: Mode) -> bool:
    return own is not None and around is not Mode.BOTH and own is not around


def _time_in(text: str) -> int | None:
    found = _A_TIME.search(to_halfwidth(text).replace(" ", ""))
    try:
        return parse_time(found.group()) if found else None
    except UnreadableTime:
        return None
