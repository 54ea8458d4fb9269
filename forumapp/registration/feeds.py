"""Each person's own calendar entry: their own end and place, by track and mode (V9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.agenda.feeds import location, location_en, span
from forumapp.agenda.programme import Attended, Programme, ProgrammeTrack, moment
from forumapp.agenda.queries import ReleasedTrack
from forumapp.calendar import queries, services
from forumapp.calendar.ics import Entry, print_calendar
from forumapp.calendar.models import CalendarEntry
from forumapp.core import clock
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import LATE_NIGHT, WAVE_DASH, format_range, format_time
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import end_of
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.registrations import link_of, printed_receipt
from forumapp.registration.wording import elsewhere


def own_end(forum: Forum, attended: Attended, mode: Mode | None = None) -> datetime | None:
    """Return when it ends for somebody who attends ``attended`` by ``mode``: as the programme says.

    Without a programme it is the forum's own end. Who attends by Web is free when only the venue goes on.
    """
    if forum.day is None or attended.end is None:
        return end_of(forum)
    return moment(forum.day, (_end_by_web(attended) if mode is Mode.WEB else None) or attended.end)


def _end_by_web(attended: Attended) -> tuple[int, int] | None:
    """Return when the last item ends that can be followed by Web; None where all can, or nobody knows."""
    items = attended.programme.items
    followed = [item for item in items if item.mode is not Mode.ON_SITE]
    if len(followed) == len(items) or any(item.end is None for item in followed):
        return None
    return max(((item.day, item.end) for item in followed if item.end is not None), default=None)


def own_place(registration: Registration, attended: Attended) -> str:
    """Return where this person is: venue and room, or Web.

    Whoever begins with everybody and then goes to a track's room reads both, in the order in which they are needed.
    """
    return location(registration.forum, registration.mode, _own_rooms(registration, attended))


def _own_rooms(registration: Registration, attended: Attended) -> str:
    forum = registration.forum
    begins_together = any(not item.is_container for day in attended.programme.days for item in day.items)
    rooms = [forum.room.name] if forum.room and begins_together else []
    if attended.room and attended.room not in rooms:
        rooms.append(attended.room)
    return "・".join(rooms)


@dataclass(frozen=True)
class Own:
    """What one person is told of their day; ``when`` and ``place`` are ready to print."""

    when: str
    place: str
    track: str
    note: str
    attended: Attended


def own(registration: Registration, programme: Programme, language: str) -> Own:
    """Return the person's own day in words."""
    attended = programme.attended_by(registration.track_id)
    track = _track_in(registration, programme)
    name = (track.name_en if language == "en" else "") or track.name if track else ""
    return Own(
        when=when(registration.forum, own_end(registration.forum, attended, registration.mode), language),
        place=own_place(registration, attended),
        track=name,
        note=elsewhere(registration.mode, attended.mode),
        attended=attended,
    )


def track_of(registration: Registration) -> ReleasedTrack | None:
    """Return the person's track as the public knows it; None without one, and while it is in the draft only."""
    if registration.track_id is None:
        return None
    known = agenda.released_tracks(registration.forum_id)
    return next((one for one in known if one.id == registration.track_id), None)


def _track_in(registration: Registration, programme: Programme) -> ProgrammeTrack | ReleasedTrack | None:
    """Return the track as ``programme`` has it; one without items stands in no programme, but in the release."""
    mine = (one for one in programme.tracks if one.id == registration.track_id)
    return next(mine, None) or track_of(registration)


