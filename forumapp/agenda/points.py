"""Where and when something of a programme is held, small enough for a letter's recipe, and two of them in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from forumapp.agenda.checks.walking import placed
from forumapp.agenda.differences import Row
from forumapp.agenda.feeds import location, location_en
from forumapp.agenda.programme import Programme, ProgrammeTrack, Speaker, moment
from forumapp.agenda.questions import Side
from forumapp.agenda.wording import mode_name
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_range
from forumapp.forums.models import Forum, Mode

Point = dict[str, Any]
"""title, title_en, date (ISO or None), start and end (minutes of that day or None), location, location_en, mode, line."""
Points = Mapping[str, Point | None]
"""By what they are about; None: it was not there."""


class Comparison(NamedTuple):
    """One thing before and after, in words."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Say whether there is a difference."""
        return self.before != self.after


class Moved(NamedTuple):
    """What became of an item or track: compared, or the one side that there is."""

    title: str
    comparisons: list[Comparison]
    is_new: bool
    is_gone: bool


def of_speaker(forum: Forum, row: Row, speaker: Speaker) -> Point:
    """Return when and where somebody appears, and as what they are printed."""
    item = row.item
    point = _point(forum, item.day, (item.start, item.end), row.mode or forum.mode, row.room)
    return {**point, "title": item.title, "title_en": item.title_en, "line": speaker.line}


def of_track(forum: Forum, track: ProgrammeTrack) -> Point:
    """Return when, where and how a track is held."""
    day = min((item.day for item in track.items), default=0)
    point = _point(forum, day, (track.start, track.end), track.mode, track.room)
    return {**point, "title": track.name, "title_en": track.name_en, "line": ""}


def speakers_of(forum: Forum, programme: Programme) -> Iterator[tuple[Speaker, str, Point]]:
    """Yield whoever appears, in order of printing: the speaker, the item's id as text, and the point."""
    for item, track in placed(programme):
        for speaker in item.speakers:
            yield speaker, str(item.id), of_speaker(forum, Row(item, track), speaker)


def _point(forum: Forum, day: int, times: tuple[int | None, int | None], mode: Mode, room: str) -> Point:
    held = moment(forum.day, (day, 0)).date().isoformat() if forum.day else None
    return {
        "date": held,
        "start": times[0],
        "end": times[1],
        "mode": mode.value,
        "location": location(forum, mode, room),
        "location_en": location_en(forum, mode, room),
    }


def title_of(point: Point) -> str:
    """Return the title in the present language, as far as there is one."""
    return (point["title_en"] if language() == "en" else "") or str(point["title"])


def side_of(point: Point | None) -> Side | None:
    """Return time and place in words."""
    return Side(when_of(point), place_of(point)) if point is not None else None


def when_of(point: Point) -> str:
    """Return date and times: 令和6年8月1日(木) 13:30〜13:45."""
    held = format_date(date.fromisoformat(point["date"]), language()) if point["date"] else ""
    times = format_range(point["start"], point["end"]) if point["start"] is not None else ""
    return " ".join(filter(None, (held, times))) or _("調整中")


def place_of(point: Point) -> str:
    """Return the place in the present language."""
    return (point["location_en"] if language() == "en" else "") or point["location"] or _("未定")


def moves(before: Points, after: Points) -> list[Moved]:
    """Return what differs between two sides with the same keys, in their order."""
    return [_moved(old, after[key]) for key, old in before.items() if not same(old, after[key])]


def same(before: Point | None, after: Point | None) -> bool:
    """Say whether both say the same to a reader; a title alone is no move."""
    if before is None or after is None:
        return before is after
    return all(before[name] == after[name] for name in before if name not in {"title", "title_en"})


def _moved(before: Point | None, after: Point | None) -> Moved:
    shown = after or before
    assert shown is not None
    old, new = before or shown, after or shown
    found = [
        Comparison(_("日時"), when_of(old), when_of(new)),
        Comparison(_("場所"), place_of(old), place_of(new)),
        Comparison(_("開催方法"), mode_name(Mode(old["mode"])), mode_name(Mode(new["mode"]))),
    ]
    if shown["line"]:
        found.append(Comparison(_("掲載するご所属・お名前"), old["line"], new["line"]))
    return Moved(title_of(shown), found, before is None, after is None)
