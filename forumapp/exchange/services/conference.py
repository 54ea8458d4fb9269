"""A schedule becomes the draft of a forum's programme: one change that can be undone, with few statements.

Only what differs is written, so that the same file a second time changes nothing, and what the organisers added to an
item (a speaker's office, a kind of their own track) stays. Events that an earlier file brought and this one no longer
has are withdrawn; items that no file brought are never withdrawn.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.models import Item, Track
from forumapp.agenda.services.aggregate import editing
from forumapp.agenda.services.item_checks import LAST_DAY
from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.exchange import moments
from forumapp.exchange.schedule.model import Doubt, Event, Schedule, derived
from forumapp.exchange.schedule.of_forum import guid_of, schedule_of
from forumapp.exchange.schedule.source import read
from forumapp.exchange.schedule.understanding import understand
from forumapp.exchange.services import conference_places as places
from forumapp.exchange.services.conference_order import in_order, merged
from forumapp.exchange.services.conference_people import People
from forumapp.exchange.services.keys import Keys
from forumapp.forums.models import Forum
from forumapp.forums.revision import touch
from forumapp.forums.services.changes import change
from forumapp.forums.services.facts import set_date

KIND = "event"
"""Under which exchange/models.py keeps the identities of events."""

BEHIND = 1_000_000
"""A position behind all rows of a programme."""


@dataclass(frozen=True)
class Looked:
    """A file as it would be imported into one forum. ``day`` and ``zone`` are what the forum is to get, or None."""

    schedule: Schedule
    doubts: tuple[Doubt, ...]
    first_day: date
    day: date | None
    zone: str | None


@dataclass
class Outcome:
    """How many items an import made, changed, withdrew and left as they were; names of new rooms and tracks."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    rooms: list[str] = field(default_factory=list)
    tracks: list[str] = field(default_factory=list)
    day: date | None = None
    zone: str | None = None

    @property
    def is_change(self) -> bool:
        """Say whether anything was written."""
        return bool(self.new or self.changed or self.withdrawn or self.rooms or self.tracks or self.day)


def look(forum: Forum, raw: bytes) -> Looked:
    """Read a file for ``forum``. Raises Unreadable.

    A forum without a date and without deadlines takes the first day of the schedule, and its zone.
    """
    found = read(raw)
    name = found["conference"].get("time_zone_name")
    is_free = forum.day is None and not any((forum.opens, forum.closes, forum.closes_web))
    own = moments.zone(name) if is_free and isinstance(name, str) else None
    zone = own or moments.zone(forum.zone)
    assert zone is not None
    schedule, doubts = understand(found, zone)
    first = forum.day or (schedule.days[0] if schedule.events else clock.today(forum.zone))
    outside = [event for event in schedule.events if not 0 <= (event.day - first).days <= LAST_DAY]
    doubts += [Doubt("outside", event.title, event.day.isoformat(), first.isoformat()) for event in outside]
    return Looked(
        schedule,
        tuple(doubts),
        first,
        first if forum.day is None and schedule.events else None,
        str(own) if own is not None and str(own) != forum.zone else None,
    )


def import_schedule(forum: Forum, looked: Looked, *, by: Actor, version: int | None = None) -> Outcome:
    """Bring the draft to what the file says; releasing it is a step of its own.

    Raises AgendaChanged, and DomainError where the venue cannot take new rooms or the date meets a deadline.
    """
    title = looked.schedule.title or forum.title
    with editing(forum, by=by, version=version, action="agenda.imported", title=title) as edit:
        outcome = Outcome(day=looked.day, zone=looked.zone)
        _take_date(forum, looked, by)
        writer = _Writer(forum, looked, outcome, by)
        writer.write()
        if outcome.is_change:
            counts = {name: [0, getattr(outcome, name)] for name in ("new", "changed", "withdrawn")}
            edit.tell("agenda.imported", forum, counts)
    return outcome


