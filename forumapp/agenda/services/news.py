"""What the programme does about news; wiring.py subscribes these."""

from forumapp.agenda import feeds
from forumapp.agenda.events import AgendaReleased
from forumapp.agenda.services.releases import refresh
from forumapp.core.db import db
from forumapp.forums.events import ForumCancelled, ForumChanged
from forumapp.forums.models import Forum


def agenda_released(event: AgendaReleased) -> None:
    """Bring the calendar entries up to date with the release."""
    feeds.revise(db.session.get_one(Forum, event.forum_id))


def forum_changed(event: ForumChanged) -> None:
    """Let release and calendar follow the forum's title, date, candidate days, start, venue, rooms and mode."""
    if event.what not in {"facts", "date", "candidates", "venue", "seats"}:
        return
    forum = db.session.get_one(Forum, event.forum_id)
    db.session.flush()
    refresh(forum)
    feeds.revise(forum)


def forum_cancelled(event: ForumCancelled) -> None:
    """Mark every calendar entry as cancelled."""
    db.session.flush()
    feeds.revise(db.session.get_one(Forum, event.forum_id))
