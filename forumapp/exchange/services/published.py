"""The released programme of a forum as a schedule that anybody may have."""

from forumapp.agenda import queries
from forumapp.agenda.programme import from_json
from forumapp.core.urls import absolute_url
from forumapp.exchange.schedule.model import Schedule
from forumapp.exchange.schedule.of_forum import schedule_of
from forumapp.exchange.schedule.writing import About
from forumapp.exchange.services.conference import KIND
from forumapp.exchange.services.keys import Keys
from forumapp.forums.models import Forum


def published(forum: Forum) -> tuple[Schedule, About] | None:
    """Return the last release as a schedule; None while nothing is released, or the forum has no date."""
    release = queries.last_release(forum.id)
    if release is None or forum.day is None:
        return None
    guids = Keys(forum.id, KIND).by_id
    schedule = schedule_of(forum, from_json(release.content), guids, forum.day)
    if not schedule.events:
        return None
    page = absolute_url("publishing.agenda", forum=forum.slug)
    return schedule, About(forum.slug, str(release.number), absolute_url("publishing.home"), page)
