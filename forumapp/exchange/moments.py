"""Dates, wall times and instants as a forum document writes them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str) -> ZoneInfo | None:
    """Return the zone of this IANA name, or None."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def read_day(text: str) -> date | None:
    """Read 2024-08-01; None if there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_wall(text: str) -> datetime | None:
    """Read 2024-07-25 17:00; None if there is no such day or hour."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    return wall if wall.tzinfo is None else None


def read_instant(text: str) -> datetime | None:
    """Read 2024-08-09 10:00+09:00 as UTC; None if there is no such moment or it has no offset."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text[16:] else None
    except (ValueError, OverflowError):
        return None


def minute_of_day(text: str) -> int:
    """Read 13:30 or 25:30 as minutes since midnight."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def read_time(text: str) -> time:
    """Read 13:30 as a time of day."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def write_wall(wall: datetime) -> str:
    """Write 2024-07-25 17:00."""
    return wall.isoformat(" ", "minutes")


def write_instant(instant: datetime, name: str) -> str:
    """Write an instant in the zone ``name``, as exactly as it is: 2024-08-09 10:00+09:00."""
    local = instant.astimezone(ZoneInfo(name))
    return local.isoformat(" ", "auto" if local.second or local.microsecond else "minutes")
