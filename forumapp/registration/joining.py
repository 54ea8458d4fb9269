"""From when somebody may open which Web meeting: their day's own, and those of single items that are held elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forumapp.agenda import queries as agenda
from forumapp.agenda.programme import Programme, ProgrammeItem, moment
from forumapp.agenda.queries import ReleasedTrack
from forumapp.core import clock
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import over_at, start_of
from forumapp.registration import policy
from forumapp.registration.feeds import track_of
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.ledger import rules_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """One Web meeting: ``item`` is what it is for, None for all that has none of its own."""

    url: str
    item: ProgrammeItem | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """Which meetings somebody may open. ``opens`` is naive wall time; None for those who do not take part by Web."""

    opens: datetime | None = None
    meetings: tuple[Meeting, ...] = ()
    is_open: bool = False


def joining_of(registration: Registration, programme: Programme) -> Joining:
    """Return how this person joins: only while their seat is confirmed, and whoever takes part by Web.

    Somebody at the venue takes part by Web in a track that is held so, and in single items of their day that are.
    """
    forum, start = registration.forum, start_of(registration.forum)
    if not policy.is_alive(registration) or registration.state is not RegistrationState.CONFIRMED:
        return Joining()
    if start is None or forum.starts is None:
        return Joining()
    track = track_of(registration)
    items = programme.attended_by(registration.track_id).programme.items
    by_web = registration.mode is Mode.WEB or (track is not None and track.mode is Mode.WEB)
    apart = [item for item in items if item.mode is Mode.WEB and item.start is not None]
    if not by_web and not apart:
        return Joining()
    if not by_web:
        start = min(_begins(forum, item) for item in apart)
    meetings = _of_the_day(registration, items, track) if by_web else _of(registration, apart, track)
    opens = start - timedelta(minutes=rules_of(forum).join_minutes)
    over, now = over_at(forum), clock.now()
    is_time = over is not None and clock.to_utc(opens, forum.zone) <= now < over
    return Joining(opens, meetings, bool(meetings) and is_time)


def minutes_of(forum: Forum) -> int:
    """Return how many minutes before the start the meeting can be opened."""
    return rules_of(forum).join_minutes


def _begins(forum: Forum, item: ProgrammeItem) -> datetime:
    """Return when an item with a start begins; whoever asks has seen that the day is known."""
    assert forum.day is not None
    return moment(forum.day, (item.day, item.start or 0))


def _of_the_day(
    registration: Registration, items: tuple[ProgrammeItem, ...], track: ReleasedTrack | None
) -> tuple[Meeting, ...]:
    links = agenda.own_links(registration.forum_id)
    whole = policy.join_url_of(registration, track)
    own = [
        Meeting(links[item.id], item)
        for item in items
        if item.id in links and links[item.id] != whole and item.mode is not Mode.ON_SITE
    ]
    return (*([Meeting(whole)] if whole else []), *own)


def _of(
    registration: Registration, items: list[ProgrammeItem], track: ReleasedTrack | None
) -> tuple[Meeting, ...]:
    links = agenda.own_links(registration.forum_id)
    whole = policy.join_url_of(registration, track)
    found = (Meeting(links.get(item.id or 0, whole), item) for item in items)
    return tuple(one for one in found if one.url)
