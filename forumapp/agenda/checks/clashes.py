"""What is needed twice at once: a person, a room, a join link (V4); and speakers who cannot come."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator

from forumapp.agenda.checks.cautions import Caution, Surroundings
from forumapp.agenda.checks.walking import DAY, Walk, begins, finishes, mode_of, overlap
from forumapp.agenda.programme import ProgrammeItem, ProgrammeTrack, Speaker
from forumapp.core.text.names import full_name
from forumapp.forums.models import Mode

Uses = defaultdict[Hashable, list[tuple[ProgrammeItem, str]]]
Pairs = Collection[tuple[int | None, int | None]]


def parallels(walk: Walk, mode: Mode, around: Surroundings) -> Iterator[Caution]:
    """Yield each use of a person, a room or a join link that meets an earlier one of the same."""
    told = {(before.id, after.id) for before, after, apart in walk.steps if apart < 0}
    people, rooms, links = Uses(list), Uses(list), Uses(list)
    for item, track in walk.timed:
        for speaker in item.speakers:
            people[_identity(speaker)].append((item, _name(speaker)))
        room_id, room = _room_of(item, track)
        if room_id is not None:
            rooms[room_id].append((item, room))
        link = _link_of(item, track, around)
        if link and mode_of(item, track, mode) is not Mode.ON_SITE:
            links[link].append((item, ""))
    yield from _clashes("person_twice", people.values(), told)
    yield from _clashes("room_twice", rooms.values(), told)
    yield from _clashes("link_twice", links.values(), told)


def absences(walk: Walk, around: Surroundings) -> Iterator[Caution]:
    """Yield items at whose time one of their speakers said that they cannot come."""
    if not around.absences:
        return
    for item, _track in walk.timed:
        for speaker in item.speakers:
            for away in around.absences.get(speaker.person_id or 0, ()):
                shift = (away.day - item.day) * DAY
                if begins(item) < away.day * DAY + away.end and away.day * DAY + away.start < finishes(item):
                    yield Caution(
                        "speaker_away",
                        item.id,
                        item.title,
                        name=_name(speaker),
                        time=max(away.start + shift, 0),
                        until=away.end + shift,
                    )


def _clashes(code: str, uses: Iterable[list[tuple[ProgrammeItem, str]]], told: Pairs) -> Iterator[Caution]:
    """Yield each use that meets an earlier one of the same thing; pairs in ``told`` are known as an overlap."""
    for items in uses:
        running: list[ProgrammeItem] = []
        for later, name in sorted(items, key=lambda use: begins(use[0])):
            running = [item for item in running if overlap(item, later)]
            beside = (item for item in running if item is not later and (item.id, later.id) not in told)
            if earlier := next(beside, None):
                yield Caution(code, later.id, later.title, other=earlier.title, name=name)
            running.append(later)


def _room_of(item: ProgrammeItem, track: ProgrammeTrack | None) -> tuple[int | None, str]:
    if item.room_id is not None or track is None:
        return item.room_id, item.room
    return track.room_id, track.room


def _link_of(item: ProgrammeItem, track: ProgrammeTrack | None, around: Surroundings) -> str:
    own = around.item_links.get(item.id or 0, "")
    return own or (around.track_links.get(track.id, "") if track else "")


def _name(speaker: Speaker) -> str:
    return full_name(speaker.family_name, speaker.given_name)


def _identity(speaker: Speaker) -> Hashable:
    return speaker.person_id or (speaker.organisation, speaker.family_name, speaker.given_name)
