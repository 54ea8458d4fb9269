"""Wall times as minutes of the day (int, 0 = midnight), also past 24 hours: 25:30 is 1:30 at night."""

import re

from forumapp.core.text.cleaning import to_halfwidth

WAVE_DASH = "\u301c"
# A forum that runs into the night ends within the next day.
LAST_MINUTE = 48 * 60 - 1
LATE_NIGHT = 30 * 60
"""Minutes of a day up to which an end past midnight is written as 25:30; a later one is another day."""

_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|h(?P<minute_h>\d{2})?)", re.IGNORECASE)
_SPOKEN = re.compile(r"(?P<hour>\d{1,2})時(?:(?P<minute>\d{1,2})分|(?P<half>半))?")


class UnreadableTime(ValueError):
    """`text` is no time of day, or one that two people would read differently (午後12時)."""

    def __init__(self, text: str) -> None:
        super().__init__(repr(text))
        self.text = text


def format_time(minute_of_day: int, *, padded: bool = False) -> str:
    """13:30, 9:05, 25:30; `padded` gives 09:05 as HTML time fields want it. Raises ValueError below 0."""
    if minute_of_day < 0:
        raise ValueError(f"no time of day: {minute_of_day}")
    hour, minute = divmod(minute_of_day, 60)
    return f"{hour:02}:{minute:02}" if padded else f"{hour}:{minute:02}"


def format_range(start: int, end: int | None, derived_end: bool = False) -> str:
    """13:30〜16:10; 13:30〜 where no end is known, or where it was only derived and so not promised."""
    if end is None or derived_end:
        return f"{format_time(start)}{WAVE_DASH}"
    return f"{format_time(start)}{WAVE_DASH}{format_time(end)}"


def format_minutes(minutes: int, language: str = "ja") -> str:
    """A length: 15分 for "ja", 15 min for every other language. Raises ValueError below 0."""
    if minutes < 0:
        raise ValueError(f"no length: {minutes}")
    return f"{minutes}分" if language == "ja" else f"{minutes} min"


def parse_time(text: str) -> int:
    """Minutes of the day from 13:30, 25:30, 13h30, 14h, 午後1時, 午後1:30, 10時半, 18時00分 or 正午.

    Digits and colons may be full-width. With 午前 or 午後 the hour is 0–11: 12 means noon to some and
    midnight to others. Raises UnreadableTime.
    """
    compact = re.sub(r"\s+", "", to_halfwidth(text))
    if compact == "正午":
        return 12 * 60
    meridiem, clock = _meridiem(compact)
    found = _CLOCK.fullmatch(clock) or _SPOKEN.fullmatch(clock)
    if found is None:
        raise UnreadableTime(text)
    parts = found.groupdict()
    hour = int(parts["hour"])
    minute = 30 if parts.get("half") else int(parts["minute"] or parts.get("minute_h") or 0)
    if minute > 59 or (meridiem and hour > 11):
        raise UnreadableTime(text)
    minute_of_day = (hour + (12 if meridiem == "午後" else 0)) * 60 + minute
    if minute_of_day > LAST_MINUTE:
        raise UnreadableTime(text)
    return minute_of_day


def _meridiem(compact: str) -> tuple[str, str]:
    for word in ("午前", "午後"):
        if compact.startswith(word):
            return word, compact.removeprefix(word)
    return "", compact
