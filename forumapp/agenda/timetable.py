"""From rows to the programme: who follows whom, and so when each item begins and ends. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from forumapp.agenda.models import Appearance, Item, ItemKind, Track
from forumapp.agenda.programme import (
    Programme,
    ProgrammeDay,
    ProgrammeItem,
    ProgrammeTrack,
    Speaker,
    latest_end,
)
from forumapp.core.text.names import damaged_characters


def build(items: Iterable[Item], tracks: Iterable[Track], opens: int | None = None) -> Programme:
    """Put ``items`` in order; ``opens`` (minute of the day) begins the first day if its first item has no start.

    An item without start begins where the one before it ends. Withdrawn rows, and what hangs on them, are left out.
    """
    return Timetable(items, tracks).programme(opens)


def blocks(items: Sequence[Item], own_track: int | None = None) -> list[list[Item]]:
    """Split siblings in order into rows: one plenary item each, or consecutive items of parallel tracks."""
    rows: list[list[Item]] = []
    for item in items:
        parallel = item.track_id not in {None, own_track}
        if parallel and rows and rows[-1][0].track_id not in {None, own_track}:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def is_name_damaged(appearance: Appearance) -> bool:
    """Say whether the name lost characters and nobody has confirmed it yet."""
    return appearance.confirmed_at is None and has_lost_characters(
        appearance.family_name, appearance.given_name
    )


def has_lost_characters(family_name: str, given_name: str) -> bool:
    """Say whether the name shows a loss, confirmed or not."""
    return bool(damaged_characters(family_name + given_name))


class Timetable:
    """The walk through the rows in order; what moves when others move overrides the two hooks (ripple.py)."""

    def __init__(self, items: Iterable[Item], tracks: Iterable[Track]) -> None:
        """Sort the living rows below what they hang on."""
        self.tracks = {track.id: track for track in tracks if track.withdrawn_at is None}
        self.below: dict[int | None, list[Item]] = defaultdict(list)
        for item in sorted(items, key=lambda item: (item.position, item.id)):
            if item.withdrawn_at is None and (item.track_id is None or item.track_id in self.tracks):
                self.below[item.parent_id].append(item)

    def start(self, item: Item, cursor: int | None) -> int | None:
        """Return when ``item`` begins if what precedes it ends at ``cursor``. Asked once for each item, in order."""
        return item.start if item.start is not None else cursor

    def minutes(self, item: Item, start: int | None) -> int | None:
        """Return how long an item other than a container lasts; None for a remainder and where nobody knows."""
        return item.minutes

    def programme(self, opens: int | None) -> Programme:
        """Return the days with every start and end."""
        numbers = sorted({item.day for item in self.below[None]})
        return Programme(tuple(self._day(number, opens if number == 0 else None) for number in numbers))

    def _day(self, number: int, opens: int | None) -> ProgrammeDay:
        rows = [item for item in self.below[None] if item.day == number]
        return ProgrammeDay(number, self._chain(rows, opens, None, number))

    def _chain(
        self, items: Sequence[Item], cursor: int | None, own_track: int | None, day: int
    ) -> tuple[ProgrammeItem, ...]:
        rows = blocks(items, own_track)
        done: list[ProgrammeItem] = []
        for place, row in enumerate(rows):
            later = (item.start for after in rows[place + 1 :] for item in after if item.start is not None)
            if row[0].track_id not in {None, own_track}:
                printed = self._parallel(row, cursor, day)
            elif row[0].kind is ItemKind.CONTAINER:
                printed = self._container(row[0], cursor, own_track, day)
            else:
                printed = self._leaf(row[0], cursor, next(later, None), own_track, day)
            cursor = printed.end
            done.append(printed)
        return tuple(done)

    def _leaf(
        self, item: Item, cursor: int | None, limit: int | None, own_track: int | None, day: int
    ) -> ProgrammeItem:
        start = self.start(item, cursor)
        minutes = self.minutes(item, start)
        if minutes is None and item.is_remainder and start is not None and limit is not None:
            minutes = max(limit - start, 0)
        end = start + minutes if start is not None and minutes is not None else None
        return self._printed(item, day, own_track, start=start, end=end, minutes=minutes)

    def _container(self, item: Item, cursor: int | None, own_track: int | None, day: int) -> ProgrammeItem:
        start = self.start(item, cursor)
        track = item.track_id or own_track
        below = self.below[item.id]
        children = self._chain([row for row in below if row.track_id in {None, track}], start, track, day)
        tracks = self._tracks([row for row in below if row.track_id not in {None, track}], start, day)
        own = start + item.minutes if start is not None and item.minutes is not None else None
        latest = latest_end(tracks, children)
        derived = latest is not None and (own is None or latest > own)
        return self._printed(
            item,
            day,
            own_track,
            start=start,
            end=latest if derived else own,
            minutes=item.minutes,
            is_end_derived=derived,
            children=children,
            tracks=tracks,
        )

    def _parallel(self, items: Sequence[Item], cursor: int | None, day: int) -> ProgrammeItem:
        tracks = self._tracks(items, cursor, day)
        starts = [track.start for track in tracks if track.start is not None]
        return ProgrammeItem(
            None,
            ItemKind.CONTAINER,
            day=day,
            start=min(starts, default=None),
            end=latest_end(tracks, ()),
            is_end_derived=True,
            tracks=tracks,
        )

    def _tracks(self, items: Sequence[Item], cursor: int | None, day: int) -> tuple[ProgrammeTrack, ...]:
        of_track: dict[int | None, list[Item]] = defaultdict(list)
        for item in items:
            of_track[item.track_id].append(item)
        ordered = sorted(self.tracks.values(), key=lambda track: (track.position, track.id))
        return tuple(
            ProgrammeTrack(
                id=track.id,
                name=track.name,
                name_en=track.name_en,
                mode=track.mode,
                room=track.room.name if track.room else "",
                room_id=track.room_id,
                departments=tuple(department.name for department in track.departments),
                items=self._chain(of_track[track.id], cursor, track.id, day),
            )
            for track in ordered
            if track.id in of_track
        )

    def _printed(self, item: Item, day: int, own_track: int | None, **times: object) -> ProgrammeItem:
        living = (appearance for appearance in item.appearances if appearance.withdrawn_at is None)
        values: dict[str, object] = {
            "title": item.title,
            "title_en": item.title_en,
            "day": day,
            "is_fixed": item.is_fixed,
            "is_remainder": item.is_remainder,
            "is_optional": item.is_optional,
            "mode": item.mode,
            "room": item.room.name if item.room else "",
            "room_id": item.room_id,
            "track_id": item.track_id or own_track,
            "end_text": item.end_text,
            "note": item.note,
            "speakers": tuple(speaker_of(appearance) for appearance in living),
        }
        return ProgrammeItem(item.id, item.kind, **{**values, **times})  # type: ignore[arg-type]


def speaker_of(appearance: Appearance) -> Speaker:
    """Return the printed line of an appearance."""
    return Speaker(
        appearance_id=appearance.id,
        person_id=appearance.person_id,
        role=appearance.role.value,
        organisation=appearance.organisation,
        unit=appearance.unit,
        title=appearance.title,
        family_name=appearance.family_name,
        given_name=appearance.given_name,
        honorific=appearance.honorific,
        is_damaged=is_name_damaged(appearance),
    )
