"""Rooms for the events of a schedule: those of the forum's venue, and new ones where it has none of that name."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from forumapp.core.actor import Actor
from forumapp.exchange.schedule.model import Event, Schedule
from forumapp.forums.models import Forum
from forumapp.forums.services import places


class Told(Protocol):
    """What hears of new rooms."""

    rooms: list[str]


def rooms(
    forum: Forum, schedule: Schedule, events: Iterable[Event], told: Told, *, by: Actor
) -> Mapping[str, int]:
    """Return the ids of all rooms by name, after adding those that are missing; a venue is made if there is none.

    A place that is no room (the venue itself, Web) is none here either. Raises DomainError if a forum of another
    organisation shares the venue.
    """
    used = {event.room for event in events if event.room}
    known = {room.name: room.capacity for room in forum.venue.rooms} if forum.venue else {}
    places_beside = {forum.venue.name} if forum.venue else {"Web"}
    missing = [room for room in schedule.rooms if room.name in used - known.keys() - places_beside]
    if missing:
        wanted = [*known.items(), *((room.name, room.capacity) for room in missing)]
        _add(forum, schedule, wanted, by)
        told.rooms += [room.name for room in missing]
    return {room.name: room.id for room in forum.venue.rooms} if forum.venue else {}


def _add(forum: Forum, schedule: Schedule, wanted: places.Rooms, by: Actor) -> None:
    if forum.venue is None:
        name = schedule.venue or schedule.title or forum.title
        venue = places.create_venue(by=by, forum=forum, name=name, rooms=wanted)
        places.set_venue(forum, by=by, venue=venue)
        return
    described = {
        name: getattr(forum.venue, name) for name in ("name", "name_en", "postal_code", "address", "access")
    }
    places.edit_venue(forum.venue, by=by, forum=forum, rooms=wanted, **described)
