"""Bringing a schedule into a forum, and what the draft says then."""

from forumapp.agenda import queries
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.exchange.services import conference as service
from forumapp.forums.models import Forum
from tests.accounts.factories import writing
from tests.exchange.schedule.samples import as_json


def bring(forum, given, **values):
    """Import and return what it did."""
    raw = given if isinstance(given, bytes) else as_json(given)
    with writing():
        forum = db.session.get_one(Forum, forum.id)
        return service.import_schedule(forum, service.look(forum, raw), by=SYSTEM, **values)


def counts(outcome):
    return outcome.new, outcome.changed, outcome.withdrawn


def draft(forum):
    """(day, start, minutes, title, room, track, people) of each item in order of printing."""
    db.session.rollback()
    forum = db.session.get_one(Forum, forum.id)
    programme = queries.draft_programme(forum)
    names = {track.id: track.name for track in queries.tracks(forum.id)}
    return [
        (
            row.day,
            row.start,
            row.minutes,
            row.title,
            row.room,
            names.get(row.track_id),
            [one.name for one in row.speakers],
        )
        for row in programme.items
    ]
