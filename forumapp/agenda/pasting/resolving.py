"""When each row begins and ends as it follows from the rows before it, and the doubts that this raises.

The same rules as agenda/timetable.py, on what was pasted; every step looks at a row once.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from forumapp.agenda.models import LATEST, LONGEST, ItemKind
from forumapp.agenda.pasting.tree import Doubt, Pasted, PastedDay, PastedItem
from forumapp.core.text.names import damaged_characters, full_name

LAST_DAY = 30
LIMITS = {"title": 300, "end_text": 100, "note": 5000, "track": 100}
SPEAKER_LIMITS = {
    "organisation": 200, "unit": 200, "title": 200, "family_name": 80, "given_name": 80, "honorific": 10,
}  # fmt: skip


def resolve(pasted: Pasted, known: date | None) -> None:
    """Fill in beginnings and ends, and add the doubts of each row; doubts are left in order of lines."""
    doubts = pasted.doubts
    for day in pasted.days:
        _open(day.items)
        _chain(day.items, day.opens, None, doubts)
        _parallel_people(day, doubts)
    for item in pasted.walk():
        _alone(item, doubts)
    _dates(pasted, known)
    seen: dict[tuple[int, str, str], Doubt] = {}
    for doubt in doubts:
        seen.setdefault((doubt.line, doubt.code, repr(doubt.values)), doubt)
    pasted.doubts = sorted(seen.values(), key=lambda doubt: doubt.line)


def _open(items: Iterable[PastedItem]) -> None:
    """A container without a start begins with its first row."""
    for item in items:
        _open(item.children)
        if item.start is None and item.children:
            item.start = item.children[0].start


def _chain(
    items: Sequence[PastedItem], cursor: int | None, own: str | None, doubts: list[Doubt]
) -> int | None:
    """Resolve siblings; rows of other tracks than ``own`` that follow each other begin together. Return the latest end."""
    limits = _next_starts(items)
    latest: int | None = None
    before: dict[str | None, PastedItem] = {}
    fork: int | None = cursor
    ends: dict[str | None, int | None] = {}
    place = 0
    while place < len(items):
        item = items[place]
        if item.track in {None, own}:
            if ends:
                cursor, before = _later(ends.values()), {}
                ends = {}
            cursor = _one(item, cursor, limits[place], before.get(own), own, doubts)
            before[own], fork = item, cursor
        else:
            from_track = ends.get(item.track, fork)
            ends[item.track] = _one(
                item, from_track, limits[place], before.get(item.track), item.track, doubts
            )
            before[item.track] = item
        latest = _later((latest, item.ends))
        place += 1
    return latest


def _next_starts(items: Sequence[PastedItem]) -> list[int | None]:
    """Return for each row the next start that is written in its track or for all."""
    found: list[int | None] = [None] * len(items)
    plenary: int | None = None
    tracks: dict[str, int] = {}
    for place in range(len(items) - 1, -1, -1):
        item = items[place]
        found[place] = plenary if item.track is None else tracks.get(item.track, plenary)
        if item.start is not None and item.track is None:
            plenary, tracks = item.start, {}
        elif item.start is not None and item.track is not None:
            tracks[item.track] = item.start
    return found


def _one(
    item: PastedItem,
    cursor: int | None,
    limit: int | None,
    before: PastedItem | None,
    own: str | None,
    doubts: list[Doubt],
) -> int | None:
    item.begins = item.start if item.start is not None else cursor
    _spread(item)
    if item.minutes is None and item.end is not None and item.begins is not None:
        if 0 <= item.end - item.begins <= LONGEST:
            item.minutes = item.end - item.begins
            item.is_remainder = False
        else:
            doubts.append(Doubt(item.line, "end_before_start"))
    minutes = item.minutes
    if item.is_remainder and minutes is None and item.begins is not None and limit is not None:
        minutes = max(limit - item.begins, 0)
    end = item.begins + minutes if item.begins is not None and minutes is not None else None
    if item.kind is ItemKind.CONTAINER:
        below = _chain(item.children, item.begins, item.track or own, doubts)
        if below is not None and (end is None or below > end):
            if end is not None:
                doubts.append(Doubt(item.line, "container_short", {"time": below}))
            end = below
    item.ends = end
    _compare(item, before, doubts)
    return item.ends


def _spread(item: PastedItem) -> None:
    """各15分: the parts take so long; without parts, as long as there are speakers."""
    if item.each is None:
        return
    for child in item.children:
        if child.minutes is None and child.end is None and not child.is_remainder:
            child.minutes = item.each
    if not item.children and item.minutes is None and item.end is None and not item.is_remainder:
        item.minutes = min(item.each * max(len(item.speakers), 1), LONGEST)
        item.is_remainder = False


def _compare(item: PastedItem, before: PastedItem | None, doubts: list[Doubt]) -> None:
    if item.end is not None and item.ends is not None and item.end != item.ends:
        doubts.append(Doubt(item.line, "end_differs", {"written": item.end, "time": item.ends}))
    if before is None or before.ends is None or item.begins is None:
        return
    apart = item.begins - before.ends
    if apart:
        code = "gap" if apart > 0 else "overlap"
        doubts.append(Doubt(item.line, code, {"other": before.title, "minutes": abs(apart)}))


def _later(ends: Iterable[int | None]) -> int | None:
    return max((end for end in ends if end is not None), default=None)


def _alone(item: PastedItem, doubts: list[Doubt]) -> None:
    if not item.title:
        doubts.append(Doubt(item.line, "no_title"))
    if damaged_characters(item.title, is_name=False):
        doubts.append(Doubt(item.line, "damaged_character", {"name": item.title}))
    for speaker in item.speakers:
        name = full_name(speaker.family_name, speaker.given_name)
        if not speaker.family_name:
            doubts.append(Doubt(item.line, "no_name"))
        around = speaker.organisation + speaker.unit + speaker.title
        if damaged_characters(name) or damaged_characters(around, is_name=False):
            doubts.append(Doubt(item.line, "damaged_character", {"name": name}))
    too_long = [
        getattr(item, name) for name, limit in LIMITS.items() if len(getattr(item, name) or "") > limit
    ]
    for speaker in item.speakers:
        too_long += [
            getattr(speaker, name)
            for name, limit in SPEAKER_LIMITS.items()
            if len(getattr(speaker, name)) > limit
        ]
    if too_long:
        doubts.append(Doubt(item.line, "too_long"))
    if item.begins is not None and item.begins > LATEST:
        doubts.append(Doubt(item.line, "bad_time"))
        item.start = item.begins = item.ends = None


def _parallel_people(day: PastedDay, doubts: list[Doubt]) -> None:
    """The same person in two tracks at once; of each track only the row that ends last is kept."""
    people: dict[tuple[str, str, str], list[PastedItem]] = {}
    for item in day.walk():
        if item.begins is None or item.ends is None or item.children:
            continue
        for speaker in item.speakers:
            people.setdefault((speaker.organisation, speaker.family_name, speaker.given_name), []).append(
                item
            )
    for (_, family, given), items in people.items():
        running: PastedItem | None = None
        for item in sorted(items, key=lambda each: each.begins or 0):
            if (
                running is not None
                and running.track != item.track
                and (item.begins or 0) < (running.ends or 0)
            ):
                values: dict[str, object] = {"name": full_name(family, given), "other": running.title}
                doubts.append(Doubt(item.line, "same_speaker_parallel", values))
            if running is None or (item.ends or 0) >= (running.ends or 0):
                running = item


def _dates(pasted: Pasted, known: date | None) -> None:
    first = next((day.day for day in pasted.days if day.day), None)
    before = known - timedelta(days=1) if known else None
    for place, day in enumerate(pasted.days):
        if day.day is None and before is not None:
            day.day = before + timedelta(days=1)
        before = day.day
        if day.day and known and not 0 <= (day.day - known).days <= LAST_DAY:
            pasted.doubts.append(Doubt(day.line, "date_differs", {"date": day.day, "known": known}))
        elif day.day and first and not place <= (day.day - first).days <= LAST_DAY:
            pasted.doubts.append(Doubt(day.line, "date_order", {"date": day.day}))
