"""What a schedule says: its events in the forum's zone, and every doubt about them. Pure.

Nothing is guessed silently: what cannot be understood is left out or cut, and named.
"""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from forumapp.agenda.models import ItemKind
from forumapp.exchange import moments
from forumapp.exchange.schedule import prose, times
from forumapp.exchange.schedule.errors import Unreadable
from forumapp.exchange.schedule.model import Doubt, Event, Room, Schedule
from forumapp.exchange.schedule.source import Values

MOST_EVENTS = 5000
MOST_PEOPLE = 50
LENGTHS = {"title": 300, "room": 100, "track": 100, "name": 80}
"""Characters of the columns."""
KINDS = {
    **{kind.value: kind for kind in ItemKind if kind is not ItemKind.CONTAINER},
    "break": ItemKind.BREAK,
    "pause": ItemKind.BREAK,
    "lunch": ItemKind.BREAK,
    "coffee": ItemKind.BREAK,
    "coffee break": ItemKind.BREAK,
    "opening": ItemKind.GREETING,
    "welcome": ItemKind.GREETING,
    "q&a": ItemKind.QA,
    "workshop": ItemKind.GROUP_WORK,
    "hands-on": ItemKind.GROUP_WORK,
}
"""Types of the format that mean one of ours; all others are talks."""
HOMELESS = (
    "subtitle",
    "language",
    "links",
    "attachments",
    "logo",
    "recording",
    "recording_license",
    "answers",
)


def understand(found: Values, zone: ZoneInfo) -> tuple[Schedule, list[Doubt]]:
    """Return the schedule with times of the clock in ``zone``. Raises Unreadable if there is no event in it."""
    reader = _Reader(found["conference"], zone)
    events = reader.events()
    if not events and not reader.doubts:
        raise Unreadable("no_events")
    conference = found["conference"]
    schedule = Schedule(
        title=prose.line(conference.get("title"))[:200],
        zone=reader.zone_name,
        events=tuple(events),
        rooms=reader.rooms(events),
        tracks=reader.tracks(events),
        venue=prose.line(conference.get("venue"))[:200],
        homeless=reader.homeless,
        unread=frozenset(reader.unread),
    )
    return schedule, reader.doubts