def when(forum: Forum, end: datetime | None, language: str) -> str:
    """Return day and times in words: 令和6年8月1日(木) 13:30〜16:10; an end on another day with its date."""
    if forum.day is None:
        return _("調整中")
    day = format_date(forum.day, language)
    if forum.starts is None:
        return day
    start = datetime.combine(forum.day, forum.starts)
    midnight = datetime.combine(forum.day, time.min)
    minutes = [int((wall - midnight).total_seconds() // 60) for wall in (start, end) if wall is not None]
    if end and minutes[1] > LATE_NIGHT:
        last = f"{format_date(end.date(), language)} {format_time(end.hour * 60 + end.minute)}"
        return f"{day} {format_time(minutes[0])}{WAVE_DASH}{last}"
    return f"{day} {format_range(minutes[0], minutes[1] if end else None)}"


def facts_of(registration: Registration, programme: Programme) -> dict[str, Any]:
    """Return the facts of the person's entry."""
    forum = registration.forum
    attended = programme.attended_by(registration.track_id)
    gone = registration.state is not RegistrationState.CONFIRMED or forum.cancelled_at is not None
    start, end = span(forum, attended.programme, own_end(forum, attended, registration.mode))
    return services.facts(
        title=forum.title,
        title_en=forum.title_en,
        start=start,
        end=end,
        zone=forum.zone,
        location=own_place(registration, attended),
        location_en=location_en(forum, registration.mode, _own_rooms(registration, attended)),
        status="CANCELLED" if gone else "CONFIRMED",
    )


class Everybody:
    """The facts of many people's entries: those who share track, mode and state share them."""

    def __init__(self, programme: Programme) -> None:
        """Begin with nobody known."""
        self._programme = programme
        self._known: dict[tuple[Any, ...], dict[str, Any]] = {}

    def facts_of(self, registration: Registration) -> dict[str, Any]:
        """Return what :func:`facts_of` says."""
        shared = (registration.forum_id, registration.track_id, registration.mode, registration.state)
        if shared not in self._known:
            self._known[shared] = facts_of(registration, self._programme)
        return self._known[shared]


def revise(registration: Registration, programme: Programme) -> tuple[CalendarEntry, bool]:
    """Bring the person's entry up to date; says whether time, place or status changed."""
    return put(registration, facts_of(registration, programme))


def begin(registrations: Sequence[Registration], programme: Programme) -> None:
    """Make the entries of registrations of one forum that are new, and so have none."""
    everybody = Everybody(programme)
    facts = [(one.id, everybody.facts_of(one)) for one in registrations]
    services.begin("registration", registrations[0].forum_id, facts)


def follow(registration: Registration, programme: Programme) -> None:
    """Bring the entry to where the registration stands; whoever has no seat yet has no entry."""
    if registration.state is RegistrationState.CONFIRMED or services.find("registration", registration.id):
        revise(registration, programme)


def put(
    registration: Registration, facts: dict[str, Any], known: CalendarEntry | None = None
) -> tuple[CalendarEntry, bool]:
    """Bring the person's entry (``known``, where many were read together) to ``facts``; says as :func:`revise`."""
    return services.revise("registration", registration.id, registration.forum_id, facts, known=known)


def entry_of(registration: Registration, language: str, *, join_url: str | None = None) -> Entry | None:
    """Return the person's entry to print, with the personal page in it; ``join_url`` only for who may have it."""
    stored = services.find("registration", registration.id)
    return _entry(registration, stored, language, join_url) if stored else None


def _entry(
    registration: Registration, stored: CalendarEntry, language: str, join_url: str | None = None
) -> Entry | None:
    link = link_of(registration)
    entry = queries.readable(stored, language=language, url=link, join_url=join_url)
    if entry is None:
        return None
    text = _("受付番号：%(number)s", number=printed_receipt(registration))
    page = _("参加用ページ：%(url)s", url=link)
    return replace(entry, description=f"{text}\n{page}")


def calendar_file(registration: Registration, language: str) -> bytes | None:
    """Return the .ics to download, without METHOD and people; None while there is no date.

    It holds no join link: that stands on the personal page when it is time.
    """
    entry = entry_of(registration, language)
    return print_calendar([entry], channel="download", language=language) if entry else None


def calendar_feed(registration: Registration, language: str, url: str) -> bytes:
    """Return the .ics to subscribe to at ``url``: empty while there is no date, and again some time after cancelling."""
    stored = services.find("registration", registration.id)
    entry = _entry(registration, stored, language) if stored and not _is_long_gone(stored) else None
    forum = registration.forum
    name = (forum.title_en if language == "en" else "") or forum.title
    shown = [entry] if entry else []
    return print_calendar(shown, channel="feed", name=name, url=url, language=language)


def _is_long_gone(stored: CalendarEntry) -> bool:
    return stored.cancelled_at is not None and stored.cancelled_at <= clock.now() - queries.KEPT
