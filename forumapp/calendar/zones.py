"""VTIMEZONE components of our own (RFC 5545 section 3.6.5), from the POSIX rule that ends every TZif file.

icalendar writes lists of RDATE instead, which Thunderbird, Outlook and Ruby's parser misread. A rule is used
only for years in which `zoneinfo` agrees with it on every day; for all others (Morocco, Gaza) the caller
prints UTC.
"""

import re
import zoneinfo
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

# Observances are printed as starting here, whatever the event: the component must not depend on its reader.
FIRST_YEAR = 1970
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_NAME = r"(?:<([A-Za-z0-9+-]+)>|([A-Za-z]{3,}))"
_OFFSET = r"([+-]?\d{1,2}(?::\d{2}){0,2})"
_RULE = r"M(\d{1,2})\.([1-5])\.([0-6])(?:/([+-]?\d{1,3}(?::\d{2}){0,2}))?"
_POSIX = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,{_RULE},{_RULE})?")


class UnknownZone(ValueError):
    """The name is not one of the IANA time zone database."""


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """`Mm.w.d/time` of POSIX: seconds after 0:00 of the w-th (5: last) weekday d (0: Sunday) of month m."""

    month: int
    week: int
    weekday: int
    seconds: int

    def in_year(self, year: int) -> datetime:
        """The naive wall time, on the clock before the change, at which it happens in that year."""
        length = monthrange(year, self.month)[1]
        first = (self.weekday - date(year, self.month, 1).isoweekday()) % 7 + 1
        day = first + 7 * (self.week - 1)
        return datetime(year, self.month, day if day <= length else day - 7) + timedelta(seconds=self.seconds)

    def rrule(self) -> str | None:
        """The same as an RRULE value, or None where it cannot be said (the day may fall into another month)."""
        shift = self.seconds // 86400
        head = f"FREQ=YEARLY;BYMONTH={self.month};BYDAY="
        if shift == 0:
            return f"{head}{-1 if self.week == 5 else self.week}{WEEKDAYS[self.weekday]}"
        length = monthrange(FIRST_YEAR, self.month)[1]
        last = (length if self.week == 5 else 7 * self.week) + shift
        if last - 6 < 1 or last > length or self.month == 2:
            return None
        days = ",".join(str(day) for day in range(last - 6, last + 1))
        return f"{head}{WEEKDAYS[(self.weekday + shift) % 7]};BYMONTHDAY={days}"


@dataclass(frozen=True, slots=True)
class PosixZone:
    """One or two offsets from UTC; `starts` leads to the second, `ends` back to the first."""

    name: str
    offset: timedelta
    other_name: str = ""
    other_offset: timedelta = timedelta(0)
    starts: YearlyRule | None = None
    ends: YearlyRule | None = None

    def changes(self, year: int) -> tuple[datetime, datetime] | None:
        """The two instants of change of a year, as aware UTC; None without daylight saving time."""
        if self.starts is None or self.ends is None:
            return None
        there = self.starts.in_year(year) - self.offset
        back = self.ends.in_year(year) - self.other_offset
        return there.replace(tzinfo=UTC), back.replace(tzinfo=UTC)

    def offset_at(self, instant: datetime) -> timedelta:
        """The offset from UTC that the rule gives for an aware UTC instant."""
        changes = self.changes(instant.year)
        if changes is None:
            return self.offset
        there, back = changes
        away = there <= instant < back if there < back else not back <= instant < there
        return self.other_offset if away else self.offset


@lru_cache(maxsize=1024)
def zone(key: str) -> zoneinfo.ZoneInfo:
    """The zone of that IANA name; `UnknownZone` otherwise (also for hostile names)."""
    try:
        return zoneinfo.ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(f"unknown time zone: {key!r}") from error


