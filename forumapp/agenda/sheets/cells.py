"""What people write into cells, understood: times as Excel's fractions, times or text; minutes; words; several lines."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda.models import LATEST, LONGEST
from forumapp.agenda.pasting.moments import LENGTH, length_of
from forumapp.agenda.sheets.columns import in_every_language, remainder_word
from forumapp.core.sheets.cells import BadCell, shown
from forumapp.core.sheets.grid import Cell, same
from forumapp.core.text.cleaning import to_halfwidth
from forumapp.core.text.times import UnreadableTime, parse_time

DAY = 24 * 60
REMAINDER = -1
"""What :func:`minutes_of` gives for 残り."""
_LINK = re.compile(
    r"=\s?\+?(?:MAX\()?\$?[A-Z]{1,3}\$?\d{1,7}(?:[,;:]\$?[A-Z]{1,3}\$?\d{1,7}){0,60}\)?(?:([+-]\d{1,4})/1440)?"
)
_LOST = re.compile(r"=\s?(?:MAX\()?[^()]{0,400}#REF![^()]{0,400}\)?")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?")


@dataclass(frozen=True, slots=True)
class Start:
    """When a row begins: at ``minute``, or ``gap`` minutes after what precedes it (``minute`` None)."""

    minute: int | None = None
    gap: int = 0


def start_of(cell: Cell) -> Start:
    """Return when a row begins: a plain time, or a formula or nothing for what follows the row before.

    A formula of one's own counts for what it shows. Raises BadCell.
    """
    if cell.formula:
        if link := _LINK.fullmatch(cell.formula):
            return Start(gap=int(link.group(1) or 0))
        if _LOST.fullmatch(cell.formula):
            return Start()
        if cell.value is None or cell.value == "":
            raise BadCell(_("式の計算結果がありません。Excelで開いて保存し直すか、時刻を入力してください。"))
    return Start(time_of(cell.value))


def time_of(value: Any) -> int | None:
    """Return the minute of the day of 13:30, 0.5625, "午後1時半"; None for an empty cell. Raises BadCell."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    minute = _minute(value)
    if minute is None:
        raise BadCell(_("「%(text)s」を時刻として読み取れません(例：13:30)。", text=shown(value)))
    if not 0 <= minute <= LATEST:
        raise BadCell(_("時刻は0:00から48:00までにしてください。"))
    return minute


def _minute(value: Any) -> int | None:
    if isinstance(value, datetime):  # a time behind a date: 1899 and 1900 are how Excel counts days
        days = (value.date() - date(1899, 12, 31)).days if value.year <= 1900 else 0
        return max(days, 0) * DAY + _rounded(value.hour * 60 + value.minute, value.second)
    if isinstance(value, time):
        return _rounded(value.hour * 60 + value.minute, value.second)
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return round(value * DAY) if 0 <= value <= LATEST / DAY and value != 1 else None
    return _written(str(value))


def _written(text: str) -> int | None:
    try:
        return parse_time(text)
    except UnreadableTime:
        half = to_halfwidth(text).strip()
    if _NUMBER.fullmatch(half) and "." in half and float(half) < LATEST / DAY:
        return round(float(half) * DAY)
    return None


def _rounded(minute: int, second: int) -> int:
    return minute + (1 if second >= 30 else 0)


def minutes_of(cell: Cell) -> int | None:
    """Return the length: 15, "１５分", "1時間半", 0:15, REMAINDER for 残り; None for an empty cell. Raises BadCell."""
    value = cell.value
    if cell.formula and value is None:
        raise BadCell(_("式の計算結果がありません。Excelで開いて保存し直すか、分を数字で入力してください。"))
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str) and same(value) in _remainders():
        return REMAINDER
    minutes = _length(value)
    if minutes is None:
        raise BadCell(
            _("「%(text)s」を分として読み取れません。数字で入力してください(例：15)。", text=shown(value))
        )
    if not 0 <= minutes <= LONGEST:
        raise BadCell(_("時間は0分から1440分(24時間)までで入力してください。"))
    return minutes


def _remainders() -> set[str]:
    return in_every_language(remainder_word) | {"残り時間", "残りの時間", "balance", "remainder"}


def _length(value: Any) -> int | None:
    if isinstance(value, (time, timedelta, datetime)):
        return _minute(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if value == int(value) else None
    half = to_halfwidth(str(value)).strip()
    if _NUMBER.fullmatch(half):
        return int(float(half)) if float(half) == int(float(half)) else None
    if LENGTH.fullmatch(half):
        length = length_of(half)
        return LONGEST + 1 if length is None else length
    return None
