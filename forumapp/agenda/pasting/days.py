"""Lines that name a day: 第1日 8月1日(木), 開催日時：令和6年8月1日(木)13:30〜."""

import re
from dataclasses import dataclass, field
from datetime import date

from forumapp.agenda.pasting.tree import Doubt
from forumapp.core.text import eras
from forumapp.core.text.cleaning import to_halfwidth

_WEEKDAY = r"(?:\(\s?[月火水木金土日](?:曜日?)?(?:[・,]?祝日?)?\s?\)|[月火水木金土日]曜日?)"
_DATE = re.compile(
    r"(?:(?:令和|平成|[RH])\s?(?:\d{1,2}|元)\s?[年./-]\s?|\d{4}\s?[年./-]\s?)\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?"
    rf"\s?{_WEEKDAY}?|\d{{1,2}}\s?月\s?\d{{1,2}}\s?日\s?{_WEEKDAY}?|\d{{1,2}}/\d{{1,2}}\s?{_WEEKDAY}"
)
_NUMBER = re.compile(
    r"(?:第\s?(?P<a>[0-9一二三四五]{1,2})\s?日目?|(?P<b>[0-9一二三四五]{1,2})\s?日目|day\s?(?P<c>\d{1,2})|(?P<d>初日))(?=[\s:()\]】〕>》・/]|$|\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:開催日時|開催日|日時|日程|期日|と\s?き|日\s+時)\s?[:\s]\s?")
_FRONT = re.compile(r"[【〔\[<《■□●○◆◇・\s]{0,4}")
_BACK = re.compile(r"[】〕\]>》)\s:/・]{0,6}")
_BETWEEN = re.compile(r"[】〕\]>》()\s:/・]{0,6}")
_JAPANESE = {sign: place for place, sign in enumerate("一二三四五", start=1)}
_AROUND = (0, -1, 1, -2, 2, -3, 3)
"""Years to look at when a date without a year carries a weekday, the nearest first."""


@dataclass(slots=True)
class NamedDay:
    """What a line says about the day; ``rest`` follows on the line."""

    day: date | None = None
    number: int | None = None
    rest: str = ""
    is_fact: bool = False
    doubts: list[Doubt] = field(default_factory=list)


def read_day(text: str, line: int, known: date | None, today: date) -> NamedDay | None:
    """Return the day that opens ``text``, or None. ``known``: a day of the same forum, for dates without a year."""
    half = to_halfwidth(text)
    front = _FRONT.match(half)
    place = front.end() if front else 0
    label = _LABEL.match(half, place)
    place = label.end() if label else place
    named = NamedDay(is_fact=label is not None)
    if number := _NUMBER.match(half, place):
        named.number = _figure(next(each for each in number.groups() if each))
        between = _BETWEEN.match(half, number.end())
        place = between.end() if between and _DATE.match(half, between.end()) else _after(half, number.end())
    written = _DATE.match(half, place)
    if written:
        place = written.end()
        _take_date(named, written.group(), line, known, today)
    if written is None and named.number is None:
        return None
    end = _after(half, place)
    named.rest = text[end:].strip()
    is_alone = end > place or not named.rest or named.rest[0].isdigit() or named.rest[0] in "午正(（"
    return named if is_alone or named.is_fact else None


def _take_date(named: NamedDay, written: str, line: int, known: date | None, today: date) -> None:
    try:
        read = eras.read_date(written, known or today)
    except eras.UnreadableDate:
        named.doubts.append(Doubt(line, "bad_date", {"text": written}))
        return
    named.day = read.date
    if read.weekday_is_wrong and not read.year_was_written and known is None:
        named.day = _fitting(read) or read.date
    if read.weekday_is_wrong and named.day == read.date:
        values: dict[str, object] = {"written": read.written_weekday, "date": read.date}
        named.doubts.append(Doubt(line, "wrong_weekday", values))


def _fitting(read: eras.ReadDate) -> date | None:
    for years in _AROUND:
        try:
            day = read.date.replace(year=read.date.year + years)
        except ValueError:
            continue
        if eras.weekday_ja(day) == read.written_weekday:
            return day
    return None


def _after(half: str, place: int) -> int:
    back = _BACK.match(half, place)
    return back.end() if back else place


def _figure(text: str) -> int:
    return (
        1 if text == "初日" else _JAPANESE[text] if text in _JAPANESE else int(text) if text.isdigit() else 1
    )
