"""What the floors below report, and whom it concerns: exactly those whose own time or place changed."""

from forumapp.agenda import queries as agenda
from forumapp.agenda.events import AgendaReleased
from forumapp.agenda.questions import PARTICIPANTS
from forumapp.calendar import queries as calendar
from forumapp.core.db import db
from forumapp.forums.events import ForumCancelled, ForumChanged
from forumapp.forums.models import Forum
from forumapp.forums.states import is_to_come
from forumapp.registration import feeds
from forumapp.registration.notices.parts import known
from forumapp.registration.queries.registrations import confirmed, without_seat
from forumapp.registration.services import letters
from forumapp.registration.services.seating import refill
from forumapp.registration.services.told import Change


def agenda_released(event: AgendaReleased) -> None:
    """Tell those whose own end or room is another since this release, unless the organiser chose not to."""
    _tell(event.forum_id, tell=event.tells(PARTICIPANTS), message=event.message(PARTICIPANTS))


def forum_changed(event: ForumChanged) -> None:
    """Tell those whose own start, end or place is another; where there are more seats, those who wait move up."""
    _tell(event.forum_id)
    if event.what == "seats":
        refill(db.session.get_one(Forum, event.forum_id))


def forum_cancelled(event: ForumCancelled) -> None:
    """Tell everybody that the forum will not be held."""
    forum = db.session.get_one(Forum, event.forum_id)
    letters.forum_cancelled(forum, _revised(forum))
    for registration in without_seat(forum):
        letters.about(registration, "forum_cancelled")


def _tell(forum_id: int, *, tell: bool = True, message: str = "") -> None:
    forum = db.session.get_one(Forum, forum_id)
    changes = _revised(forum)
    if not is_to_come(forum):
        return
    if tell:
        letters.changed(forum, changes, message)
    else:
        letters.unsaid(forum, changes)


def _revised(forum: Forum) -> list[Change]:
    """Bring every entry up to date; returns what changed for those whose time, place or status is another."""
    everybody = feeds.Everybody(agenda.released_programme(forum.id))
    stored = {entry.subject_id: entry for entry in calendar.stored(forum.id, "registration")}
    before = {ident: entry.facts for ident, entry in stored.items()}
    concerned = [one for one in confirmed(forum) if before.get(one.id) != everybody.facts_of(one)]
    with db.session.no_autoflush:  # or each entry would be written by a statement of its own
        revised = [(one, *feeds.put(one, everybody.facts_of(one), stored.get(one.id))) for one in concerned]
    return [
        Change(one, known(one, before.get(one.id, entry.facts)), known(one, entry.facts), entry.sequence)
        for one, entry, is_told in revised
        if is_told
    ]