class _Reader:
    def __init__(self, conference: Values, zone: ZoneInfo) -> None:
        self.conference, self.zone = conference, zone
        self.doubts: list[Doubt] = []
        self.homeless: Counter[str] = Counter()
        self.known: set[str] = set()
        self.unread: set[str] = set()
        self.zone_name = _zone_name(conference.get("time_zone_name"))
        self.is_told = False
        change = times.read_clock(conference.get("day_change"))
        self.day_change = change if change is not None and change < times.LONGEST else 0

    def events(self) -> list[Event]:
        """Return the events in order of time."""
        given = [row for day in _list(self.conference.get("days")) for row in _rows(day)]
        if len(given) > MOST_EVENTS:
            raise Unreadable("too_many")
        found = [event for day, room, row in given if (event := self._event(day, room, row)) is not None]
        return sorted(found, key=lambda event: (event.day, event.start, event.room, event.identity))

    def rooms(self, events: list[Event]) -> tuple[Room, ...]:
        """Return the rooms that are used: in the order of the conference's list, then as they come."""
        listed = {
            self._cut("room", prose.line(row.get("name")), quiet=True): _capacity(row.get("capacity"))
            for row in _list(self.conference.get("rooms"))
            if isinstance(row, dict)
        }
        days = [day for day in _list(self.conference.get("days")) if isinstance(day, dict)]
        printed = [prose.line(name) for day in days for name in _dict(day.get("rooms"))]
        used = {event.room for event in events if event.room}
        order = dict.fromkeys([*listed, *printed, *sorted(used)])
        return tuple(Room(name, listed.get(name)) for name in order if name in used)

    def tracks(self, events: list[Event]) -> tuple[str, ...]:
        """Return the tracks that are used: in the order of the conference's list, then by time."""
        listed = [prose.line(row) for row in _list(self.conference.get("tracks")) if isinstance(row, dict)]
        used = dict.fromkeys(event.track for event in events if event.track)
        return tuple(name for name in dict.fromkeys([*listed, *used]) if name in used)

    def _event(self, day: Values, room: str, row: Values) -> Event | None:
        identity, guid = _identity(row)
        title = self._cut("title", prose.line(row.get("title")))
        if not title:
            self._say("no_title", identity)
            self.unread.add(identity)
            return None
        placed = self._placed(day, row, title)
        if placed is None:
            self.unread.add(identity)
            return None
        if identity in self.known:
            self._say("same_guid", title, identity)
            return None
        self.known.add(identity)
        self._count_homeless(row)
        return Event(
            identity=identity,
            guid=guid,
            day=placed[0],
            start=placed[1],
            minutes=self._minutes(row, title),
            title=title,
            room=self._cut("room", prose.line(row.get("room")) or room, title),
            track=self._cut("track", prose.line(row.get("track")), title),
            kind=KINDS.get(prose.line(row.get("type")).lower(), ItemKind.TALK),
            note=self._note(row, title),
            people=self._people(row, title),
        )

    def _placed(self, day: Values, row: Values, title: str) -> tuple[date, int] | None:
        """Return (day of the programme, minute since its midnight)."""
        own, given = times.read_date(day.get("date")), row.get("date")
        moment = times.read_moment(given)
        if moment is not None:
            return self._of_moment(own or moment.date(), moment, title)
        of_day = own or times.read_date(given)
        if of_day is None or (given not in (None, "") and not times.is_date(given)):
            self._say("bad_date", title, _shown(given or day.get("date")))
            return None
        minute = times.read_clock(row.get("start"))
        if minute is None:
            self._say("bad_start", title, _shown(row.get("start")))
            return None
        return of_day, minute + (times.LONGEST if minute < self.day_change else 0)

    def _of_moment(self, day: date, moment: Any, title: str) -> tuple[date, int]:
        wall = moment
        if moment.tzinfo is not None:
            wall = moment.astimezone(self.zone)
            if wall.utcoffset() != moment.utcoffset() and not self.is_told:
                self.is_told = True
                self._say("zone_differs", value=self.zone_name or f"UTC{moment:%z}", other=str(self.zone))
        minute = times.minutes_since(day, wall)
        if not 0 <= minute <= times.LATEST:
            self._say("other_day", title, day.isoformat(), wall.date().isoformat())
            day, minute = wall.date(), wall.hour * 60 + wall.minute
        if times.is_doubtful(day, minute, self.zone):
            self._say("clock_change", title, f"{wall:%H:%M}")
        return day, minute

    def _minutes(self, row: Values, title: str) -> int | None:
        minutes = times.read_length(row.get("duration"))
        if minutes is None:
            self._say("bad_duration", title, _shown(row.get("duration")))
        return minutes

    def _note(self, row: Values, title: str) -> str:
        texts = dict.fromkeys(prose.block(row.get(name)) for name in ("abstract", "description"))
        note = "\n\n".join(text for text in texts if text)
        if len(note) > prose.MOST:
            self._say("note_cut", title)
            note = note[: prose.MOST - 1].rstrip() + "…"
        return note

    def _people(self, row: Values, title: str) -> tuple[str, ...]:
        given = [_name(person) for person in _list(row.get("persons"))]
        names = list(dict.fromkeys(self._cut("name", name, title) for name in given if name))
        if len(names) > MOST_PEOPLE:
            self._say("people_cut", title, str(len(names)), str(MOST_PEOPLE))
        return tuple(names[:MOST_PEOPLE])

    def _count_homeless(self, row: Values) -> None:
        self.homeless.update(name for name in HOMELESS if row.get(name) not in (None, "", [], {}, False))

    def _cut(self, what: str, text: str, title: str = "", *, quiet: bool = False) -> str:
        most = LENGTHS[what]
        if len(text) <= most:
            return text
        if not quiet:
            self._say(f"{what}_cut", title or text[:60], text[:60], str(most))
        return text[: most - 1].rstrip() + "…"

    def _say(self, code: str, event: str = "", value: str = "", other: str = "") -> None:
        self.doubts.append(Doubt(code, event, value, other))


def _rows(day: Any) -> list[tuple[Values, str, Values]]:
    if not isinstance(day, dict):
        return []
    rooms = _dict(day.get("rooms")).items()
    return [(day, name, row) for name, rows in rooms for row in _list(rows) if isinstance(row, dict)]


def _identity(row: Values) -> tuple[str, str]:
    """Return what tells an event from others of its file, and its UUID or ''."""
    try:
        guid = str(UUID(str(row.get("guid") or "")))
    except ValueError:
        guid = ""
    for name in ("id", "code", "slug", "title"):
        if guid:
            break
        if isinstance(row.get(name), str | int) and row[name] != "":
            return f"{name}:{prose.line(str(row[name]))}", ""
    return guid, guid


def _name(person: Any) -> str:
    if isinstance(person, dict):
        names = (prose.line(person.get(name)) for name in ("name", "public_name", "full_public_name"))
        return next(filter(None, names), "")
    return prose.line(person)


def _zone_name(given: Any) -> str:
    return given if isinstance(given, str) and moments.zone(given) is not None else ""


def _capacity(given: Any) -> int | None:
    sound = isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 10**6
    return given if sound else None


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _dict(given: Any) -> Values:
    return given if isinstance(given, dict) else {}


def _shown(given: Any) -> str:
    return prose.line(str(given if given is not None else ""))[:60]