@lru_cache(maxsize=1024)
def posix_zone(key: str) -> PosixZone | None:
    """The rule that ends the zone's TZif file (RFC 9636 section 3.3); None if none can be printed."""
    match = _POSIX.fullmatch(_footer(key))
    if match is None:
        return None
    group = match.groups()
    name, offset = group[0] or group[1], -_seconds(group[2])
    if not (other_name := group[3] or group[4]):
        return PosixZone(name, timedelta(seconds=offset))
    other_offset = -_seconds(group[5]) if group[5] else offset + 3600
    starts, ends = (
        YearlyRule(int(group[at]), int(group[at + 1]), int(group[at + 2]), _seconds(group[at + 3] or "2"))
        for at in (6, 10)
    )
    if starts.rrule() is None or ends.rrule() is None:
        return None
    here, there = timedelta(seconds=offset), timedelta(seconds=other_offset)
    return PosixZone(name, here, other_name, there, starts, ends)


@lru_cache(maxsize=4096)
def rule_holds(key: str, year: int) -> bool:
    """Whether our VTIMEZONE is true in that year: compared with `zoneinfo` day by day and at each change."""
    rule = posix_zone(key)
    if rule is None or not FIRST_YEAR < year < 9999:
        return False
    start = datetime(year, 1, 1, tzinfo=UTC)
    instants = [start + timedelta(days=day) for day in range(367)]
    for change in rule.changes(year) or ():
        instants += [change - timedelta(seconds=1), change]
    truth = zone(key)
    return all(rule.offset_at(instant) == instant.astimezone(truth).utcoffset() for instant in instants)


def is_unambiguous(wall: datetime, key: str) -> bool:
    """Whether a naive wall time exists in the zone, and only once (readers disagree about all others)."""
    there = wall.replace(tzinfo=zone(key))
    return there.utcoffset() == there.replace(fold=1).utcoffset()


@lru_cache(maxsize=256)
def vtimezone(key: str) -> bytes:
    """The VTIMEZONE with one observance, or two with a yearly RRULE; ends with CRLF.

    Raises ValueError for a zone for which `posix_zone` finds no rule.
    """
    rule = posix_zone(key)
    if rule is None:
        raise ValueError(f"no yearly rule for time zone {key!r}")
    if rule.starts is None or rule.ends is None:
        start = datetime(FIRST_YEAR, 1, 1)
        lines = _observance("STANDARD", rule.name, rule.offset, rule.offset, start, None)
    else:
        # Dublin's summer time is "standard" by law; readers expect DAYLIGHT to be the later clock.
        kinds = ("STANDARD", "DAYLIGHT")
        first, second = kinds if rule.offset < rule.other_offset else reversed(kinds)
        lines = _observance(
            second,
            rule.other_name,
            rule.offset,
            rule.other_offset,
            rule.starts.in_year(FIRST_YEAR),
            rule.starts.rrule(),
        )
        lines += _observance(
            first, rule.name, rule.other_offset, rule.offset, rule.ends.in_year(FIRST_YEAR), rule.ends.rrule()
        )
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{key}", *lines, "END:VTIMEZONE", ""]).encode("ascii")


def _observance(
    kind: str, name: str, before: timedelta, after: timedelta, start: datetime, rrule: str | None
) -> list[str]:
    recurrence = [f"RRULE:{rrule}"] if rrule else []
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{start:%Y%m%dT%H%M%S}",
        *recurrence,
        f"TZOFFSETFROM:{_utc_offset(before)}",
        f"TZOFFSETTO:{_utc_offset(after)}",
        f"TZNAME:{name}",
        f"END:{kind}",
    ]


def _utc_offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    tail = f"{rest:02}" if rest else ""
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02}{minutes % 60:02}{tail}"


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def _footer(key: str) -> str:
    """The last line of the zone's TZif file, searched where `zoneinfo` searches (PEP 615)."""
    zone(key)  # refuses names that are no plain relative path
    system = (Path(folder, key) for folder in zoneinfo.TZPATH)
    found = next((path for path in system if path.is_file()), None)
    data = found.read_bytes() if found else files("tzdata").joinpath("zoneinfo", key).read_bytes()
    if data[4:5] < b"2":
        return ""
    return data[:-1].rpartition(b"\n")[2].decode("ascii", "replace")
