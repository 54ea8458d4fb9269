"""Dates and times of forums as people read them."""

from collections.abc import Callable
from datetime import date, datetime, time

from forumapp.core import clock
from forumapp.core.i18n import language
from forumapp.core.text import eras, times
from forumapp.forums.models import ForumCandidate


def long_day(day: date) -> str:
    """Print a date: 令和6年8月1日(木)."""
    return eras.format_date(day, language())


def time_of_day(moment: time) -> str:
    """Print a time of day: 13:30."""
    return times.format_time(moment.hour * 60 + moment.minute)


def moment(wall: datetime) -> str:
    """Print a wall time without the year: 7月25日(木) 17:00."""
    return f"{eras.format_month_day(wall.date(), language())} {time_of_day(wall.time())}"


def long_moment(wall: datetime) -> str:
    """Print a wall time: 令和6年7月25日(木) 17:00."""
    return f"{long_day(wall.date())} {time_of_day(wall.time())}"


def instant(at: datetime, zone: str = "Asia/Tokyo") -> str:
    """Print an instant (aware) as wall time in ``zone``: 令和6年7月25日(木) 17:00."""
    return long_moment(clock.to_wall(at, zone))


def candidate_day(candidate: ForumCandidate) -> str:
    """Print a candidate day, with its times as far as they are known: 令和6年8月1日(木) 13:30〜16:00."""
    day = long_day(candidate.day)
    if candidate.starts is None:
        return day
    start, end = (
        time.hour * 60 + time.minute if time else None for time in (candidate.starts, candidate.ends)
    )
    return f"{day} {times.format_range(start or 0, end)}"


FILTERS: dict[str, Callable[..., str]] = {
    "long_day": long_day,
    "time_of_day": time_of_day,
    "moment": moment,
    "long_moment": long_moment,
    "instant": instant,
    "candidate_day": candidate_day,
}
"""Filters of templates."""
