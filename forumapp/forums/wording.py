"""Dates and times of forums as people read them."""

from collections.abc import Callable
from datetime import date, datetime, time

from forumapp.core import clock
from forumapp.core.i18n import language
from forumapp.core.text import eras, times


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


FILTERS: dict[str, Callable[..., str]] = {
    "long_day": long_day,
    "time_of_day": time_of_day,
    "moment": moment,
    "long_moment": long_moment,
    "instant": instant,
}
"""Filters of templates."""
