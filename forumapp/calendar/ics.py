"""Printing calendar entries as iCalendar (RFC 5545, 5546, 7986); with `lines` and `zones` the only builder.

Pure: the same entries give the same bytes; identity, sequence and stamp come from the data, never the clock.
Three channels: *download* and *feed* (no METHOD, no people: else importing would send replies) and the
*message* to one guest. Text is cleaned, never refused; wrong structure (no start, naive stamp, unknown zone,
bad URL, address or UID) raises ValueError with the reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Final, Literal, NamedTuple

from forumapp.calendar import zones
from forumapp.calendar.lines import (
    Plain,
    Text,
    content_line,
    moment,
    person,
    sequence,
    uid,
    url,
)
from forumapp.core.text.cleaning import clean_block, clean_line

GENERATOR_VERSION: Final = 1
"""Part of the ETag of feeds: raise it when the same entry prints differently."""

Channel = Literal["download", "feed"]
Method = Literal["REQUEST", "CANCEL"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]

_UTC_NAMES = ("UTC", "Etc/UTC")
_HOME = "Asia/Tokyo"


class UndatedEntry(ValueError):
    """The entry has no start: nothing can be printed for it (a forum in 調整中 has a page, not an .ics)."""


@dataclass(frozen=True, slots=True)
class Person:
    """A calendar user: an e-mail address and a name, which may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar, as one reader may see it.

    `start` and `end` are naive wall times in the IANA zone `timezone`, or both days (`end` is then the last
    day, inclusive); without `end` the entry is a moment or one day. `revised_at` is aware: the instant of the
    revision. `join_url` is printed wherever it is set: leave it out for readers who may not have it.
    """

    uid: str
    sequence: int
    revised_at: datetime
    title: str
    start: datetime | date | None
    end: datetime | date | None = None
    timezone: str = _HOME
    location: str = ""
    description: str = ""
    url: str | None = None
    status: Status = "CONFIRMED"
    join_url: str | None = None
    categories: tuple[str, ...] = ()


class Fragment(NamedTuple):
    """A printed VEVENT that can be stored and joined later, and the zone whose VTIMEZONE it needs."""

    uid: str
    body: bytes
    zone: str | None


def print_calendar(
    entries: Iterable[Entry],
    *,
    channel: Channel,
    name: str | None = None,
    url: str | None = None,
    language: str = "ja",
) -> bytes:
    """The .ics to download, or the feed to subscribe to; a feed needs its `name` and its own `url`."""
    fragments = [print_fragment(entry) for entry in entries]
    return join(fragments, channel=channel, name=name, url=url, language=language)


def print_message(
    entry: Entry, *, method: Method, organizer: Person, attendee: Person, language: str = "ja"
) -> bytes:
    """An iTIP message (RFC 5546 sections 3.2.2, 3.2.5) to one guest.

    REQUEST invites and updates. CANCEL withdraws: the caller has raised `sequence`, STATUS becomes CANCELLED.
    """
    if method == "CANCEL":
        entry = replace(entry, status="CANCELLED")
    elif entry.status == "CANCELLED":
        raise ValueError("a cancelled entry is sent as CANCEL, not as REQUEST")
    guest: dict[str, str | list[str]] = _common_name(attendee)
    if method == "REQUEST":
        guest |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
        guest |= {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    people = content_line("ORGANIZER", person(organizer.address), **_common_name(organizer))
    people += content_line("ATTENDEE", person(attendee.address), **guest)
    fragment = print_fragment(entry, people)
    return _calendar([fragment], content_line("METHOD", Plain(method)), language)


def print_fragment(entry: Entry, people: bytes = b"") -> Fragment:
    """The VEVENT of an entry, for `join`; `people` are ready lines that only messages have."""
    zone, times = _times(entry)
    stamp = moment(_stamp(entry))
    location, description, join_lines = _place(entry)
    free = entry.status != "CONFIRMED"
    lines = [
        b"BEGIN:VEVENT\r\n",
        content_line("UID", uid(entry.uid)),
        content_line("DTSTAMP", stamp),
        content_line("LAST-MODIFIED", stamp),
        content_line("SEQUENCE", sequence(entry.sequence)),
        times,
        content_line("SUMMARY", Text(clean_line(entry.title))),
        content_line("LOCATION", Text(location)) if location else b"",
        content_line("DESCRIPTION", Text(description)) if description else b"",
        content_line("URL", url(entry.url)) if entry.url else b"",
        content_line("STATUS", Plain(entry.status)),
        content_line("TRANSP", Plain("TRANSPARENT" if free else "OPAQUE")),
        content_line("CATEGORIES", Text(*map(clean_line, entry.categories))) if entry.categories else b"",
        join_lines,
        people,
        b"END:VEVENT\r\n",
    ]
    return Fragment(entry.uid, b"".join(lines), zone)


def join(
    fragments: Sequence[Fragment],
    *,
    channel: Channel,
    name: str | None = None,
    url: str | None = None,
    language: str = "ja",
) -> bytes:
    """A whole calendar from stored fragments; ValueError for a UID that occurs twice."""
    if len(set(map(itemgetter(0), fragments))) < len(fragments):
        raise ValueError("two entries of one calendar have the same UID")
    return _calendar(fragments, _feed_lines(name, url) if channel == "feed" else b"", language)


def _calendar(fragments: Sequence[Fragment], head: bytes, language: str) -> bytes:
    # There may be thousands: map and itemgetter leave the loops to C.
    needed = set(map(itemgetter(2), fragments)) - {None, ""}
    # A calendar must hold a component (RFC 5545 section 3.4): an empty one holds its zone.
    zones_used = sorted(needed) if fragments else [_HOME]
    return b"".join(
        [
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            content_line("PRODID", Text(f"-//forumapp//calendar {GENERATOR_VERSION}//{language.upper()}")),
            b"CALSCALE:GREGORIAN\r\n",
            head,
            *map(zones.vtimezone, zones_used),
            *map(itemgetter(1), fragments),
            b"END:VCALENDAR\r\n",
        ]
    )


def _feed_lines(name: str | None, address: str | None) -> bytes:
    """What subscribers are told (RFC 7986 section 5), with the value types that icalendar leaves out."""
    if not name or not address:
        raise ValueError("a feed needs its name and its own URL")
    title = Text(clean_line(name))
    return b"".join(
        [
            content_line("NAME", title),
            content_line("X-WR-CALNAME", title),
            content_line("REFRESH-INTERVAL", Plain("PT1H"), VALUE="DURATION"),
            content_line("X-PUBLISHED-TTL", Plain("PT1H")),
            content_line("SOURCE", url(address), VALUE="URI"),
        ]
    )


def _times(entry: Entry) -> tuple[str | None, bytes]:
    """DTSTART and DTEND, and the zone they name: None for days, and for times that only UTC tells exactly."""
    start, end = entry.start, entry.end
    if start is None:
        raise UndatedEntry(f"entry without a start cannot be printed: {entry.uid}")
    if isinstance(start, datetime):
        if end is not None and not isinstance(end, datetime):
            raise ValueError("start is a time, end is a day")
        return _timed(start, end, entry.timezone)
    if isinstance(end, datetime):
        raise ValueError("start is a day, end is a time")
    _check_years(start, end or start)
    after = (end or start) + timedelta(days=1)
    if after <= start:
        raise ValueError(f"end before start: {entry.uid}")
    return None, b"".join(
        content_line(name, moment(day), VALUE="DATE") for name, day in (("DTSTART", start), ("DTEND", after))
    )


def _timed(start: datetime, end: datetime | None, key: str) -> tuple[str | None, bytes]:
    walls = [start] if end is None else [start, end]
    if any(wall.tzinfo is not None for wall in walls):
        raise ValueError("start and end are naive wall times of the entry's zone")
    _check_years(*walls)
    instants = [wall.replace(tzinfo=zones.zone(key), fold=0).astimezone(UTC) for wall in walls]
    if instants[-1] < instants[0]:
        raise ValueError(f"end before start: {start} to {end}")
    # DTEND must be later than DTSTART (RFC 5545 section 3.6.1): a moment has none.
    names = ("DTSTART", "DTEND") if instants[-1] > instants[0] else ("DTSTART",)
    local = key not in _UTC_NAMES and all(
        zones.rule_holds(key, wall.year) and zones.is_unambiguous(wall, key) for wall in walls
    )
    if local:
        pairs = zip(names, walls, strict=False)
        return key, b"".join(content_line(name, moment(wall), TZID=key) for name, wall in pairs)
    return None, b"".join(content_line(name, moment(at)) for name, at in zip(names, instants, strict=False))


def _check_years(*days: date) -> None:
    if not all(1900 <= day.year <= 9998 for day in days):
        raise ValueError("a calendar's years run from 1900 to 9998")


def _stamp(entry: Entry) -> datetime:
    if entry.revised_at.tzinfo is None:
        raise ValueError("revised_at must be aware: DTSTAMP is an instant in UTC")
    return entry.revised_at.astimezone(UTC)


def _place(entry: Entry) -> tuple[str, str, bytes]:
    """Location, description, CONFERENCE: the join link also stands in a text, where every reader shows it."""
    location, description = clean_line(entry.location), clean_block(entry.description)
    if not entry.join_url:
        return location, description, b""
    link = url(entry.join_url)
    shown = str(link)
    if not location:
        location = shown
    elif not {shown, entry.join_url}.intersection(f"{location} {description}".split()):
        description = f"{description}\n\n{shown}".strip()
    conference = content_line("CONFERENCE", link, VALUE="URI", FEATURE=["AUDIO", "VIDEO"])
    return location, description, conference


def _common_name(who: Person) -> dict[str, str | list[str]]:
    """CN without quotation marks: RFC 6868's ^' is shown raw by Outlook."""
    name = clean_line(who.name).replace('"', "").replace("^", "")
    return {"CN": name} if name else {}
