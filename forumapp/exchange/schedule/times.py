"""Dates, times and lengths as schedules write them. None wherever nothing sensible stands there."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONGEST = 24 * 60
LATEST = 48 * 60
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::[0-5][0-9])?", re.ASCII)
_LENGTH = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::00)?", re.ASCII)


def read_date(given: Any) -> date | None:
    """Read 2026-01-31, also at the beginning of a moment."""
    try:
        return date.fromisoformat(str(given)[:10]) if given else None
    except ValueError:
        return None


def is_date(given: Any) -> bool:
    """Say whether it is a date and nothing more."""
    return isinstance(given, str) and len(given.strip()) == 10 and read_date(given.strip()) is not None


def read_moment(given: Any) -> datetime | None:
    """Read 2026-01-31T09:30:00+01:00; without an offset it is a wall time."""
    if not isinstance(given, str) or "T" not in given:
        return None
    try:
        moment = datetime.fromisoformat(given.strip())
        moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(ZoneInfo("Asia/Tokyo"))
    except (ValueError, OverflowError):  # no such moment, or at the very end of the calendar
        return None
    return moment


def read_clock(given: Any) -> int | None:
    """Read 09:30 or 09:30:00 as minutes of the day."""
    found = _CLOCK.fullmatch(given.strip()) if isinstance(given, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found else None
    return minute if minute is not None and minute <= LATEST else None


def read_length(given: Any) -> int | None:
    """Read 00:30 as minutes: from 0 to a day."""
    found = _LENGTH.fullmatch(given.strip()) if isinstance(given, str) else None
    minutes = int(found[1]) * 60 + int(found[2]) if found else None
    return minutes if minutes is not None and minutes <= LONGEST else None


def minutes_since(day: date, wall: datetime) -> int:
    """Return the minutes on the clock from midnight of ``day`` to a wall time."""
    return (wall.replace(tzinfo=None) - datetime.combine(day, time.min)) // timedelta(minutes=1)


def moment_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant, with its offset, at which the clock in ``zone`` shows ``minute`` of ``day``."""
    return (datetime.combine(day, time.min) + timedelta(minutes=minute)).replace(tzinfo=zone)


def is_doubtful(day: date, minute: int, zone: ZoneInfo) -> bool:
    """Say whether the clock shows that time twice or never: it is being changed."""
    wall = moment_of(day, minute, zone)
    return wall.utcoffset() != wall.replace(fold=1).utcoffset()
