"""A conference schedule as this application understands it: plain and frozen, whatever file it came from or goes to."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from forumapp.agenda.models import ItemKind

NAMESPACE = UUID("6d1d0f0a-6a0c-5c0e-9d53-0f5b8a3f6c21")
"""Of the identities that are derived: of events whose file names none, and of items that no file has named."""


def derived(*parts: object) -> str:
    """Return the UUID that always stands for ``parts`` (RFC 9562, version 5)."""
    return str(uuid5(NAMESPACE, "/".join(map(str, parts))))


@dataclass(frozen=True, slots=True)
class Room:
    """A room; ``capacity`` in people, None: unknown."""

    name: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``day``: of the programme it belongs to; ``start``: minute since that day's midnight, also past 24
    hours; ``minutes``: its length, None: unknown. ``identity`` says which one it is within its file; ``guid`` is that
    as a UUID where the file has one, else ''.
    """

    identity: str
    guid: str
    day: date
    start: int
    minutes: int | None
    title: str
    room: str = ""
    track: str = ""
    kind: ItemKind = ItemKind.TALK
    note: str = ""
    people: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole schedule. ``zone``: IANA name that the file gives, or ''; ``venue`` likewise; ``tracks`` and ``rooms`` in order.

    ``homeless`` counts what the file holds and this application has no place for, by word of the format. ``unread``:
    identities of events that are in the file but could not be placed.
    """

    title: str
    zone: str
    events: tuple[Event, ...]
    rooms: tuple[Room, ...] = ()
    tracks: tuple[str, ...] = ()
    venue: str = ""
    homeless: Counter[str] = field(default_factory=Counter)
    unread: frozenset[str] = frozenset()

    @property
    def days(self) -> list[date]:
        """Return the days on which something happens, in order."""
        return sorted({event.day for event in self.events})


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at before anything is written. ``event``: title (or identity) of the event concerned, or ''.

    ``is_left_out``: that event is not imported. ``value``: what stands in the file, ``other``: what is taken instead.
    """

    code: str
    event: str = ""
    value: str = ""
    other: str = ""

    @property
    def is_left_out(self) -> bool:
        """Say whether the event will not be imported."""
        return self.code in LEFT_OUT


LEFT_OUT = frozenset({"no_title", "bad_date", "bad_start", "same_guid", "outside"})
