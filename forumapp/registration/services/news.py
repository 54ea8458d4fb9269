"""What the floors below report, and whom it concerns: exactly those whose own time or place changed."""

from forumapp.agenda import queries as agenda
from forumapp.agenda.events import AgendaReleased
from forumapp.calendar import queries as calendar
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.events import ForumCancelled, ForumChanged
from forumapp.forums.models import Forum
from forumapp.forums.states import over_at
from forumapp.registration import feeds
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import confirmed
from forumapp.registration.services import letters


def agenda_released(event: AgendaReleased) -> None:
    """Tell those whose own end or room is another since this release."""
    _tell(event.forum_id)


def forum_changed(event: ForumChanged) -> None:
    """Tell those whose own start, end or place is another."""
    _tell(event.forum_id)


def forum_cancelled(event: ForumCancelled) -> None:
    """Tell everybody that the forum will not be held."""
    for registration, sequence in _revised(event.forum_id):
        letters.forum_cancelled(registration, sequence)


def _tell(forum_id: int) -> None:
    forum = db.session.get_one(Forum, forum_id)
    over = over_at(forum)
    is_past = over is not None and clock.now() >= over
    for registration, sequence in _revised(forum_id):
        if not is_past and forum.cancelled_at is None:
            letters.moved(registration, sequence)


def _revised(forum_id: int) -> list[tuple[Registration, int]]:
    """Bring every entry up to date; returns whose time, place or status changed, with the new sequence."""
    forum = db.session.get_one(Forum, forum_id)
    programme = agenda.released_programme(forum_id)
    stored = {entry.subject_id: entry.facts for entry in calendar.stored(forum_id, "registration")}
    concerned = [one for one in confirmed(forum) if stored.get(one.id) != feeds.facts_of(one, programme)]
    revised = ((one, *feeds.revise(one, programme)) for one in concerned)
    return [(one, entry.sequence) for one, entry, is_told in revised if is_told]
