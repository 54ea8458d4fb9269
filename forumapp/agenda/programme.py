"""The programme as people read it: frozen, pure, and storable as JSON (releases).

Times are minutes of the day in the forum's zone, also past 24 hours; ``day`` counts from the forum's first day.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from forumapp.agenda.models import ItemKind
from forumapp.core.text.names import full_name
from forumapp.forums.models import Mode


@dataclass(frozen=True, slots=True)
class Speaker:
    """A printed line of somebody who appears. ``is_damaged``: the name lost characters and nobody confirmed it."""

    appearance_id: int
    person_id: int | None = None
    role: str = "speaker"
    organisation: str = ""
    unit: str = ""
    title: str = ""
    family_name: str = ""
    given_name: str = ""
    honorific: str = ""
    is_damaged: bool = False
    is_withheld: bool = False

    @property
    def affiliation(self) -> str:
        """Return organisation and unit as Japanese prints them, without a blank between kanji."""
        latin = (self.organisation[-1:] + self.unit[:1]).isascii()
        return (" " if latin else "").join(part for part in (self.organisation, self.unit) if part)

    @property
    def name(self) -> str:
        """Return family and given name with the honorific; empty when the name is withheld."""
        name = full_name(self.family_name, self.given_name)
        return f"{name}{self.honorific}" if name else ""

    @property
    def line(self) -> str:
        """Return the whole line: 広島県総務局デジタル基盤整備課 課長 山田 正彦氏."""
        return " ".join(part for part in (self.affiliation, self.title, self.name) if part)


@dataclass(frozen=True, slots=True)
class ProgrammeTrack:
    """What one track does within a parallel part. ``departments``: names of the categories it is for."""

    id: int
    name: str
    name_en: str = ""
    mode: Mode = Mode.BOTH
    room: str = ""
    room_id: int | None = None
    departments: tuple[str, ...] = ()
    items: tuple["ProgrammeItem", ...] = ()

    @property
    def start(self) -> int | None:
        """Return when the first of its items begins."""
        return min((item.start for item in self.items if item.start is not None), default=None)

    @property
    def end(self) -> int | None:
        """Return when the last of its items ends."""
        return max((item.end for item in self.items if item.end is not None), default=None)


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A row. A parallel part that nobody named is a container without ``id`` and title.

    ``minutes`` as given, or what a remainder item gets; ``is_end_derived``: the children say when it ends.
    ``mode`` and ``room`` are the item's own; empty means those of its track or of the forum.
    """

    id: int | None
    kind: ItemKind
    title: str = ""
    title_en: str = ""
    day: int = 0
    start: int | None = None
    end: int | None = None
    minutes: int | None = None
    is_end_derived: bool = False
    is_fixed: bool = False
    is_remainder: bool = False
    is_optional: bool = False
    mode: Mode | None = None
    room: str = ""
    room_id: int | None = None
    track_id: int | None = None
    end_text: str = ""
    note: str = ""
    speakers: tuple[Speaker, ...] = ()
    children: tuple["ProgrammeItem", ...] = ()
    tracks: tuple[ProgrammeTrack, ...] = ()

    @property
    def is_container(self) -> bool:
        """Say whether it only holds others."""
        return self.kind is ItemKind.CONTAINER

    def walk(self) -> Iterator["ProgrammeItem"]:
        """Yield the item and all below it in order of printing."""
        yield self
        for child in self.children:
            yield from child.walk()
        for track in self.tracks:
            for item in track.items:
                yield from item.walk()


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """The rows of one day in order of time."""

    number: int
    items: tuple[ProgrammeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Attended:
    """What one person attends: their rows, from when to when, and where they are last.

    ``start`` and ``end`` are (day, minute of that day); ``mode`` and ``room`` those of the track, if they have one.
    """

    programme: "Programme"
    start: tuple[int, int] | None
    end: tuple[int, int] | None
    mode: Mode | None
    room: str


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme (次第) of a forum; empty for a forum of which nothing is known yet."""

    days: tuple[ProgrammeDay, ...] = ()

    def walk(self) -> Iterator[ProgrammeItem]:
        """Yield every row of every day."""
        for day in self.days:
            for item in day.items:
                yield from item.walk()

    @property
    def items(self) -> tuple[ProgrammeItem, ...]:
        """Return the items in which something happens (all but containers)."""
        return tuple(item for item in self.walk() if not item.is_container)

    @property
    def titles_en(self) -> dict[int, str]:
        """Return what items are called in English, by their ids, as far as they have such a title."""
        return {row.id: row.title_en for row in self.walk() if row.id is not None and row.title_en}

    @property
    def tracks(self) -> tuple[ProgrammeTrack, ...]:
        """Return each track once, in order of appearance, with all its items."""
        found: dict[int, ProgrammeTrack] = {}
        for row in self.walk():
            for track in row.tracks:
                known = found.get(track.id)
                found[track.id] = replace(known, items=known.items + track.items) if known else track
        return tuple(found.values())

    @property
    def start(self) -> tuple[int, int] | None:
        """Return (day, minute) of the first beginning."""
        return min(((item.day, item.start) for item in self.walk() if item.start is not None), default=None)

    @property
    def end(self) -> tuple[int, int] | None:
        """Return (day, minute) of the latest end of all tracks; None when the last item has none."""
        ends = ((item.day, item.end) for item in self.walk() if item.end is not None)
        latest = max(ends, default=None)
        still_open = (
            (item.day, item.start) for item in self.items if item.end is None and item.start is not None
        )
        last_open = max(still_open, default=None)
        return None if latest is None or (last_open is not None and last_open >= latest) else latest

    def attended_by(self, track_id: int | None) -> Attended:
        """Return what a person of this track attends; without a track, everything (V9)."""
        mine = self
        track = None
        if track_id is not None:
            mine = Programme(tuple(_day_of_track(day, track_id) for day in self.days))
            track = next((track for track in mine.tracks if track.id == track_id), None)
        return Attended(
            mine, mine.start, mine.end, track.mode if track else None, track.room if track else ""
        )

    def for_the_public(self) -> "Programme":
        """Return it without the names that lost characters and were not confirmed (V7)."""
        days = (replace(day, items=tuple(_withheld(item) for item in day.items)) for day in self.days)
        return Programme(tuple(days))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        content: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return content


def moment(first_day: date, point: tuple[int, int]) -> datetime:
    """Return the naive wall time of (day, minute) for a forum that begins on ``first_day``."""
    day, minute = point
    return datetime.combine(first_day, time.min) + timedelta(days=day, minutes=minute)


def from_json(content: dict[str, Any]) -> Programme:
    """Read what :meth:`Programme.to_json` gave."""
    days = (ProgrammeDay(day["number"], _items_from(day["items"])) for day in content["days"])
    return Programme(tuple(days))


def _items_from(rows: list[dict[str, Any]]) -> tuple[ProgrammeItem, ...]:
    return tuple(
        ProgrammeItem(
            **{
                **row,
                "kind": ItemKind(row["kind"]),
                "mode": Mode(row["mode"]) if row["mode"] else None,
                "speakers": tuple(Speaker(**speaker) for speaker in row["speakers"]),
                "children": _items_from(row["children"]),
                "tracks": tuple(_track_from(track) for track in row["tracks"]),
            }
        )
        for row in rows
    )


def _track_from(row: dict[str, Any]) -> ProgrammeTrack:
    values = {
        "mode": Mode(row["mode"]),
        "departments": tuple(row["departments"]),
        "items": _items_from(row["items"]),
    }
    return ProgrammeTrack(**{**row, **values})


def _day_of_track(day: ProgrammeDay, track_id: int) -> ProgrammeDay:
    rows = (_of_track(item, track_id) for item in day.items)
    return replace(day, items=tuple(row for row in rows if row is not None))


def _of_track(item: ProgrammeItem, track_id: int) -> ProgrammeItem | None:
    if not item.is_container:
        return item
    tracks = tuple(track for track in item.tracks if track.id == track_id)
    kept = (_of_track(child, track_id) for child in item.children)
    children = tuple(child for child in kept if child is not None)
    if item.tracks and not tracks and not children:
        return None
    end = latest_end(tracks, children) if item.is_end_derived else item.end
    return replace(item, tracks=tracks, children=children, end=end)


def latest_end(tracks: Iterable[ProgrammeTrack], items: Iterable[ProgrammeItem]) -> int | None:
    """Return the latest end of parallel tracks and of items beside them."""
    ends = [*(track.end for track in tracks), *(item.end for item in items)]
    return max((end for end in ends if end is not None), default=None)


def _nameless(speaker: Speaker) -> Speaker:
    return replace(speaker, family_name="", given_name="", honorific="", is_withheld=True)


def _withheld(item: ProgrammeItem) -> ProgrammeItem:
    return replace(
        item,
        speakers=tuple(_nameless(speaker) if speaker.is_damaged else speaker for speaker in item.speakers),
        children=tuple(_withheld(child) for child in item.children),
        tracks=tuple(
            replace(track, items=tuple(_withheld(inner) for inner in track.items)) for track in item.tracks
        ),
    )
