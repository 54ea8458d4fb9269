"""Calendar entries of the forum, of each track (a whole day of somebody in it) and of each item.

The facts rest on the released programme and are brought up to date with each release and each change of the forum.
"""

from typing import Any

import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.checks import placed
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack, moment
from forumapp.calendar import services
from forumapp.calendar.models import CalendarEntry
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import end_of, start_of

SUBJECTS = ("forum", "track", "item")
WEB = "Web"
"""What stands as the place of those who take part from their desk."""

Entries = dict[tuple[str, int], dict[str, Any]]


def revise(forum: Forum) -> int:
    """Bring the forum's public entries up to date; returns how many changed. None exist without a date."""
    stored = {
        (entry.subject, entry.subject_id): entry
        for entry in db.session.scalars(
            sa.select(CalendarEntry).where(
                CalendarEntry.forum_id == forum.id, CalendarEntry.subject.in_(SUBJECTS)
            )
        )
    }
    wanted = entries(forum, queries.released_programme(forum.id)) if forum.day else {}
    for key, entry in stored.items():
        wanted.setdefault(key, {**entry.facts, "status": "CANCELLED"})
    changed = [key for key, facts in wanted.items() if key not in stored or stored[key].facts != facts]
    for subject, subject_id in changed:
        services.revise(subject, subject_id, forum.id, wanted[subject, subject_id])
    return len(changed)


def entries(forum: Forum, programme: Programme) -> Entries:
    """Return the facts of every entry of a dated forum by (subject, id)."""
    found: Entries = {("forum", forum.id): _facts(forum, location(forum, forum.mode))}
    for track in programme.tracks:
        found["track", track.id] = _track(forum, programme, track)
    for item, own_track in placed(programme):
        if item.id is not None and item.start is not None:
            found["item", item.id] = _item(forum, item, own_track)
    return found


def location(forum: Forum, mode: Mode, room: str = "") -> str:
    """Return where something is held: venue, room and address, or Web."""
    if mode is Mode.WEB:
        return WEB
    room = room or (forum.room.name if forum.room else "")
    if forum.venue is None:
        return room
    place = " ".join(part for part in (forum.venue.name, room) if part)
    return f"{place} ({forum.venue.address})" if forum.venue.address else place


def _facts(forum: Forum, place: str, **own: Any) -> dict[str, Any]:
    values = {
        "title": forum.title,
        "title_en": forum.title_en,
        "start": start_of(forum),
        "end": end_of(forum),
        "zone": forum.zone,
        "location": place,
        "url": f"/forums/{forum.slug}/",
        "status": "CANCELLED" if forum.cancelled_at else "CONFIRMED",
    }
    return services.facts(**{**values, **own})


def _track(forum: Forum, programme: Programme, track: ProgrammeTrack) -> dict[str, Any]:
    attended = programme.attended_by(track.id)
    own: dict[str, Any] = {
        "title": f"{forum.title}（{track.name}）",
        "title_en": f"{forum.title_en or forum.title} ({track.name_en or track.name})",
    }
    if forum.day and attended.end:
        own["end"] = moment(forum.day, attended.end)
    return _facts(forum, location(forum, track.mode, track.room), **own)


def _item(forum: Forum, item: ProgrammeItem, track: ProgrammeTrack | None) -> dict[str, Any]:
    assert forum.day is not None
    assert item.start is not None
    mode = item.mode or (track.mode if track else forum.mode)
    room = item.room or (track.room if track else "")
    return _facts(
        forum,
        location(forum, mode, room),
        title=item.title,
        title_en=item.title_en,
        start=moment(forum.day, (item.day, item.start)),
        end=moment(forum.day, (item.day, item.end)) if item.end is not None else None,
    )
