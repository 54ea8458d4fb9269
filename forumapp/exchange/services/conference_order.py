"""In which order the events of a schedule stand in a programme. Pure."""

from collections import defaultdict
from datetime import date

from forumapp.agenda.models import Item
from forumapp.exchange.schedule.model import Event


def merged(wanted: list[Item], own: list[Item]) -> list[Item]:
    """Put the organisers' own rows in front of the first row of the file that begins later; without start, behind."""
    found = list(wanted)
    for item in own:
        later = (
            n for n, other in enumerate(found) if item.start is not None and (other.start or 0) > item.start
        )
        found.insert(next(later, len(found)), item)
    return found


def in_order(events: dict[str, Event]) -> list[str]:
    """Return the order in which events stand in the programme.

    By time; what has no track but runs beside tracks stands before them, so that it does not cut them in two.
    """
    free = [event for event in events.values() if not event.track]
    bound = [event for event in events.values() if event.track]
    cuts: dict[date, list[int]] = defaultdict(list)
    for event in free:
        if not any(other.day == event.day and _meet(event, other) for other in bound):
            cuts[event.day].append(event.start)

    def place(pair: tuple[str, Event]) -> tuple[object, ...]:
        guid, event = pair
        part = sum(cut <= event.start for cut in cuts[event.day])
        return event.day, part, bool(event.track), event.start, event.room, guid

    return [guid for guid, _event in sorted(events.items(), key=place)]


def _meet(one: Event, other: Event) -> bool:
    return one.start < other.start + (other.minutes or 0) and other.start < one.start + (one.minutes or 0)
