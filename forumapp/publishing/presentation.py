"""A forum in words: what its pages say of date, place, deadline and state, in the reader's language and the right tense."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import pgettext

from forumapp.core import clock
from forumapp.core.text import eras, times
from forumapp.forums.models import Forum, ForumHost, HostRole, Mode, State
from forumapp.forums.states import (
    deadline_of,
    end_of,
    is_end_derived,
    is_open_for,
    start_of,
    state_of,
    takes,
)

OVER = frozenset({State.HELD, State.REPORTED})


class Told(NamedTuple):
    """A text of the forum and the language it is written in; ``lang`` is None where that is the page's."""

    text: str
    lang: str | None


class Leaf(NamedTuple):
    """A day as a leaf of a calendar: 令和6年, 8/1, (木)."""

    year: str
    day: str
    weekday: str


class Deadline(NamedTuple):
    """Until when one may register, for whom ('' for all), as printed and as the wall time itself."""

    audience: str
    text: str
    at: datetime


def told(japanese: str, english: str, language: str) -> Told:
    """Choose the English text for an English page, else the Japanese one, marked as such."""
    if language == "en":
        return Told(english, None) if english else Told(japanese, "ja")
    return Told(japanese, None)


def minute_of(wall: time) -> int:
    """Return the minute of the day."""
    return wall.hour * 60 + wall.minute


def clock_text(wall: datetime) -> str:
    """Return the time of day: 13:30."""
    return times.format_time(wall.hour * 60 + wall.minute)


def mode_text(mode: Mode) -> str:
    """Return how one takes part."""
    words = {Mode.ON_SITE: pgettext("参加方法", "会場"), Mode.WEB: _("Web"), Mode.BOTH: _("会場とWeb")}
    return words[mode]


