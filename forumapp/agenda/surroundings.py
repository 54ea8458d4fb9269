"""The draft with everything that its warnings need, in a number of statements that does not grow with it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.checks.cautions import Absence, Caution, ClockChange, Surroundings
from forumapp.agenda.checks.reviewing import check
from forumapp.agenda.checks.walking import DAY
from forumapp.agenda.models import Item, SpeakerProfile, Track
from forumapp.agenda.programme import Programme
from forumapp.agenda.questions import admissions_of
from forumapp.agenda.timetable import build
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode


def reviewed_draft(forum: Forum) -> tuple[Programme, list[Caution]]:
    """Return the programme as it is being edited, and its warnings in order of printing."""
    items, tracks = queries.items(forum.id), queries.tracks(forum.id)
    programme = build(items, tracks, queries.opens(forum))
    return programme, check(programme, forum.mode, surroundings_of(forum, items, tracks))


def cautions_of(forum: Forum) -> list[Caution]:
    """Return the warnings of the draft: for its table, its preview, its release page and the forum's overview."""
    return reviewed_draft(forum)[1]


def surroundings_of(forum: Forum, items: Sequence[Item], tracks: Sequence[Track]) -> Surroundings:
    """Return what is known around a draft of these rows."""
    rooms = [row.room for row in items] + [row.room for row in tracks]
    return Surroundings(
        **_hours(forum),
        item_links=_links(items, forum),
        track_links=_links(tracks, forum),
        absences=_absences(forum),
        capacities={room.id: room.capacity for room in rooms if room and room.capacity is not None},
        admissions=admissions_of(forum, tracks),
        clock_changes=_clock_changes(forum, max((item.day for item in items), default=0)),
    )


def _hours(forum: Forum) -> dict[str, int | None]:
    opens, closes, ends = (_minute(wall) for wall in (forum.venue_opens, forum.venue_closes, forum.ends))
    begins = queries.opens(forum)
    if forum.mode is Mode.WEB:
        opens = closes = None
    if closes is not None and opens is not None and closes <= opens:
        closes += DAY
    if ends is not None and begins is not None and ends <= begins:
        ends += DAY
    return {"opens": opens, "closes": closes, "ends": ends}


def _minute(wall: time | None) -> int | None:
    return wall.hour * 60 + wall.minute if wall is not None else None


def _links(rows: Sequence[Item] | Sequence[Track], forum: Forum) -> dict[int, str]:
    return {row.id: row.join_url for row in rows if row.join_url and row.join_url != forum.join_url}


def _absences(forum: Forum) -> Mapping[int, Sequence[Absence]]:
    mine = sa.select(SpeakerProfile.person_id, SpeakerProfile.unavailable)
    found = db.session.execute(mine.where(SpeakerProfile.forum_id == forum.id)).tuples()
    return {
        person: [Absence(each["day"], each["start"], each["end"]) for each in unavailable]
        for person, unavailable in found
        if unavailable
    }


def _clock_changes(forum: Forum, last_day: int) -> list[ClockChange]:
    """Return when clocks of the forum's zone change from its first day to the day after its last; few days have any."""
    if forum.day is None:
        return []
    zone, first = ZoneInfo(forum.zone), datetime.combine(forum.day, time.min)
    found = []
    for number in range(last_day + 2):
        midnight = first + timedelta(days=number)
        offsets = [_offset(wall, zone) for wall in (midnight, midnight + timedelta(days=1))]
        if offsets[0] != offsets[1]:
            found.append(_clock_change(midnight, zone, first))
    return found


def _clock_change(midnight: datetime, zone: ZoneInfo, first: datetime) -> ClockChange:
    before, begun = _offset(midnight, zone), midnight.replace(tzinfo=zone).astimezone(UTC)
    moments = (begun + timedelta(minutes=number) for number in range(2 * DAY))
    instant = next(one for one in moments if one.astimezone(zone).utcoffset() != before)
    shown = instant.replace(tzinfo=None) + before
    after = instant.astimezone(zone).utcoffset() or before
    return ClockChange(_minutes(shown - first), _minutes(after - before))


def _offset(wall: datetime, zone: ZoneInfo) -> timedelta:
    return wall.replace(tzinfo=zone).utcoffset() or timedelta()


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
