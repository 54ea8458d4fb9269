"""Times and lengths in a line as people write them. Everything is matched in half width, where places stay the same."""

import re
from dataclasses import dataclass, field

from forumapp.agenda.models import LONGEST
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.core.text.times import LAST_MINUTE

_CLOCK = (
    r"(?:(?:(?:午前|午後|[AP]M)\s?)?(?<!\d)\d{1,2}"
    r"(?::\d{2}(?::\d{2})?(?!\d)|h(?:\d{2})?(?![a-z0-9])|時(?!間)(?:\s?\d{1,2}分(?!間)|半)?)"
    r"(?:\s?[ap]\.?m\.?(?![a-z]))?|正午)"
)
_TO = r"\s{0,2}(?:~|-{1,2}|→|\?{1,2}|から|to(?=\s))\s{0,2}"
_RANGE = rf"(?P<start>{_CLOCK})(?:頃|ごろ)?(?P<to>{_TO}(?P<end>{_CLOCK})?(?:頃|ごろ|まで)?)?"
_LENGTH = r"(?:\d{1,2}\s?時間(?:\s?\d{1,2}\s?分間?|半)?|-?\d{1,6}\s?(?:分間?|min(?:ute)?s?\.?(?![a-z])|'))"
_TIMES = r"(?:\s?[x×✕]\s?(?P<times>\d{1,2})\s?(?:名|人|団体|件|回|組|市町?|自治体)?)?"
_SPAN = rf"(?P<each>各々?|each )?(?:約|計|合計|全)?\s?(?P<length>{_LENGTH})(?:程度|ずつ|予定)?{_TIMES}"
_REST = r"(?:残り?(?:の)?時間|残り|balance|remainder)"

CLOCK = re.compile(_CLOCK, re.IGNORECASE)
RANGE = re.compile(_RANGE, re.IGNORECASE)
LENGTH = re.compile(_LENGTH, re.IGNORECASE)
SPAN = re.compile(_SPAN, re.IGNORECASE)
_OPEN, _CLOSE = r"[(\[〔【<《]?\s{0,2}", r"\s{0,2}[)\]〕】>》]?"
_HEAD = re.compile(_OPEN + _RANGE + _CLOSE, re.IGNORECASE)
_HEAD_LENGTH = re.compile(rf"[(\[]?{_SPAN}[)\]]?(?=[\s~:-]|$|[(「])", re.IGNORECASE)
_BARE_LENGTH = re.compile(rf"\s?{_SPAN}(?=[\s~:、,-]|$)", re.IGNORECASE)
_PAREN_LENGTH = re.compile(rf"\s{{0,3}}[(\[]\s?{_SPAN}\s?[)\]]", re.IGNORECASE)
_HEAD_REST = re.compile(rf"[(\[]?{_REST}[)\]]?(?=[\s~:(-]|$)[\s~:-]{{0,4}}", re.IGNORECASE)
_HEAD_OPEN = re.compile(r"[(\[]?(?:時間|時刻|開始)?未定[)\]]?(?=[\s(]|$)")
_JOIN = re.compile(r"[\s~:|・、,-]{0,6}")
REST = re.compile(_REST, re.IGNORECASE)
_FIGURES = re.compile(r"(-?\d+)")


@dataclass(slots=True)
class Span:
    """When and how long. ``troubles``: codes of doubts."""

    start: int | None = None
    end: int | None = None
    minutes: int | None = None
    each: int | None = None
    is_remainder: bool = False
    troubles: list[str] = field(default_factory=list)


def read_head(text: str) -> tuple[Span, str] | None:
    """Return the time or length that opens ``text`` and what follows it, or None."""
    half = to_halfwidth(text)
    span = Span()
    found = _HEAD.match(half)
    if found and (half[0] in "([【〔<《{") == (found.group().rstrip()[-1] in ")]】〕>》}"):
        take_range(found, span)
        place = found.end()
        more = _PAREN_LENGTH.match(half, place) or _BARE_LENGTH.match(half, place)
        if more:
            take_length(more, span)
            place = more.end()
    elif found := _HEAD_LENGTH.match(half):
        take_length(found, span)
        place = found.end()
    elif found := _HEAD_REST.match(half):
        span.is_remainder = True
        place = found.end()
    elif found := _HEAD_OPEN.match(half):
        place = found.end()
    else:
        return None
    joint = _JOIN.match(half, place)
    return span, text[joint.end() if joint else place :]


def take_range(found: re.Match[str], span: Span) -> None:
    """Put the times of a match of RANGE into ``span``."""
    start, meridiem = _minute(found["start"], span)
    span.start = start
    if not found["end"]:
        return
    end, own = _minute(found["end"], span)
    if end is not None and start is not None and meridiem and not own:
        end = _inherited(start, end, meridiem)
    if end is not None and start is not None and end < start:
        if end + 24 * 60 - start <= 12 * 60:
            end += 24 * 60
        else:
            span.troubles.append("end_before_start")
            end = None
    span.end = end


def clock_of(text: str, span: Span) -> int | None:
    """Return the minute of the day that ``text`` (a match of CLOCK) names; troubles go to ``span``."""
    return _minute(text, span)[0]


def take_length(found: re.Match[str], span: Span) -> None:
    """Put the length of a match of SPAN into ``span``: 各15分 is the length of each part."""
    minutes = length_of(found["length"])
    if minutes is None:
        span.troubles.append("bad_length")
        return
    if found["times"]:
        minutes *= int(found["times"])
        if minutes > LONGEST:
            span.troubles.append("bad_length")
            return
        span.minutes = minutes
    elif found["each"]:
        span.each = minutes
    else:
        span.minutes = minutes


def length_of(text: str) -> int | None:
    """Return the minutes of 15分, 1時間半, 90 min; None below 0 and above a day."""
    figures = [int(each) for each in _FIGURES.findall(text)]
    minutes = figures[0]
    if "時間" in text:
        minutes = minutes * 60 + (30 if "半" in text else figures[1] if len(figures) > 1 else 0)
    return minutes if 0 <= minutes <= LONGEST else None


def _minute(text: str, span: Span) -> tuple[int | None, str]:
    """Return (minute of the day, "午前" or "午後" or "")."""
    if text == "正午":
        return 12 * 60, "午後"
    upper = text.upper().replace(".", "")
    meridiem = (
        "午後" if "午後" in upper or "PM" in upper else "午前" if "午前" in upper or "AM" in upper else ""
    )
    figures = [int(each) for each in re.findall(r"\d+", text)]
    hour, minute = figures[0], 30 if "半" in text else (figures[1] if len(figures) > 1 else 0)
    if meridiem and hour == 12:
        if not upper.endswith("M"):
            span.troubles.append("ambiguous_time")
        hour = 0 if upper.endswith("AM") else 12
    elif meridiem == "午後" and hour < 12:
        hour += 12
    total = hour * 60 + minute
    if minute > 59 or total > LAST_MINUTE:
        span.troubles.append("bad_time")
        return None, meridiem
    return total, meridiem


def _inherited(start: int, end: int, meridiem: str) -> int:
    if end < 12 * 60 and (meridiem == "午後" or end <= start):
        return end + 12 * 60
    return end
