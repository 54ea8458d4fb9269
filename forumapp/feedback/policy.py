"""Who may do what with feedback, and when it may be given; pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from forumapp.core import clock
from forumapp.forums import states
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration, RegistrationState

CURATORS = frozenset({"owner", "editor"})
READERS = CURATORS | {"viewer"}
OPEN_FOR = timedelta(days=30)
"""How long after a forum's end feedback is taken, unless its report comes first."""

FEWEST = 5
"""Answers below which no distribution is shown (k)."""

Phase = Literal["early", "open", "over"]


def may_curate(roles: Collection[str]) -> bool:
    """Say whether one may ask for feedback, adopt, edit and withhold comments."""
    return bool(CURATORS & set(roles))


def closes_at(forum: Forum) -> datetime | None:
    """Return the instant (UTC) from which feedback is no longer taken."""
    over = states.over_at(forum)
    planned = over + OPEN_FOR if over else None
    ended = [one for one in (planned, forum.reported_at, forum.cancelled_at) if one is not None]
    return min(ended, default=None)


def phase(forum: Forum, now: datetime) -> Phase:
    """Say whether it is too early for feedback, the time for it, or over."""
    closes = closes_at(forum)
    if closes is not None and now >= closes:
        return "over"
    start = states.start_of(forum)
    if forum.published_at is None or start is None or now < clock.to_utc(start, forum.zone):
        return "early"
    return "open"


def may_give(registration: Registration) -> bool:
    """Say whether this registration may give feedback at all."""
    return registration.state is RegistrationState.CONFIRMED
