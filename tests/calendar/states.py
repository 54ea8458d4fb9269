"""Forums in every state and zone, made through the services, and what a calendar must say of each."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from forumapp.core.actor import SYSTEM
from forumapp.forums.services import candidates, facts, places, publication
from tests.accounts.factories import writing
from tests.agenda.factories import add_item
from tests.calendar.readers import instant
from tests.forums.factories import make_forum, make_venue

ZONES = {
    "America/New_York": (date(2025, 3, 8), date(2025, 11, 2)),
    "Europe/London": (date(2025, 3, 29), date(2025, 10, 26)),
    "Europe/Dublin": (date(2025, 3, 29), date(2025, 10, 26)),
    "Australia/Lord_Howe": (date(2025, 4, 5), date(2025, 10, 5)),
    "America/Santiago": (date(2025, 4, 5), date(2025, 9, 7)),
    "Asia/Jerusalem": (date(2025, 3, 27), date(2025, 10, 26)),
    "Asia/Tokyo": (date(2025, 3, 29), date(2025, 10, 26)),
}
"""Zones with the day before a change of the clock and the day of the other change; Tokyo has none."""

STATES = ("timed", "all-day", "undecided", "multi-day", "cancelled")
TITLE, TITLE_EN = "共創フォーラム; 長崎, 対馬\\壱岐", "Forum; Nagasaki, Tsushima\\Iki"
HOUSE, HOUSE_EN, STREET = "出島メッセ、長崎", "Dejima Messe, Nagasaki", "長崎県長崎市尾上町4−1; 1階"


@dataclass(frozen=True)
class Told:
    """What one event must say, in the reader's language."""

    sequence: int
    summary: str
    location: str
    url: str
    start: date
    end: date | None
    status: str


@dataclass(frozen=True)
class Case:
    """A forum, and its events in Japanese; `in_english` turns them."""

    forum: Any
    events: tuple[Told, ...]

    def told(self, language: str) -> tuple[Told, ...]:
        """The events in a language."""
        return self.events if language == "ja" else tuple(map(in_english, self.events))


def in_english(event: Told) -> Told:
    """The same event for an English reader."""
    summary = event.summary.replace(TITLE, TITLE_EN).replace("（候補日）", " (proposed date)")
    return Told(**{**vars_of(event), "summary": summary, "location": HOUSE_EN})


def vars_of(event: Told) -> dict[str, Any]:
    """The fields of an event by name."""
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


def make_case(state: str, zone: str, day: date) -> Case:
    """Make a published forum in this state whose first day is `day`."""
    with writing():
        forum = make_forum(title=TITLE, title_en=TITLE_EN, zone=zone, day=None)
        venue = make_venue(name=HOUSE, name_en=HOUSE_EN, address=STREET, rooms=())
        places.set_venue(forum, by=SYSTEM, venue=venue)
        events = MAKERS[state](forum, day)
    url = f"http://forum.test/forums/{forum.slug}/"
    place = f"{HOUSE} ({STREET})"
    return Case(forum, tuple(Told(location=place, url=url, **event) for event in events))


def at(forum: Any, day: date, hour: int, minute: int = 0) -> Any:
    """The instant of a wall time in the forum's zone."""

    return instant(datetime.combine(day, time(hour, minute), ZoneInfo(forum.zone)))


def _timed(forum, day):
    facts.set_date(forum, by=SYSTEM, day=day - timedelta(days=7), starts=time(9), ends=None)
    facts.set_date(forum, by=SYSTEM, day=day, starts=time(13, 30), ends=time(16, 10))
    start, end = at(forum, day, 13, 30), at(forum, day, 16, 10)
    return [{"sequence": 1, "summary": TITLE, "start": start, "end": end, "status": "CONFIRMED"}]


def _all_day(forum, day):
    facts.set_date(forum, by=SYSTEM, day=day, starts=None, ends=None)
    after = day + timedelta(days=1)
    return [{"sequence": 0, "summary": TITLE, "start": day, "end": after, "status": "CONFIRMED"}]


def _undecided(forum, day):
    later = day + timedelta(days=1)
    candidates.add(forum, by=SYSTEM, day=day, starts=time(10), ends=time(12))
    candidates.add(forum, by=SYSTEM, day=later, starts=None, ends=None)
    common = {"sequence": 0, "summary": f"{TITLE}（候補日）", "status": "TENTATIVE"}
    return [
        {**common, "start": at(forum, day, 10), "end": at(forum, day, 12)},
        {**common, "start": later, "end": later + timedelta(days=1)},
    ]


def _multi_day(forum, day):
    facts.set_date(forum, by=SYSTEM, day=day, starts=time(13), ends=None)
    add_item(forum, "一日目", start="13:00", minutes=180)
    add_item(forum, "二日目", day=1, start="10:00", minutes=90)
    start, end = at(forum, day, 13), at(forum, day + timedelta(days=1), 11, 30)
    return [{"sequence": 2, "summary": TITLE, "start": start, "end": end, "status": "CONFIRMED"}]


def _cancelled(forum, day):
    facts.set_date(forum, by=SYSTEM, day=day, starts=time(13, 30), ends=time(16, 10))
    publication.cancel(forum, by=SYSTEM, reason="台風のため")
    start, end = at(forum, day, 13, 30), at(forum, day, 16, 10)
    return [{"sequence": 1, "summary": TITLE, "start": start, "end": end, "status": "CANCELLED"}]


MAKERS = {
    "timed": _timed,
    "all-day": _all_day,
    "undecided": _undecided,
    "multi-day": _multi_day,
    "cancelled": _cancelled,
}
