"""Each person's own calendar entry: their own end and place, by track and mode (V9)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda.programme import Attended, Programme, moment
from forumapp.calendar import queries, services
from forumapp.calendar.ics import Entry, print_calendar
from forumapp.calendar.models import CalendarEntry
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import end_of, start_of
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.registrations import link_of, printed_receipt

WEB = "Web"
"""What stands as the place of those who take part from their desk."""


def own_start(registration: Registration) -> datetime | None:
    """Return when it begins for this person (naive wall time)."""
    return start_of(registration.forum)


def own_end(forum: Forum, attended: Attended) -> datetime | None:
    """Return when it ends for somebody who attends ``attended``: as the programme says, at most as the forum says.

    Without a programme it is the forum's own end.
    """
    if forum.day is None or attended.end is None:
        return end_of(forum)
    return moment(forum.day, attended.end)


def own_place(registration: Registration, attended: Attended) -> str:
    """Return where this person is: venue and room, or Web."""
    forum = registration.forum
    if registration.mode is Mode.WEB:
        return WEB
    room = attended.room or (forum.room.name if forum.room else "")
    if forum.venue is None:
        return room
    place = " ".join(part for part in (forum.venue.name, room) if part)
    return f"{place} ({forum.venue.address})" if forum.venue.address else place


def is_elsewhere(registration: Registration, attended: Attended) -> bool:
    """Say whether the person's track is not held in the mode that the person chose (V10)."""
    return attended.mode not in {None, Mode.BOTH, registration.mode}


def facts_of(registration: Registration, programme: Programme) -> dict[str, Any]:
    """Return the facts of the person's entry."""
    forum = registration.forum
    attended = programme.attended_by(registration.track_id)
    gone = registration.state is not RegistrationState.CONFIRMED or forum.cancelled_at is not None
    return services.facts(
        title=forum.title,
        title_en=forum.title_en,
        start=own_start(registration),
        end=own_end(forum, attended),
        zone=forum.zone,
        location=own_place(registration, attended),
        status="CANCELLED" if gone else "CONFIRMED",
    )


def revise(registration: Registration, programme: Programme) -> tuple[CalendarEntry, bool]:
    """Bring the person's entry up to date; says whether time, place or status changed."""
    facts = facts_of(registration, programme)
    return services.revise("registration", registration.id, registration.forum_id, facts)


def entry_of(registration: Registration, language: str) -> Entry | None:
    """Return the person's entry to print, with the personal page in it; never with the join link."""
    stored = services.find("registration", registration.id)
    if stored is None:
        return None
    link = link_of(registration)
    entry = queries.readable(stored, language=language, url=link)
    if entry is None:
        return None
    text = _("受付番号：%(number)s", number=printed_receipt(registration))
    page = _("参加用ページ：%(url)s", url=link)
    return replace(entry, description=f"{text}\n{page}")


def calendar_file(registration: Registration, language: str) -> bytes | None:
    """Return the .ics to download, without METHOD and people; None while there is no date."""
    entry = entry_of(registration, language)
    return print_calendar([entry], channel="download", language=language) if entry else None
