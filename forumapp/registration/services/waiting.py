"""The waiting list (キャンセル待ち): who is next, what they are offered, until when; and approval, which comes before it."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.states import start_of
from forumapp.registration import feeds, policy
from forumapp.registration.errors import Ended
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.ledger import seat_of
from forumapp.registration.services import letters
from forumapp.registration.services.claiming import Claims


def move_up(claims: Claims) -> list[Registration]:
    """Give the free seats to those who wait, in their order; returns who has one now.

    Whoever cannot have a seat (their quota is full) does not hold up those behind, who want another.
    """
    if not claims.rules.moves_up or _has_begun(claims.forum):
        return []
    return [
        _give(claims, db.session.get_one(Registration, one.registration_id), by=SYSTEM)
        for one in list(claims.ledger.waiting)
        if claims.ledger.lacks(one.seat) is None
    ]


def promote(claims: Claims, registration: Registration, *, by: Actor) -> None:
    """Give somebody who waits a seat, out of turn if need be. Raises SeatsFull, Ended."""
    transaction.lock(registration)
    if registration.state is not RegistrationState.WAITING:
        raise Ended(_("この方は、キャンセル待ちではありません。画面を開き直してください。"))
    _give(claims, registration, by=by, in_turn=True)


def approve(claims: Claims, registration: Registration, *, by: Actor) -> None:
    """Let somebody who waits for approval come: with a seat if there is one, else at the end of the waiting list.

    Raises Ended, and SeatsFull where there is neither.
    """
    transaction.lock(registration)
    if registration.state is not RegistrationState.PENDING:
        raise Ended(_("この方は、承認待ちではありません。画面を開き直してください。"))
    has_seat = claims.lacks(seat_of(registration)) is None
    if has_seat or not claims.rules.has_waiting:
        claims.claim(seat_of(registration))
    else:
        registration.waiting_since = clock.now()
    state = RegistrationState.CONFIRMED if has_seat else RegistrationState.WAITING
    _become(registration, state)
    if has_seat:
        letters.received(registration)
    else:
        letters.about(registration, "waiting")
    audit.record(by, "registration.approved", registration, changes={"state": [None, state.value]})


def accept(registration: Registration, *, by: Actor) -> None:
    """Take the seat that was offered; it is held already. Raises Ended when the offer has lapsed."""
    transaction.lock(registration.forum, registration)
    if registration.state is RegistrationState.CONFIRMED:
        return
    if not policy.may_accept(registration, clock.now()):
        raise Ended(_("ご案内した席の受付期限が過ぎました。"))
    _become(registration, RegistrationState.CONFIRMED)
    letters.received(registration)
    audit.record(by, "registration.offer_accepted", registration)


def _give(claims: Claims, registration: Registration, *, by: Actor, in_turn: bool = True) -> Registration:
    seat = seat_of(registration)
    claims.claim(seat, in_turn=in_turn)
    claims.ledger.leave_queue(registration.id)
    until = _until(claims)
    registration.offer_until = until
    _become(registration, RegistrationState.OFFERED if until else RegistrationState.CONFIRMED)
    if until:
        letters.about(registration, "offered")
    else:
        letters.received(registration)
    audit.record(
        by, "registration.moved_up", registration, changes={"state": ["waiting", registration.state.value]}
    )
    return registration


def _until(claims: Claims) -> datetime | None:
    """Return until when an offer holds; None where nobody is asked. An offer never outlasts the forum's start."""
    if claims.rules.offer_hours is None:
        return None
    until = clock.now() + timedelta(hours=claims.rules.offer_hours)
    start = start_of(claims.forum)
    return min(until, clock.to_utc(start, claims.forum.zone)) if start else until


def _become(registration: Registration, state: RegistrationState) -> None:
    registration.state = state
    registration.version += 1
    registration.changed_at = clock.now()
    if state is RegistrationState.CONFIRMED:
        registration.offer_until = None
    db.session.flush()
    feeds.follow(registration, agenda.released_programme(registration.forum_id))


def _has_begun(forum: Forum) -> bool:
    start = start_of(forum)
    return forum.cancelled_at is not None or (
        start is not None and clock.now() >= clock.to_utc(start, forum.zone)
    )
