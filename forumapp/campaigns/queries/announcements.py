"""Reads of a series' announcements."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.campaigns.models import Campaign, CampaignState, Subscriber
from forumapp.campaigns.queries.campaigns import Progress, progress_of
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Forum, Series, State, Visibility
from forumapp.forums.queries import listed_forums
from forumapp.forums.states import state_of

MOST = 200
"""How many announcements the list shows, the newest."""


def announcement(series: Series, ident: int) -> Campaign | None:
    """Return one of the series' announcements."""
    return db.session.scalar(_of(series).where(Campaign.id == ident))


def announcements(series: Series) -> list[tuple[Campaign, Progress]]:
    """Return the announcements, the newest first, with what became of their letters; two statements."""
    rows = db.session.scalars(_of(series).order_by(Campaign.id.desc()).limit(MOST)).all()
    found = progress_of([row.id for row in rows])
    return [(row, found.get(row.id, Progress({}))) for row in rows]


def subscriber_count(series: Series) -> int:
    """Return how many people announcements of the series are meant for."""
    active = sa.select(sa.func.count(Subscriber.id)).where(
        Subscriber.series_id == series.id, Subscriber.confirmed_at.is_not(None), Subscriber.ended_at.is_(None)
    )
    return db.session.scalar(active) or 0


def may_be_told(forum: Forum) -> bool:
    """Say whether a forum may stand in an announcement: everybody may see it, and it is going to be held."""
    is_public = forum.published_at is not None and forum.visibility is Visibility.PUBLIC
    return is_public and forum.cancelled_at is None


def forums_to_tell(series: Series) -> Sequence[Forum]:
    """Return the forums of the series that an announcement may tell of: those to come first, then those held."""
    found = [forum for forum in listed_forums(series) if may_be_told(forum)]
    over = {State.HELD, State.REPORTED}
    return sorted(found, key=lambda forum: state_of(forum, clock.now()) in over)


def _of(series: Series) -> sa.Select[tuple[Campaign]]:
    return sa.select(Campaign).where(
        Campaign.series_id == series.id, Campaign.state != CampaignState.WITHDRAWN
    )
