"""The same calendar as four libraries read it: icalendar, vobject, ical, and Debian's libical."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

from tests.calendar import libical


@dataclass(frozen=True)
class Guest:
    """Somebody who is asked."""

    address: str
    name: str
    status: str | None


@dataclass(frozen=True)
class Event:
    """An event as read: texts unescaped, instants in UTC, days as days."""

    uid: str
    sequence: int
    stamp: datetime
    summary: str
    location: str
    description: str
    url: str
    start: date
    end: date | None
    status: str
    transparency: str
    organizer: str
    guests: tuple[Guest, ...]


@dataclass(frozen=True)
class Calendar:
    """A calendar as read; events in the order of the file."""

    method: str | None
    events: tuple[Event, ...]


def instant(value: Any) -> Any:
    """An aware time in UTC; a day as it is."""
    if isinstance(value, datetime):
        assert value.tzinfo is not None, "a time without zone"
        return value.astimezone(UTC)
    return value


def by_icalendar(data: bytes) -> Calendar:
    (found,) = icalendar.Calendar.from_ical(data, multiple=True)
    assert [component.errors for component in found.walk() if component.errors] == []
    return Calendar(
        str(found["METHOD"]) if "METHOD" in found else None, tuple(map(_icalendar_event, found.events))
    )


def _icalendar_event(event: Any) -> Event:
    guests = event.get("ATTENDEE", [])
    guests = guests if isinstance(guests, list) else [guests]
    return Event(
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        stamp=instant(event["DTSTAMP"].dt),
        summary=str(event["SUMMARY"]),
        location=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
        url=str(event.get("URL", "")),
        start=instant(event["DTSTART"].dt),
        end=instant(event["DTEND"].dt) if "DTEND" in event else None,
        status=str(event["STATUS"]),
        transparency=str(event["TRANSP"]),
        organizer=str(event.get("ORGANIZER", "")),
        guests=tuple(
            Guest(str(guest), str(guest.params.get("CN", "")), guest.params.get("PARTSTAT"))
            for guest in guests
        ),
    )


def by_vobject(data: bytes) -> Calendar:
    (found,) = vobject.readComponents(data.decode(), validate=True)
    method = found.method.value if hasattr(found, "method") else None
    return Calendar(method, tuple(map(_vobject_event, found.contents.get("vevent", []))))


def _vobject_event(event: Any) -> Event:
    def value(name: str) -> Any:
        lines = event.contents.get(name, [])
        assert len(lines) < 2, name
        return lines[0].value if lines else ""

    return Event(
        uid=value("uid"),
        sequence=int(value("sequence")),
        stamp=instant(value("dtstamp")),
        summary=value("summary"),
        location=value("location"),
        description=value("description"),
        url=value("url"),
        start=instant(value("dtstart")),
        end=instant(value("dtend")) or None,
        status=value("status"),
        transparency=value("transp"),
        organizer=value("organizer"),
        guests=tuple(
            Guest(
                line.value,
                line.params.get("CN", [""])[0],
                line.params["PARTSTAT"][0] if "PARTSTAT" in line.params else None,
            )
            for line in event.contents.get("attendee", [])
        ),
    )


def by_ical(data: bytes) -> Calendar:
    (found,) = IcsCalendarStream.from_ics(data.decode()).calendars
    return Calendar(found.method, tuple(map(_ical_event, found.events)))


def _ical_event(event: Any) -> Event:
    return Event(
        uid=event.uid,
        sequence=event.sequence,
        stamp=instant(event.dtstamp),
        summary=event.summary,
        location=event.location or "",
        description=event.description or "",
        url=str(event.url or ""),
        start=instant(event.dtstart),
        end=instant(event.dtend) if event.dtend else None,
        status=str(event.status.value),
        transparency=event.transparency or "",
        organizer=str(event.organizer.uri if event.organizer else ""),
        guests=tuple(
            Guest(
                str(guest.uri),
                guest.common_name or "",
                str(getattr(guest.status, "value", guest.status)) if guest.status else None,
            )
            for guest in event.attendees
        ),
    )


def by_libical(data: bytes) -> Calendar:
    with libical.parsed(data) as found:
        return Calendar(
            found.text("METHOD"), tuple(_libical_event(event) for event in found.components("VEVENT"))
        )


def _libical_event(event: "libical.Component") -> Event:
    return Event(
        uid=event.text("UID") or "",
        sequence=int(event.text("SEQUENCE") or 0),
        stamp=event.time("DTSTAMP"),
        summary=event.text("SUMMARY") or "",
        location=event.text("LOCATION") or "",
        description=event.text("DESCRIPTION") or "",
        url=event.text("URL") or "",
        start=event.time("DTSTART"),
        end=event.time("DTEND"),
        status=event.text("STATUS") or "",
        transparency=event.text("TRANSP") or "",
        organizer=event.text("ORGANIZER") or "",
        guests=tuple(Guest(*one) for one in event.guests()),
    )


READERS: dict[str, Callable[[bytes], Calendar]] = {
    "icalendar": by_icalendar,
    "vobject": by_vobject,
    "ical": by_ical,
}
"""Readers in Python."""
EVERY_READER = {**READERS, "libical": by_libical}
