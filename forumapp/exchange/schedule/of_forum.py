"""A forum's programme as a schedule: every item that begins at a known time, in the words of the format."""

from collections.abc import Mapping
from datetime import date, timedelta

from forumapp.agenda.checks.walking import placed
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack, Speaker
from forumapp.core.text.names import full_name
from forumapp.exchange.schedule.model import Event, Room, Schedule, derived
from forumapp.forums.models import Forum


def schedule_of(forum: Forum, programme: Programme, guids: Mapping[int, str], first_day: date) -> Schedule:
    """Return ``programme`` as a schedule whose first day is ``first_day``; ``guids`` by item, where one was given.

    Names with lost characters that nobody confirmed are left out, and so are containers: their items speak for them.
    """
    pairs = [(item, track) for item, track in placed(programme) if not item.is_container]
    events = [
        _event(forum, item, track, guids, first_day)
        for item, track in pairs
        if item.start is not None and item.id is not None
    ]
    capacities = {room.name: room.capacity for room in forum.venue.rooms} if forum.venue else {}
    used = dict.fromkeys(event.room for event in events)
    order = [
        *(name for name in capacities if name in used),
        *(name for name in used if name not in capacities),
    ]
    return Schedule(
        title=forum.title,
        zone=forum.zone,
        events=tuple(events),
        rooms=tuple(Room(name, capacities.get(name)) for name in order),
        tracks=tuple(dict.fromkeys(event.track for event in events if event.track)),
    )


def guid_of(forum: Forum, item_id: int, guids: Mapping[int, str]) -> str:
    """Return the identity of an item: that of the file it came from, or one of its own."""
    return guids.get(item_id) or derived(forum.slug, "item", item_id)


def room_of(forum: Forum, item: ProgrammeItem, track: ProgrammeTrack | None) -> str:
    """Return where an item is held: its own room, its track's, the forum's, or else the venue."""
    room = item.room or (track.room if track else "")
    if not room and forum.room is not None:
        room = forum.room.name
    return room or (forum.venue.name if forum.venue else "Web")


def _event(
    forum: Forum,
    item: ProgrammeItem,
    track: ProgrammeTrack | None,
    guids: Mapping[int, str],
    first_day: date,
) -> Event:
    assert item.start is not None
    assert item.id is not None
    guid = guid_of(forum, item.id, guids)
    return Event(
        identity=guid,
        guid=guid,
        day=first_day + timedelta(days=item.day),
        start=item.start,
        minutes=item.end - item.start if item.end is not None else None,
        title=item.title,
        room=room_of(forum, item, track),
        track=track.name if track else "",
        kind=item.kind,
        note=item.note,
        people=tuple(dict.fromkeys(name for name in map(_name, item.speakers) if name)),
        number=item.id,
    )


def _name(speaker: Speaker) -> str:
    if speaker.is_damaged or speaker.is_withheld:
        return ""
    return full_name(speaker.family_name, speaker.given_name, " ")
