"""Printing a schedule as schedule.json and schedule.xml, as the c3voc's schemas have them."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from forumapp.exchange.schedule.model import Event, Schedule, derived
from forumapp.exchange.schedule.times import moment_of

GENERATOR = "forumapp"
SCHEMA = "https://c3voc.de/schedule/schema.json"
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_UNLIKE_ACRONYM = re.compile(r"[^a-z0-9_]+")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of its origin: the forum's slug, the number of the release, and full addresses."""

    slug: str
    release: str
    site: str
    page: str


def as_json(schedule: Schedule, about: About) -> str:
    """Return the text of schedule.json."""
    whole = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR},
        "schedule": plain(schedule, about),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def plain(schedule: Schedule, about: About) -> Values:
    """Return what stands below ``schedule`` in schedule.json."""
    days = schedule.days
    zone = ZoneInfo(schedule.zone)
    return {
        "version": about.release,
        "base_url": about.site,
        "url": about.page,
        "conference": {
            "acronym": _acronym(about.slug),
            "title": schedule.title,
            "start": days[0].isoformat(),
            "end": days[-1].isoformat(),
            "daysCount": (days[-1] - days[0]).days + 1,
            "timeslot_duration": "00:05",
            "time_zone_name": schedule.zone,
            "url": about.page,
            "rooms": [
                {
                    "name": room.name,
                    "guid": derived(about.slug, "room", room.name),
                    "description": None,
                    "capacity": room.capacity,
                }
                for room in schedule.rooms
            ],
            "tracks": [{"name": name} for name in schedule.tracks],
            "days": [_day(schedule, about, day, (day - days[0]).days + 1, zone) for day in days],
        },
    }


def as_xml(schedule: Schedule, about: About) -> str:
    """Return the text of schedule.xml."""
    whole = plain(schedule, about)
    conference = whole["conference"]
    facts = {
        "title": conference["title"],
        "acronym": conference["acronym"],
        "start": conference["start"],
        "end": conference["end"],
        "days": conference["daysCount"],
        "timeslot_duration": conference["timeslot_duration"],
        "base_url": whole["base_url"],
        "time_zone_name": conference["time_zone_name"],
    }
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<schedule>",
        f"<generator name={quoteattr(GENERATOR)}/>",
        f"<version>{escape(whole['version'])}</version>",
        "<conference>",
        *_elements(facts),
        "</conference>",
    ]
    for day in conference["days"]:
        names = {"date": "date", "start": "day_start", "end": "day_end", "index": "index"}
        lines.append(
            "<day" + "".join(f" {name}={quoteattr(str(day[key]))}" for name, key in names.items()) + ">"
        )
        for room, events in day["rooms"].items():
            lines.append(f"<room name={quoteattr(room)}>")
            lines += [line for event in events for line in _event_lines(event)]
            lines.append("</room>")
        lines.append("</day>")
    return "\n".join([*lines, "</schedule>", ""])


def _day(schedule: Schedule, about: About, day: date, index: int, zone: ZoneInfo) -> Values:
    events = [event for event in schedule.events if event.day == day]
    rooms: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda event: (event.start, event.number)):
        rooms[event.room].append(event)
    ends = [event.start + (event.minutes or 0) for event in events]
    return {
        "index": index,
        "date": day.isoformat(),
        "day_start": moment_of(day, min(event.start for event in events), zone).isoformat(),
        "day_end": moment_of(day, max(ends), zone).isoformat(),
        "rooms": {
            room.name: [_event(event, about, zone) for event in rooms[room.name]]
            for room in schedule.rooms
            if room.name in rooms
        },
    }


def _event(event: Event, about: About, zone: ZoneInfo) -> Values:
    moment = moment_of(event.day, event.start, zone)
    return {
        "id": event.number,
        "guid": event.guid,
        "date": moment.isoformat(),
        "start": f"{moment:%H:%M}",
        "duration": "{:02d}:{:02d}".format(*divmod(event.minutes or 0, 60)),
        "room": event.room,
        "slug": f"{about.slug}-{event.number}",
        "url": f"{about.page}#item-{event.number}",
        "title": event.title,
        "subtitle": "",
        "track": event.track or None,
        "type": event.kind.value,
        "language": "ja" if _JAPANESE.search(event.title) else "",
        "abstract": event.note,
        "description": "",
        "persons": [
            {"guid": derived(about.slug, "person", name), "name": name, "public_name": name}
            for name in event.people
        ],
        "links": [],
        "attachments": [],
    }


def _event_lines(event: Values) -> list[str]:
    names = (
        "room",
        "title",
        "subtitle",
        "type",
        "date",
        "start",
        "duration",
        "abstract",
        "slug",
        "track",
        "url",
    )
    optional = ("language",) if event["language"] else ()
    return [
        f'<event id="{event["id"]}" guid="{event["guid"]}">',
        *_elements({name: event[name] or "" for name in (*names, *optional)}),
        "<persons>",
        *(f"<person>{escape(person['name'])}</person>" for person in event["persons"]),
        "</persons>",
        "</event>",
    ]


def _elements(values: Values) -> list[str]:
    return [f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items()]


def _acronym(slug: str) -> str:
    """Return the slug as the format wants it: letters, digits and underlines, four at least."""
    return _UNLIKE_ACRONYM.sub("_", slug).ljust(4, "_")
