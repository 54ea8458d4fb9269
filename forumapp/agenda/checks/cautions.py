"""A warning, and what must be known beside the programme itself to give it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Caution:
    """A doubt that stands at the row ``item_id``.

    ``title``: the item's (empty: a parallel part that nobody named, which begins with that row); ``other``: title of
    the item it disagrees with; ``name``: of a person, room or track; ``minutes``: length of a gap, an overlap or a
    stretch; ``time``: minute of the day that would be right or from which the doubt holds, ``until`` to which;
    ``number`` and ``limit``: people, or days counted from 1.
    """

    code: str
    item_id: int | None
    title: str
    other: str = ""
    name: str = ""
    minutes: int = 0
    time: int = 0
    until: int = 0
    number: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Absence:
    """When a speaker cannot come: minutes of ``day`` (from 0)."""

    day: int
    start: int
    end: int


class ClockChange(NamedTuple):
    """When clocks are changed: ``at`` minutes since midnight of the first day as they showed before, by ``minutes``."""

    at: int
    minutes: int


class Admission(NamedTuple):
    """Who may attend a track: anybody at all, and how many seats are surely taken in its room."""

    is_open: bool
    seats_on_site: int = 0


@dataclass(frozen=True)
class Surroundings:
    """What the programme does not say itself; all of it may be unknown.

    ``opens`` and ``closes`` are the venue's hours, ``ends`` the end that the organiser gave (minutes of the first day;
    hours past midnight count on). ``item_links`` and ``track_links`` are join links of their own by id; the forum's
    one link is everybody's and no doubt. ``absences`` go by person, ``capacities`` by room, ``admissions`` by track
    (None: nobody is invited yet). ``clock_changes`` are those of the forum's zone on its days.
    """

    opens: int | None = None
    closes: int | None = None
    ends: int | None = None
    item_links: Mapping[int, str] = field(default_factory=dict)
    track_links: Mapping[int, str] = field(default_factory=dict)
    absences: Mapping[int, Sequence[Absence]] = field(default_factory=dict)
    capacities: Mapping[int, int] = field(default_factory=dict)
    admissions: Mapping[int, Admission] | None = None
    clock_changes: Sequence[ClockChange] = ()
