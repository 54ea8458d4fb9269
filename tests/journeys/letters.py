"""Letters as they lie in the Maildir, read as a mail program would."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

from icalendar import Calendar


@dataclass(frozen=True)
class Event:
    """The one event of a calendar; times are wall time of Tokyo. ``method`` is "" in what is downloaded."""

    method: str
    uid: str
    sequence: int
    status: str
    start: datetime
    end: datetime
    location: str
    zone: str


@dataclass(frozen=True)
class Received:
    """One letter."""

    to: str
    subject: str
    text: str
    html: str
    event: Event | None
    calendar: str = ""

    def link(self, place: str) -> str:
        """Return the one address below ``place`` (e.g. /registrations/) that the plain text tells."""
        (found,) = set(re.findall(rf"http://127\.0\.0\.1:\d+{place}[^\s#]+", self.text))
        return found


def read(data: bytes) -> Received:
    """Read a letter; its defects fail the test."""
    letter = message_from_bytes(data, policy=default)
    parts: dict[str, list[str]] = {}
    for part in letter.walk():
        assert part.defects == []
        if not part.is_multipart():
            parts.setdefault(part.get_content_type(), []).append(_text(part))
    calendars = set(parts.get("text/calendar", []))
    assert len(calendars) < 2, "two different calendars in one letter"
    calendar = calendars.pop() if calendars else ""
    return Received(
        to=letter["To"].addresses[0].addr_spec,
        subject=str(letter["Subject"]),
        text=parts["text/plain"][0],
        html="".join(parts.get("text/html", [])),
        event=event_in(calendar) if calendar else None,
        calendar=calendar,
    )


def _text(part: Any) -> str:
    content = part.get_content()
    return content.decode() if isinstance(content, bytes) else content


def event_in(text: str) -> Event:
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    start, end = event.decoded("DTSTART"), event.decoded("DTEND")
    return Event(
        method=str(calendar.get("METHOD", "")),
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        status=str(event["STATUS"]),
        start=start.replace(tzinfo=None),
        end=end.replace(tzinfo=None),
        location=str(event.get("LOCATION", "")),
        zone=event["DTSTART"].params["TZID"],
    )
