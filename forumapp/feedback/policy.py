"""Who may do what with feedback, and when it may be given; pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from forumapp.core import clock
from forumapp.feedback.models import FeedbackForm
from forumapp.forums import states
from forumapp.forums.models import Forum

CURATORS = frozenset({"owner", "editor"})
READERS = CURATORS | {"viewer"}
OPEN_FOR = timedelta(days=30)
"""How long after a forum's end feedback is taken, unless its form says otherwise or its report comes first."""

Phase = Literal["early", "open", "over"]


def may_curate(roles: Collection[str]) -> bool:
    """Say whether one may ask for feedback, adopt, edit and withhold comments."""
    return bool(CURATORS & set(roles))


def opens_at(forum: Forum, form: FeedbackForm | None = None) -> datetime | None:
    """Return the instant (UTC) from which feedback is taken: the forum's start, or what its form says."""
    if forum.published_at is None:
        return None
    if form is not None and form.opens_at is not None:
        return form.opens_at
    start = states.start_of(forum)
    return clock.to_utc(start, forum.zone) if start else None


def closes_at(forum: Forum, form: FeedbackForm | None = None) -> datetime | None:
    """Return the instant (UTC) from which feedback is no longer taken."""
    over = states.over_at(forum)
    planned = over + OPEN_FOR if over else None
    if form is not None and form.closes_at is not None:
        planned = form.closes_at
    ended = [one for one in (planned, forum.reported_at, forum.cancelled_at) if one is not None]
    return min(ended, default=None)


def phase(forum: Forum, now: datetime, form: FeedbackForm | None = None) -> Phase:
    """Say whether it is too early for feedback, the time for it, or over."""
    closes = closes_at(forum, form)
    if (form is not None and form.completed_on is not None) or (closes is not None and now >= closes):
        return "over"
    opens = opens_at(forum, form)
    return "early" if opens is None or now < opens else "open"
