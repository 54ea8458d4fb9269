"""An entry to print, and how its printed calendar is read."""

import re
from datetime import UTC, datetime

from icalendar import Calendar, Event

from forumapp.calendar.ics import (
    Entry,
    Person,
    print_calendar,
)
from tests.calendar.ics_lint import findings

FORUM = Entry(
    uid="8a6c0c1e@forum.example.jp",
    sequence=3,
    revised_at=datetime(2024, 7, 1, 3, 0, 5, 99, tzinfo=UTC),
    title="自治体との共創フォーラム",
    start=datetime(2024, 8, 1, 13, 30),
    end=datetime(2024, 8, 1, 16, 10),
    location="県庁 1階 大会議室A",
    description="13:30 開会\n13:45 講演",
    url="https://forum.example.jp/forums/nagasaki-2024/",
)
OFFICE = Person("forum@example.jp", "共創フォーラム事務局")
GUEST = Person("hanako@example.jp", "佐世保 花子")
JOIN = "https://meet.example.jp/j/123?pwd=abc"


def download(*entries: Entry) -> bytes:
    data = print_calendar(entries, channel="download")
    assert findings(data) == []
    return data


def event(entry: Entry) -> Event:
    (found,) = Calendar.from_ical(download(entry)).events
    return found


def lines(data: bytes, *names: str) -> list[str]:
    """The unfolded lines of these properties, in order, but for the observances of zones."""
    unfolded = re.sub(
        r"BEGIN:(STANDARD|DAYLIGHT).*?END:\1", "", data.replace(b"\r\n ", b"").decode(), flags=re.DOTALL
    )
    return [line for line in unfolded.split("\r\n") if re.split("[:;]", line)[0] in names]
