"""What was understood of a pasted programme: days, items, speakers, doubts. Plain values, no rows.

Times are minutes of the day, also past 24 hours; lines count from 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from forumapp.agenda.models import AppearanceRole, ItemKind
from forumapp.forums.models import Mode


@dataclass(slots=True)
class Doubt:
    """Something to look at again on ``line``; ``values`` are for the sentence (wording.py)."""

    line: int
    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class PastedSpeaker:
    """Somebody who appears, as it will be printed."""

    organisation: str = ""
    unit: str = ""
    title: str = ""
    family_name: str = ""
    given_name: str = ""
    honorific: str = ""
    role: AppearanceRole = AppearanceRole.SPEAKER


@dataclass(slots=True)
class PastedItem:
    """One row. ``start``, ``end`` and ``minutes`` as written; ``begins`` and ``ends`` as they follow (resolving.py).

    ``each``: minutes of each part (各15分); ``track`` and ``room``: names; a container has ``children``.
    """

    line: int
    title: str = ""
    kind: ItemKind = ItemKind.TALK
    start: int | None = None
    end: int | None = None
    minutes: int | None = None
    each: int | None = None
    is_remainder: bool = False
    is_optional: bool = False
    mode: Mode | None = None
    track: str | None = None
    room: str = ""
    end_text: str = ""
    note: str = ""
    speakers: list[PastedSpeaker] = field(default_factory=list)
    children: list["PastedItem"] = field(default_factory=list)
    begins: int | None = None
    ends: int | None = None

    def walk(self) -> Iterator["PastedItem"]:
        """Yield the item and all below it in order of printing."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class PastedTrack:
    """A track by name, on a line that names it."""

    line: int
    name: str


@dataclass(slots=True)
class PastedDay:
    """The rows of one day; ``opens``: minute that the line of the date names; ``line``: 0 if no line names the day."""

    line: int = 0
    day: date | None = None
    opens: int | None = None
    items: list[PastedItem] = field(default_factory=list)
    tracks: list[PastedTrack] = field(default_factory=list)

    def walk(self) -> Iterator[PastedItem]:
        """Yield every row."""
        for item in self.items:
            yield from item.walk()


@dataclass(slots=True)
class Pasted:
    """What was understood. ``outside``: lines that belong to no row, and so will not be written."""

    days: list[PastedDay] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)

    def walk(self) -> Iterator[PastedItem]:
        """Yield every row of every day."""
        for day in self.days:
            yield from day.walk()
