"""Times as meeting tools write them. Which number is the month is told by the day that the forum has."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

_MONTHS = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_CLOCK = re.compile(
    r"(午前|午後)?\s*(\d{1,2})(?::|時)\s*(\d{1,2})(?:(?::|分)\s*(\d{1,2})?)?(?:秒|\.\d+)?\s*(am|pm)?"
)
_NUMBERS = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]{3,}")
_OFFSET = re.compile(r"(?:gmt|utc)?\s*([+-])(\d{1,2}):?(\d{2})?\s*$")
_STATED = re.compile(r"(?:GMT|UTC)\s*([+\-−])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_UNITS = (
    (3600, re.compile(r"([\d.]+)\s*(?:h(?:ours?|rs?)?|時間)(?![a-z])")),
    (60, re.compile(r"([\d.]+)\s*(?:m(?:in(?:ute)?s?)?|分)(?![a-z])")),
    (1, re.compile(r"([\d.]+)\s*(?:s(?:ec(?:ond)?s?)?|秒)(?![a-z])")),
)
_COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")


def moment(text: str, day: date) -> datetime | None:
    """Return the wall time (naive), or the instant (aware) if the text says its zone; None if it is no time.

    ``day`` decides what is day and what month (3/4/2024), and stands for a time without a date.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain, zone = _zone_of(plain)
    found = _CLOCK.search(plain)
    if found is None:
        return None
    before = plain[: found.start()].rstrip(" t,、")
    clock = _time_of(found)
    on = _date_of(before, day) if before else day
    if clock is None or on is None:
        return None
    at = datetime(on.year, on.month, on.day) + clock
    return at.replace(tzinfo=zone) if zone else at


def stated_zone(text: str) -> timezone | None:
    """Return the zone that a heading or the head of a file names: (UTC), GMT+09:00."""
    plain = unicodedata.normalize("NFKC", text)
    found = _STATED.search(plain)
    if found:
        return _offset(found[1].replace("−", "-"), found[2], found[3])
    return UTC if re.search(r"\((?:utc|gmt)\)", plain, re.IGNORECASE) else None


def duration(text: str, *, unit: int = 60) -> int | None:
    """Return seconds of ``62``, ``1h 2m 3s``, ``1 時間 2 分``, ``1:02:03``; a bare number counts ``unit`` seconds each."""
    plain = unicodedata.normalize("NFKC", text).strip().lower().replace(",", "")
    try:
        return round(float(plain) * unit) if 0 <= float(plain) < 10**7 else None
    except ValueError:
        pass
    if colons := _COLONS.fullmatch(plain):
        hours, minutes, rest = (int(part or 0) for part in colons.groups())
        return hours * 3600 + minutes * 60 + rest
    parts = [(seconds, found[1]) for seconds, pattern in _UNITS if (found := pattern.search(plain))]
    try:
        total = round(sum(seconds * float(number) for seconds, number in parts))
    except ValueError:
        return None
    return total if parts and total < 10**7 else None


def _zone_of(plain: str) -> tuple[str, timezone | None]:
    for word, zone in (("jst", _offset("+", "9", None)), ("utc", UTC), ("gmt", UTC)):
        if plain.endswith(f" {word}"):
            return plain[: -len(word)].rstrip(), zone
    if plain.endswith("z") and plain[-2:-1].isdigit():
        return plain[:-1], UTC
    found = _OFFSET.search(plain)
    # Of 2024-08-01 the end looks like an offset too: there must be a clock before it.
    if found and _CLOCK.search(plain[: found.start()]):
        return plain[: found.start()].rstrip(), _offset(*found.groups())
    return plain, None


def _offset(sign: str, hours: str, minutes: str | None) -> timezone | None:
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-size if sign == "-" else size) if size < timedelta(hours=15) else None


def _time_of(found: re.Match[str]) -> timedelta | None:
    half, hour, minute, second, latin = found.groups()
    hours, afternoon = int(hour), half == "午後" or latin == "pm"
    if half or latin:
        if hours > 12:
            return None
        hours = hours % 12 + (12 if afternoon else 0)
    if hours > 24 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return timedelta(hours=hours, minutes=int(minute), seconds=int(second or 0))


def _date_of(text: str, day: date) -> date | None:
    numbers = [int(number) for number in _NUMBERS.findall(text)]
    word = _WORD.search(text)
    if word and word[0][:3] in _MONTHS and len(numbers) == 2:
        first, second = numbers
        readings: list[tuple[int, int, int]] = [(second, _MONTHS[word[0][:3]], first)]
        readings.append((first, _MONTHS[word[0][:3]], second))
    elif len(numbers) == 3:
        first, second, third = numbers
        readings = [(first, second, third)]
        if first < 100:
            readings = [(third, first, second), (third, second, first), (first, second, third)]
    elif len(numbers) == 2:
        readings = [(day.year, numbers[0], numbers[1])]
    else:
        return None
    dates = [made for reading in readings if (made := _made(*reading))]
    return min(dates, key=lambda one: abs(one - day), default=None)


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, number)
    except ValueError:
        return None
