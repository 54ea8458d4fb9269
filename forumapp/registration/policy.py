"""What may still be done with a registration; pure. Asked by services and by templates."""

from collections.abc import Collection
from datetime import datetime

from forumapp.agenda.queries import ReleasedTrack
from forumapp.core import clock
from forumapp.forums.models import Mode
from forumapp.forums.states import is_open_for, over_at, start_of
from forumapp.registration.models import ALIVE, HOLDING, Question, Registration, RegistrationState

MODES = (Mode.ON_SITE, Mode.WEB)


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


def may_change_mode(registration: Registration, now: datetime) -> bool:
    """Say whether the person may change to the other mode: while registration for that one is open."""
    others = (mode for mode in MODES if mode is not registration.mode)
    is_theirs = is_alive(registration) and not has_lapsed(registration, now)
    return is_theirs and any(is_open_for(registration.forum, mode, now) for mode in others)


def may_substitute(registration: Registration, now: datetime) -> bool:
    """Say whether the person may let somebody else come: with a seat, as long as they may cancel."""
    has_seat = registration.state in HOLDING and not has_lapsed(registration, now)
    return has_seat and may_cancel(registration, now)


def has_lapsed(registration: Registration, now: datetime) -> bool:
    """Say whether a seat was offered and not taken in time; it is the next person's, though nobody has said so yet."""
    return registration.state is RegistrationState.OFFERED and not may_accept(registration, now)


def may_accept(registration: Registration, now: datetime) -> bool:
    """Say whether the seat that was offered may still be taken."""
    until = registration.offer_until
    is_offered = registration.state is RegistrationState.OFFERED and is_alive(registration)
    return is_offered and (until is None or now < until)


def may_answer(registration: Registration, now: datetime) -> bool:
    """Say whether 出席・欠席・未定 may still be answered: by whoever has a seat, until the forum is over."""
    over = over_at(registration.forum)
    is_coming = is_alive(registration) and registration.state is RegistrationState.CONFIRMED
    return is_coming and (over is None or now < over)


def may_edit_by_hand(registration: Registration, now: datetime) -> bool:
    """Say whether an organiser may change or cancel it: until the forum is over."""
    over = over_at(registration.forum)
    return is_alive(registration) and (over is None or now < over)


def join_url_of(registration: Registration, track: ReleasedTrack | None) -> str:
    """Return which join link this person has: that of their track if it has one of its own, else the forum's; or ''.

    No release holds links, so that a wrong one is mended at once; whether there is such a ``track`` the release says.
    """
    own = registration.track.join_url if registration.track is not None and track is not None else None
    return own or registration.forum.join_url


EDITORS = ("owner", "editor")
"""Who sets up audience and questions, and invites."""
WRITERS = ("owner", "editor", "reception")
"""Who adds, changes, cancels and exports registrations."""
READERS = ("owner", "editor", "reception", "viewer")
"""Who sees them."""


def may_read(question: Question, roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` may read the answers to a question of the organiser's own."""
    return bool(set(EDITORS) & set(roles)) or not question.editors_only
