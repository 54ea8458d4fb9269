"""Calendar entries of the forum or its candidate days, of each track (a whole day of somebody in it) and of each item.

The facts rest on the released programme and are brought up to date with each release and each change of the forum.
The candidate day that is chosen gives the forum its entry: the same UID, now confirmed.
"""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from forumapp.agenda import queries
from forumapp.agenda.checks.walking import placed
from forumapp.agenda.programme import Programme, ProgrammeItem, ProgrammeTrack, moment
from forumapp.calendar import services
from forumapp.calendar.models import CalendarEntry
from forumapp.core.db import db
from forumapp.forums.models import Forum, ForumCandidate, Mode
from forumapp.forums.queries import candidates_of
from forumapp.forums.states import end_of, start_of

SUBJECTS = ("forum", "candidate", "track", "item")
WEB = "Web"
"""What stands as the place of those who take part from their desk."""

Entries = dict[tuple[str, int], dict[str, Any]]


def revise(forum: Forum) -> int:
    """Bring the forum's public entries up to date; returns how many changed. Without a date only its candidates have any."""
    found = sa.select(CalendarEntry).where(
        CalendarEntry.forum_id == forum.id, CalendarEntry.subject.in_(SUBJECTS)
    )
    stored = {
        (entry.subject, entry.subject_id): entry
        for entry in db.session.scalars(found.options(selectinload(CalendarEntry.fragments)))
    }
    candidates = candidates_of(forum.id, closed=True)
    for candidate in candidates:
        if candidate.chosen_at is not None and ("candidate", candidate.id) in stored:
            _hand_over(forum, candidate, stored)
    wanted = entries(forum, queries.released_programme(forum.id)) if forum.day else {}
    if forum.cancelled_at is None:
        wanted |= {("candidate", one.id): _candidate(forum, one) for one in candidates if one.is_open}
    for key, entry in stored.items():
        wanted.setdefault(key, {**entry.facts, "status": "CANCELLED"})
    changed = [key for key, facts in wanted.items() if key not in stored or stored[key].facts != facts]
    for subject, subject_id in changed:
        known = stored.get((subject, subject_id))
        services.revise(subject, subject_id, forum.id, wanted[subject, subject_id], known=known, is_read=True)
    return len(changed)


def _hand_over(forum: Forum, candidate: ForumCandidate, stored: dict[tuple[str, int], CalendarEntry]) -> None:
    """Make the entry of the chosen day the forum's own; one that the forum had before stays as a former one."""
    former = stored.pop(("forum", forum.id), None)
    if former is not None:
        former.subject, former.subject_id = "former", former.id
        services.revise("former", former.id, forum.id, {**former.facts, "status": "CANCELLED"})
        db.session.flush()
    winner = stored.pop(("candidate", candidate.id))
    winner.subject, winner.subject_id = "forum", forum.id
    db.session.flush()
    stored["forum", forum.id] = winner


def entries(forum: Forum, programme: Programme) -> Entries:
    """Return the facts of every entry of a dated forum by (subject, id)."""
    found: Entries = {("forum", forum.id): _facts(forum, programme)}
    for track in programme.tracks:
        found["track", track.id] = _track(forum, programme, track)
    for item, own_track in placed(programme):
        if item.id is not None and item.start is not None:
            found["item", item.id] = _item(forum, item, own_track)
    return found


def span(
    forum: Forum, programme: Programme, end: datetime | None
) -> tuple[datetime | date | None, datetime | date | None]:
    """Return start and end of what a reader attends: wall times, or days while the forum has no time of day.

    ``end`` is when it is over for this reader; the days go as far as their programme.
    """
    if forum.day is None or forum.starts is not None:
        return start_of(forum), end
    days = [forum.day + timedelta(days=day.number) for day in programme.days if day.items]
    last = max([forum.day, *days])
    return forum.day, last if last > forum.day else None


def location(forum: Forum, mode: Mode, room: str = "") -> str:
    """Return where something is held: venue, room and address, or Web."""
    if mode is Mode.WEB:
        return WEB
    room = room or (forum.room.name if forum.room else "")
    if forum.venue is None:
        return room
    place = " ".join(part for part in (forum.venue.name, room) if part)
    return f"{place} ({forum.venue.address})" if forum.venue.address else place


def location_en(forum: Forum, mode: Mode, room: str = "") -> str:
    """Return the same with the venue's English name; '' without one, then the Japanese stands."""
    if mode is Mode.WEB or forum.venue is None or not forum.venue.name_en:
        return ""
    return " ".join(filter(None, (forum.venue.name_en, room or (forum.room.name if forum.room else ""))))


def _about(forum: Forum, mode: Mode, room: str = "", **own: Any) -> dict[str, Any]:
    values = {
        "title": forum.title,
        "title_en": forum.title_en,
        "zone": forum.zone,
        "location": location(forum, mode, room),
        "location_en": location_en(forum, mode, room),
        "url": f"/forums/{forum.slug}/",
        "status": "CANCELLED" if forum.cancelled_at else "CONFIRMED",
    }
    return services.facts(**{**values, **own})


def _facts(forum: Forum, programme: Programme) -> dict[str, Any]:
    start, end = span(forum, programme, end_of(forum))
    return _about(forum, forum.mode, start=start, end=end)


def _candidate(forum: Forum, candidate: ForumCandidate) -> dict[str, Any]:
    start: datetime | date = candidate.day
    end = None
    if candidate.starts is not None:
        start = datetime.combine(candidate.day, candidate.starts)
        end = datetime.combine(candidate.day, candidate.ends) if candidate.ends else None
    return _about(
        forum,
        forum.mode,
        title=f"{forum.title}（候補日）",
        title_en=f"{forum.title_en or forum.title} (proposed date)",
        start=start,
        end=end,
        status="TENTATIVE",
    )


def _track(forum: Forum, programme: Programme, track: ProgrammeTrack) -> dict[str, Any]:
    assert forum.day is not None
    attended = programme.attended_by(track.id)
    over = moment(forum.day, attended.end) if attended.end else end_of(forum)
    start, end = span(forum, attended.programme, over)
    return _about(
        forum,
        track.mode,
        track.room,
        title=f"{forum.title}（{track.name}）",
        title_en=f"{forum.title_en or forum.title} ({track.name_en or track.name})",
        start=start,
        end=end,
    )


def _item(forum: Forum, item: ProgrammeItem, track: ProgrammeTrack | None) -> dict[str, Any]:
    assert forum.day is not None
    assert item.start is not None
    mode = item.mode or (track.mode if track else forum.mode)
    room = item.room or (track.room if track else "")
    return _about(
        forum,
        mode,
        room,
        title=item.title,
        title_en=item.title_en,
        start=moment(forum.day, (item.day, item.start)),
        end=moment(forum.day, (item.day, item.end)) if item.end is not None else None,
    )
