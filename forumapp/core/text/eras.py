"""Dates as Japanese offices write them: 令和6年8月1日(木). Printed from and read into `datetime.date`.

Era and weekday are computed when printing and checked when reading. Nothing here words a message for people:
the exceptions carry what is needed to do so.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from forumapp.core.text.cleaning import to_halfwidth

WEEKDAYS_JA = "月火水木金土日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# How long a date without a year may lie back before it is taken for the coming one.
_LOOK_BACK = timedelta(days=90)


class _Era(NamedTuple):
    name: str
    letter: str
    first_day: date
    year_zero: int


# First days by the era ordinances; 明治 from the day Japan took up the Gregorian calendar, so that no date is
# printed that people of the time would have written otherwise.
_ERAS = (
    _Era("令和", "R", date(2019, 5, 1), 2018),
    _Era("平成", "H", date(1989, 1, 8), 1988),
    _Era("昭和", "S", date(1926, 12, 25), 1925),
    _Era("大正", "T", date(1912, 7, 30), 1911),
    _Era("明治", "M", date(1873, 1, 1), 1867),
)
_ERA_OF_SIGN = {sign: era for era in _ERAS for sign in (era.name, era.name[0], era.letter)}

_WEEKDAY = r"(?:\(?(?P<weekday>[月火水木金土日])(?:曜日?)?(?:[・,]?祝日?)?\)?)?"
_FORMS = tuple(
    re.compile(form + _WEEKDAY, re.IGNORECASE)
    for form in (
        r"(?P<era>令和|平成|昭和|大正|明治)(?P<year>\d{1,2}|元)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
        r"(?P<era>[RHSTM令平昭大明])(?P<year>\d{1,2}|元)(?P<sign>[./-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
        r"(?P<year>\d{4})(?P<sign>[./-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})",
    )
)


class UnreadableDate(ValueError):
    """`text` is no date: not of its shape ("form"), no such day ("calendar"), or not in that era ("era")."""

    def __init__(self, text: str, reason: Literal["form", "calendar", "era"]) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.text = text
        self.reason = reason


class WrongWeekday(ValueError):
    """The weekday beside the date is not that day's. `date` is what the figures say; weekdays are as 木."""

    def __init__(self, text: str, day: date, written: str) -> None:
        self.text = text
        self.date = day
        self.written = written
        self.actual = weekday_ja(day)
        super().__init__(f"{text!r}: {day} is {self.actual}, not {written}")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as it was read. `written_weekday` is 月…日, or None where none was written."""

    date: date
    written_weekday: str | None
    year_was_written: bool

    @property
    def weekday_is_wrong(self) -> bool:
        return self.written_weekday is not None and self.written_weekday != weekday_ja(self.date)


def weekday_ja(day: date) -> str:
    """月, 火, 水, 木, 金, 土 or 日."""
    return WEEKDAYS_JA[day.weekday()]


def format_year_ja(day: date) -> str:
    """The year that `day` lies in: 令和6年, 令和元年; 1872年 before the Gregorian calendar."""
    for era in _ERAS:
        if day >= era.first_day:
            year = day.year - era.year_zero
            return f"{era.name}{'元' if year == 1 else year}年"
    return f"{day.year}年"


def format_date_ja(day: date, *, weekday: bool = True) -> str:
    """令和6年8月1日(木), or without the weekday."""
    return f"{format_year_ja(day)}{_month_day_ja(day, weekday)}"


def format_date(day: date, language: str) -> str:
    """令和6年8月1日(木) for "ja"; Thursday, 1 August 2024 for every other language."""
    if language == "ja":
        return format_date_ja(day)
    return f"{_WEEKDAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def format_month_day(day: date, language: str) -> str:
    """8月1日(木) for "ja"; Thu, 1 August for every other language. For places where the year is plain."""
    if language == "ja":
        return _month_day_ja(day, weekday=True)
    return f"{_WEEKDAYS_EN[day.weekday()][:3]}, {day.day} {_MONTHS_EN[day.month - 1]}"


def read_date(text: str, today: date) -> ReadDate:
    """Read 令和6年8月1日(木), R6.8.1, 2024年8月1日, 2024/8/1, 2024-08-01, 8月1日 or 8/1; digits of any width.

    Without a year it is the first such day from 90 days before `today` on. A wrong weekday does not stop the
    reading. Raises UnreadableDate.
    """
    compact = re.sub(r"\s+", "", to_halfwidth(text)).replace("\u32ff", "令和").replace("\u337b", "平成")
    for form in _FORMS:
        if found := form.fullmatch(compact):
            parts = found.groupdict()
            month, day = int(parts["month"]), int(parts["day"])
            if "year" not in parts:
                resolved = _without_year(text, month, day, today)
            elif "era" in parts:
                resolved = _in_era(text, _ERA_OF_SIGN[parts["era"].upper()], parts["year"], month, day)
            else:
                resolved = _on_calendar(text, int(parts["year"]), month, day)
            return ReadDate(resolved, parts["weekday"], "year" in parts)
    raise UnreadableDate(text, "form")


def parse_date(text: str, today: date) -> date:
    """Like `read_date`, but strict. Raises UnreadableDate, and WrongWeekday when the weekday does not fit."""
    read = read_date(text, today)
    if read.written_weekday is not None and read.weekday_is_wrong:
        raise WrongWeekday(text, read.date, read.written_weekday)
    return read.date


def _month_day_ja(day: date, weekday: bool) -> str:
    return f"{day.month}月{day.day}日" + (f"({weekday_ja(day)})" if weekday else "")


def _on_calendar(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableDate(text, "calendar") from error


def _in_era(text: str, era: _Era, year: str, month: int, day: int) -> date:
    resolved = _on_calendar(text, era.year_zero + (1 if year == "元" else int(year)), month, day)
    if not format_year_ja(resolved).startswith(era.name):
        raise UnreadableDate(text, "era")
    return resolved


def _without_year(text: str, month: int, day: int, today: date) -> date:
    earliest = today - _LOOK_BACK
    for year in (earliest.year, earliest.year + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate >= earliest:
            return candidate
    raise UnreadableDate(text, "calendar")
