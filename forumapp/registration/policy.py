"""What may still be done with a registration; pure. Asked by services and by templates."""

from datetime import datetime, timedelta

from forumapp.agenda.queries import ReleasedTrack
from forumapp.core import clock
from forumapp.forums.models import Mode
from forumapp.forums.states import is_open_for, over_at, start_of
from forumapp.registration.models import ALIVE, Registration, RegistrationState

JOIN_OPENS = timedelta(minutes=60)
"""How long before the start the join link is shown."""


def is_alive(registration: Registration) -> bool:
    """Say whether the person takes part, as far as is known."""
    return registration.state in ALIVE and registration.forum.cancelled_at is None


def may_edit(registration: Registration, now: datetime) -> bool:
    """Say whether the person may change details or mode: while registration for their mode is open."""
    return is_alive(registration) and is_open_for(registration.forum, registration.mode, now)


def may_cancel(registration: Registration, now: datetime) -> bool:
    """Say whether the person may cancel: until the forum begins."""
    start = start_of(registration.forum)
    begun = start is not None and now >= clock.to_utc(start, registration.forum.zone)
    return is_alive(registration) and not begun


def may_answer(registration: Registration, now: datetime) -> bool:
    """Say whether 出席・欠席・未定 may still be answered: while the registration lives, until the forum is over."""
    over = over_at(registration.forum)
    return is_alive(registration) and (over is None or now < over)


def may_edit_by_hand(registration: Registration, now: datetime) -> bool:
    """Say whether an organiser may change or cancel it: until the forum is over."""
    over = over_at(registration.forum)
    return is_alive(registration) and (over is None or now < over)


def join_opens_at(registration: Registration, track: ReleasedTrack | None) -> datetime | None:
    """Return when the join link is shown (naive wall time); None for those who do not take part by Web.

    ``track`` is the person's as it was released: a draft changes nobody's day. Somebody at the venue whose track is
    held by Web only takes part in it by Web.
    """
    forum = registration.forum
    start = start_of(forum)
    takes_part = is_alive(registration) and registration.state is RegistrationState.CONFIRMED
    by_web = registration.mode is Mode.WEB or (track is not None and track.mode is Mode.WEB)
    if not takes_part or not by_web or start is None or forum.starts is None:
        return None
    return start - JOIN_OPENS


def join_url_of(registration: Registration, track: ReleasedTrack | None) -> str:
    """Return which join link this person has: that of their track if it has one of its own, else the forum's; or ''.

    No release holds links, so that a wrong one is mended at once; whether there is such a ``track`` the release says.
    """
    own = registration.track.join_url if registration.track is not None and track is not None else None
    return own or registration.forum.join_url


def may_join(registration: Registration, track: ReleasedTrack | None, now: datetime) -> bool:
    """Say whether the join link may be shown: confirmed, by Web, from an hour before the start until the end."""
    opens, over = join_opens_at(registration, track), over_at(registration.forum)
    if opens is None or not join_url_of(registration, track) or over is None:
        return False
    return clock.to_utc(opens, registration.forum.zone) <= now < over


EDITORS = ("owner", "editor")
"""Who sets up audience and questions, and invites."""
WRITERS = ("owner", "editor", "reception")
"""Who adds, changes, cancels and exports registrations."""
READERS = ("owner", "editor", "reception", "viewer")
"""Who sees them."""