def _take_date(forum: Forum, looked: Looked, by: Actor) -> None:
    if looked.zone is not None:
        change(forum, "facts", by=by, values={"zone": looked.zone})
    if looked.day is not None:
        first = min(event.start for event in looked.schedule.events if event.day == looked.day)
        starts = time(*divmod(first, 60)) if first < 24 * 60 else None
        set_date(forum, by=by, day=looked.day, starts=forum.starts or starts, ends=None)


class _Writer:
    def __init__(self, forum: Forum, looked: Looked, outcome: Outcome, by: Actor) -> None:
        self.forum, self.outcome, self.by = forum, outcome, by
        self.first = looked.first_day
        self.schedule = looked.schedule
        inside = (event for event in looked.schedule.events if 0 <= (event.day - self.first).days <= LAST_DAY)
        self.events = {self._guid(event): event for event in inside}
        self.keys = Keys(forum.id, KIND)
        self.now = clock.now()

    def write(self) -> None:
        """Write rooms, tracks, items and speakers."""
        known = self._known()
        present = self._present()
        self.rooms = places.rooms(self.forum, self.schedule, self.events.values(), self.outcome, by=self.by)
        self.tracks = self._tracks()
        made: dict[str, dict[str, Any]] = {}
        moved: set[int] = set()
        touched: set[int] = set()
        for guid, event in self.events.items():
            item = known.get(guid)
            if item is None:
                made[guid] = self._values(event, None)
            elif self._bring(item, event, present.get(guid), moved):
                touched.add(item.id)
        fresh = self._add(made)
        known |= fresh
        new = {item.id for item in fresh.values()}
        moved |= new
        people = People(self.forum)
        spoken = people.write(
            [(known[guid], event, present.get(guid)) for guid, event in self.events.items()]
        )
        touched |= spoken - new
        self._withdraw()
        self._put_in_order(known, moved)
        self.outcome.new, self.outcome.changed = len(made), len(touched)
        self.outcome.same = len(self.events) - len(made) - len(touched)

    def _add(self, made: dict[str, dict[str, Any]]) -> dict[str, Item]:
        """Write new items with one statement; their places tell which row is which, until they are put in order."""
        if not made:
            return {}
        values = [
            {"forum_id": self.forum.id, "position": BEHIND + number, **row}
            for number, row in enumerate(made.values())
        ]
        db.session.execute(sa.insert(Item), values)
        mine = sa.select(Item).where(Item.forum_id == self.forum.id, Item.position >= BEHIND)
        rows = db.session.scalars(mine.order_by(Item.position)).all()
        found = dict(zip(made, rows, strict=True))
        self.keys.remember_all((guid, item.id) for guid, item in found.items())
        return found

    def _guid(self, event: Event) -> str:
        return event.guid or derived(self.forum.slug, event.identity)

    def _known(self) -> dict[str, Item]:
        mine = sa.select(Item).where(Item.forum_id == self.forum.id).order_by(Item.id)
        self.items = list(db.session.scalars(mine))
        return {guid_of(self.forum, item.id, self.keys.by_id): item for item in self.items}

    def _present(self) -> dict[str, Event]:
        """Return the living items as a file of today would have them."""
        draft = queries.draft_programme(self.forum)
        now = schedule_of(self.forum, draft, self.keys.by_id, self.first)
        return {event.guid: event for event in now.events}

    def _tracks(self) -> dict[str, int]:
        mine = sa.select(Track).where(Track.forum_id == self.forum.id)
        rows = db.session.scalars(
            mine.order_by(Track.withdrawn_at.is_not(None), Track.position, Track.id)
        ).all()
        known: dict[str, Track] = {}
        for row in rows:
            known.setdefault(row.name, row)
        wanted = {event.track for event in self.events.values() if event.track}
        names = [name for name in self.schedule.tracks if name in wanted]
        for name in names:
            if name in known and known[name].withdrawn_at is not None:
                known[name].withdrawn_at = None
                self.outcome.tracks.append(name)
        ids = {name: track.id for name, track in known.items()}
        return ids | self._new_tracks([name for name in names if name not in known], rows)

    def _new_tracks(self, names: list[str], rows: Sequence[Track]) -> dict[str, int]:
        """Write new tracks behind the others with one statement."""
        if not names:
            return {}
        first = max((row.position for row in rows), default=-1) + 1
        values = [
            {"forum_id": self.forum.id, "name": name, "mode": self.forum.mode, "position": first + number}
            for number, name in enumerate(names)
        ]
        db.session.execute(sa.insert(Track), values)
        touch(self.forum)
        self.outcome.tracks += names
        mine = sa.select(Track.name, Track.id).where(Track.forum_id == self.forum.id, Track.position >= first)
        return dict(db.session.execute(mine).tuples().all())

    def _values(self, event: Event, present: Event | None) -> dict[str, Any]:
        """Return the columns in which ``event`` differs from what stands there; all of them where nothing does."""
        day, minutes = (event.day - self.first).days, event.minutes
        groups: list[tuple[str, dict[str, Any]]] = [
            ("title", {"title": event.title}),
            ("kind", {"kind": event.kind}),
            ("note", {"note": event.note}),
            ("room", {"room_id": self.rooms.get(event.room)}),
            ("track", {"track_id": self.tracks.get(event.track)}),
            ("day", {"day": day}),
            ("start", {"start": event.start, "is_fixed": True}),
            ("minutes", {"minutes": minutes, "is_remainder": False}),
        ]
        return {
            name: value
            for what, values in groups
            if present is None or _differs(what, event, present)
            for name, value in values.items()
        }

    def _bring(self, item: Item, event: Event, present: Event | None, moved: set[int]) -> bool:
        values = self._values(event, present)
        if item.withdrawn_at is not None:
            values["withdrawn_at"] = None
        if not values:
            return False
        if {"day", "track_id"} & values.keys():
            values["parent_id"] = None
        if {"day", "track_id", "start", "withdrawn_at"} & values.keys():
            moved.add(item.id)
        for name, value in values.items():
            setattr(item, name, value)
        db.session.expire(item, ["track", "room"])
        return True

    def _withdraw(self) -> None:
        """Withdraw what an earlier file brought and this one lacks; what it has but nobody could read stays."""
        unread = self.schedule.unread
        named = self.events.keys() | unread | {derived(self.forum.slug, one) for one in unread}
        named |= {self._guid(event) for event in self.schedule.events}
        for item in self.items:
            guid = self.keys.by_id.get(item.id)
            if guid is not None and guid not in named and item.withdrawn_at is None:
                item.withdrawn_at = self.now
                self.outcome.withdrawn += 1

    def _put_in_order(self, known: dict[str, Item], moved: Collection[int]) -> None:
        """Number the rows of each day: those of the file in its order, the organisers' own where they stood."""
        if not moved:
            return
        rows = [known[guid] for guid in in_order(self.events)]
        imported = {item.id for item in rows if item.id in self.keys.by_id or item.id in moved}
        days: dict[int, list[Item]] = defaultdict(list)
        for item in rows:
            if item.parent_id is None and item.id in imported:
                days[item.day].append(item)
        own: dict[int, list[Item]] = defaultdict(list)
        for item in sorted(self.items, key=lambda item: (item.position, item.id)):
            if item.parent_id is None and item.id not in imported:
                own[item.day].append(item)
        for day, wanted in days.items():
            for position, item in enumerate(merged(wanted, own[day])):
                if item.position != position:
                    item.position = position
        db.session.flush()


def _differs(what: str, event: Event, present: Event) -> bool:
    new, old = getattr(event, what), getattr(present, what)
    if what == "minutes":
        return (new or 0) != (old or 0)
    return bool(new != old)
