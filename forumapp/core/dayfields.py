"""Fields for dates and times as people write them: 令和6年8月1日(木), R6.8.1, 2024/8/1; 13:30, １３：３０, 午後1時半."""

from datetime import date, time
from typing import Any

import wtforms
from flask_babel import gettext as _

from forumapp.core import clock, i18n
from forumapp.core.text import eras, times
from forumapp.core.text.cleaning import clean_line

MIDNIGHT = 24 * 60
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that calendars and zones can still count with (datetime ends at 9999, time zones at its edges before)."""


class _Read(wtforms.StringField):  # type: ignore[misc] # WTForms has no types
    """A line of text that stands for a value; what was typed comes back when it cannot be read."""

    data: Any
    raw_data: list[Any] | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text; an empty one is None."""
        if not valuelist:
            return
        self.data = None
        text = clean_line(str(valuelist[0]))
        if text:
            self.data = self.read(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def read(self, text: str) -> Any:
        """Return the value of ``text`` or raise ValueError with a sentence for the user."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return the text of a value."""
        raise NotImplementedError


class DayField(_Read):
    """A date (``datetime.date``)."""

    def read(self, text: str) -> date:
        """Return the date; a weekday beside it must be that day's."""
        try:
            day = eras.parse_date(text[:40], clock.today())
        except eras.WrongWeekday as wrong:
            raise ValueError(
                _(
                    "%(date)sです。入力された曜日(%(written)s)と合いません。日付と曜日を確認してください。",
                    date=eras.format_date(wrong.date, i18n.language()),
                    written=wrong.written,
                )
            ) from wrong
        except eras.UnreadableDate as unreadable:
            sentences = {
                "form": _("日付を読み取れません(例:令和6年8月1日、R6.8.1、2024/8/1)。"),
                "calendar": _("暦にない日付です。月と日を確認してください。"),
                "era": _("元号と年が合いません。年を確認してください。"),
            }
            raise ValueError(sentences[unreadable.reason]) from unreadable
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            told = _(
                "%(first)d年から%(last)d年までの日付を入力してください。", first=FIRST_YEAR, last=LAST_YEAR
            )
            raise ValueError(told)
        return day

    def write(self, value: date) -> str:
        """Return 2024/8/1."""
        return f"{value.year}/{value.month}/{value.day}"


class ClockField(_Read):
    """A time of day (``datetime.time``, minutes)."""

    def read(self, text: str) -> time:
        """Return the time of day, before 24:00."""
        try:
            minutes = times.parse_time(text[:40])
        except times.UnreadableTime as unreadable:
            raise ValueError(_("時刻を読み取れません(例:13:30、午後1時半)。")) from unreadable
        if minutes >= MIDNIGHT:
            raise ValueError(_("0:00から23:59までの時刻を入力してください。"))
        return time(*divmod(minutes, 60))

    def write(self, value: time) -> str:
        """Return 13:30."""
        return times.format_time(value.hour * 60 + value.minute)
