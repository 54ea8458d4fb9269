"""The draft with everything that its warnings need, in a number of statements that does not grow with it."""

from collections.abc import Mapping, Sequence
from datetime import time

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.checks.cautions import Absence, Caution, Surroundings
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