@dataclass(frozen=True)
class ForumView:
    """One forum for one reader at one moment."""

    forum: Forum
    language: str
    now: datetime

    @property
    def state(self) -> State:
        """Return the state at the moment."""
        return state_of(self.forum, self.now)

    @property
    def is_over(self) -> bool:
        """Say whether sentences speak of the past."""
        return self.state in OVER

    @property
    def title(self) -> Told:
        """Return the name."""
        return told(self.forum.title, self.forum.title_en, self.language)

    @property
    def summary(self) -> Told:
        """Return the summary (Markdown)."""
        return told(self.forum.summary, self.forum.summary_en, self.language)

    @property
    def series_title(self) -> Told | None:
        """Return the series' name."""
        series = self.forum.series
        return told(series.title, series.title_en, self.language) if series else None

    @property
    def venue_name(self) -> Told:
        """Return the place's name."""
        venue = self.forum.venue
        return told(venue.name, venue.name_en, self.language) if venue else Told("", None)

    @property
    def date(self) -> str:
        """Return 令和6年8月1日(木), or nothing while it is open; of several days 令和6年8月1日(木)〜8月2日(金)."""
        first = eras.format_date(self.forum.day, self.language) if self.forum.day else ""
        between = times.WAVE_DASH if self.language == "ja" else " – "
        return f"{first}{between}{self.last_day}" if self.last_day else first

    @property
    def leaf(self) -> Leaf | None:
        """Return the day as a leaf of a calendar."""
        day = self.forum.day
        if day is None:
            return None
        if self.language == "en":
            weekday, rest = eras.format_month_day(day, "en").split(", ")
            number, month = rest.split()
            return Leaf(str(day.year), f"{number} {month[:3]}", weekday)
        return Leaf(eras.format_year_ja(day), f"{day.month}/{day.day}", f"({eras.weekday_ja(day)})")

    @property
    def time(self) -> str:
        """Return 13:30〜16:10, also where the programme gives the end; 13:30〜 without one, or if it ends another day."""
        if self.forum.starts is None:
            return ""
        end = end_of(self.forum)
        begin = minute_of(self.forum.starts)
        start = start_of(self.forum)
        if end is None or start is None or self.last_day:
            return times.format_range(begin, None)
        return times.format_range(begin, begin + int((end - start).total_seconds() // 60))

    @property
    def last_day(self) -> str:
        """Return the day on which a forum of several days ends: 8月2日(金). A night does not make it one."""
        end, start = end_of(self.forum), start_of(self.forum)
        if end is None or start is None:
            return ""
        midnight = datetime.combine(start.date(), time.min)
        if end - midnight <= timedelta(minutes=times.LATE_NIGHT):
            return ""
        return eras.format_month_day(end.date(), self.language)

    @property
    def promised_time(self) -> str:
        """Return the time as announced: 13:30〜 where only the programme says when it ends."""
        if self.forum.starts is not None and is_end_derived(self.forum):
            return times.format_range(minute_of(self.forum.starts), None)
        return self.time

    @property
    def is_end_derived(self) -> bool:
        """Say whether the printed end comes from the programme."""
        return bool(self.time) and not self.last_day and is_end_derived(self.forum)

    @property
    def machine_start(self) -> str:
        """Return the start for <time datetime>: 2024-08-01T13:30 or 2024-08-01."""
        if self.forum.day is None:
            return ""
        return self.forum.day.isoformat() + (f"T{self.forum.starts:%H:%M}" if self.forum.starts else "")

    @property
    def mode(self) -> str:
        """Return how one takes part."""
        return mode_text(self.forum.mode)

    @property
    def place(self) -> Told:
        """Return 出島メッセ長崎(Web併用), オンライン(Web), or nothing while it is open."""
        name, lang = self.venue_name
        if self.forum.mode is Mode.WEB:
            return Told(_("オンライン(Web)"), None)
        if name and self.forum.room:
            name = f"{name} {self.forum.room.name}"
        if name and self.forum.mode is Mode.BOTH:
            return Told(_("%(place)s(Web併用)", place=name), lang)
        return Told(name, lang)

    @property
    def address(self) -> str:
        """Return 〒850-0058 長崎県長崎市尾上町4−1, as far as it is known."""
        venue = self.forum.venue
        if venue is None or self.forum.mode is Mode.WEB:
            return ""
        return " ".join(
            part for part in (f"〒{venue.postal_code}" if venue.postal_code else "", venue.address) if part
        )

    @property
    def deadlines(self) -> list[Deadline]:
        """Return until when one may register: one for all, or one for each way of taking part."""
        asked = [mode for mode in (Mode.ON_SITE, Mode.WEB) if takes(self.forum, mode)]
        found = [(mode, deadline_of(self.forum, mode)) for mode in asked]
        known = [(mode, at) for mode, at in found if at is not None]
        if len(known) == 2 and known[0][1] == known[1][1]:
            return [Deadline("", self._moment(known[0][1]), known[0][1])]
        return [
            Deadline(mode_text(mode) if len(asked) > 1 else "", self._moment(at), at) for mode, at in known
        ]

    @property
    def opening(self) -> str:
        """Return from when one may register."""
        return self._moment(self.forum.opens) if self.forum.opens else ""

    @property
    def open_modes(self) -> list[Mode]:
        """Return the ways of taking part for which registration is open now."""
        return [mode for mode in (Mode.ON_SITE, Mode.WEB) if is_open_for(self.forum, mode, self.now)]

    @property
    def is_open(self) -> bool:
        """Say whether one may register now."""
        return bool(self.open_modes)

    @property
    def sentence(self) -> str:
        """Return one sentence about where things stand."""
        sentences = {
            State.DRAFT: _("このフォーラムはまだ公開されていません。"),
            State.PLANNED: _("日時や会場などは調整中です。決まり次第、このページでお知らせします。"),
            State.PUBLISHED: _("参加登録の受付開始まで、しばらくお待ちください。"),
            State.OPEN: _("参加登録を受け付けています。"),
            State.CLOSED: _("参加登録の受付は終了しました。"),
            State.HELD: _("このフォーラムは終了しました。開催報告は準備ができ次第、公開します。"),
            State.REPORTED: _("このフォーラムは終了しました。開催報告を公開しています。"),
            State.CANCELLED: _("このフォーラムは中止になりました。"),
        }
        if self.state is State.PUBLISHED and self.opening:
            return _("参加登録は%(moment)sから受け付けます。", moment=self.opening)
        return sentences[self.state]

    def hosts(self, role: HostRole) -> list[ForumHost]:
        """Return the hosts in a role."""
        return [host for host in self.forum.hosts if host.role is role]

    def _moment(self, wall: datetime) -> str:
        return f"{eras.format_month_day(wall.date(), self.language)} {clock_text(wall)}"


def short_day(day: date, language: str) -> str:
    """Return a day where the year is plain: 8月1日(木)."""
    return eras.format_month_day(day, language)


def local_day(at: datetime, zone: str, language: str) -> str:
    """Return the day of an instant where the forum is: 令和6年9月10日(火)."""
    return eras.format_date(clock.to_wall(at, zone).date(), language)


def present(forum: Forum, language: str) -> ForumView:
    """Show ``forum`` to a reader of ``language`` now."""
    return ForumView(forum, language, clock.now())
