"""What becomes of a registration: other details, the other mode, the end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.calendar import services as calendar
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Mode
from forumapp.forums.states import is_open_for
from forumapp.registration import feeds, policy
from forumapp.registration.attendee import Attendee
from forumapp.registration.errors import Ended, NotOpen, SeatsFull, Stale
from forumapp.registration.joining import joining_of, minutes_of
from forumapp.registration.models import ALIVE, HOLDING, Registration, RegistrationState
from forumapp.registration.notices.parts import known
from forumapp.registration.queries.ledger import Seat, seat_of
from forumapp.registration.services import letters
from forumapp.registration.services.claiming import Claims, check_open, check_track
from forumapp.registration.services.registering import columns, set_answers
from forumapp.registration.services.seating import seats_of
from forumapp.registration.services.told import Change

SILENT = {"sort_kana", "sort_code", "person_id"}
"""Columns that follow from others and say nothing in the log."""


def change_mode(
    registration: Registration, *, by: Actor, mode: Mode, by_hand: bool = False, waits: bool = False
) -> None:
    """Move the person to ``mode``: both counts, the calendar entry and the letter in one step.

    Whoever waits for a seat may so get one of the other mode; with ``waits`` they wait for that one instead, at its
    end. Raises SeatsFull, NotOpen, Ended.
    """
    with seats_of(registration.forum) as claims:
        move(claims, registration, by=by, mode=mode, by_hand=by_hand, waits=waits)


def move(
    claims: Claims,
    registration: Registration,
    *,
    by: Actor,
    mode: Mode,
    by_hand: bool = False,
    waits: bool = False,
) -> None:
    """Do what :func:`change_mode` says inside a transaction that holds the seats already."""
    _hold(registration, policy.may_change_mode, by_hand=by_hand)
    if registration.mode is mode:
        return
    if registration.quota_id is None or by_hand:
        check_open(claims.ledger, mode, by_hand=by_hand)
    elif not is_open_for(claims.forum, mode, clock.now()):
        raise NotOpen(_("この参加方法の受付は終了しました。事務局へご連絡ください。"), "mode")
    known = known_of(registration)
    state, seat = registration.state, seat_of(registration)
    if state is not RegistrationState.PENDING:
        state = _moved(claims, registration, replace(seat, mode=mode), waits=waits)

    changes = audit.difference(registration, {"mode": mode, "state": state})
    _raise_version(registration)

    if "state" in changes and state is RegistrationState.CONFIRMED:
        feeds.follow(registration, agenda.released_programme(registration.forum_id))
        letters.received(registration)
    elif state is RegistrationState.WAITING:
        letters.about(registration, "waiting")
    else:
        tell(registration, known)
    audit.record(by, "registration.moved", registration, changes=changes)


def _moved(claims: Claims, registration: Registration, wanted: Seat, *, waits: bool) -> RegistrationState:
    """Claim the wanted seat and give back the former, or change the list to wait on. Raises SeatsFull."""
    is_waiting = registration.state is RegistrationState.WAITING
    if is_waiting and waits and claims.lacks(wanted) is not None:
        registration.waiting_since = clock.now()
        return registration.state
    former = seat_of(registration)
    if not is_waiting:
        claims.free(former)
    try:
        claims.claim(wanted)
    except SeatsFull:
        if not is_waiting:
            claims.ledger.take(former)
        raise
    claims.ledger.leave_queue(registration.id)
    registration.offer_until = None
    return RegistrationState.CONFIRMED


def change_details(
    registration: Registration, *, by: Actor, attendee: Attendee, version: int, by_hand: bool = False
) -> None:
    """Write what ``attendee`` says now; ``version`` is what the form was filled from. Raises Ended, Stale, DomainError."""
    _hold(registration, policy.may_edit, by_hand=by_hand)
    if registration.version != version:
        raise Stale(_("この登録は別の画面で変更されました。ページを開き直して、もう一度変更してください。"))
    check_track(attendee.track_id, agenda.released_tracks(registration.forum_id))
    known = known_of(registration)

    values = columns(registration.forum, attendee)
    if registration.quota_id is not None and values["organisation_id"] != registration.organisation_id:
        raise DomainError(_("参加枠の席を使っているため、団体は変更できません。"), "organisation")

    changes = audit.difference(registration, values)
    set_answers(registration, attendee)
    _raise_version(registration)

    if "email" in changes:
        letters.readdressed(registration)
    tell(registration, known)
    named = {name: values for name, values in changes.items() if name not in SILENT}
    audit.record(by, "registration.changed", registration, changes=named)


def change_track(registration: Registration, *, by: Actor, track_id: int | None) -> None:
    """Put somebody into another of the released tracks on an organiser's behalf; their day follows. Raises Ended."""
    _hold(registration, policy.may_edit, by_hand=True)
    known = known_of(registration)

    changes = audit.difference(registration, {"track_id": track_id})
    _raise_version(registration)
    db.session.expire(registration, ["track"])

    tell(registration, known)
    audit.record(by, "registration.changed", registration, changes=changes)


def cancel(registration: Registration, *, by: Actor, by_hand: bool = False, tells: bool = True) -> None:
    """End the registration and free its seat; done twice it is done once. Raises Ended."""
    with seats_of(registration.forum) as claims:
        end(claims, registration, by=by, by_hand=by_hand, tells=tells)


def end(
    claims: Claims, registration: Registration, *, by: Actor, by_hand: bool = False, tells: bool = True
) -> None:
    """Do what :func:`cancel` says inside a transaction that holds the seats already."""
    transaction.lock(registration)
    if registration.state not in ALIVE:
        return
    allowed = policy.may_edit_by_hand if by_hand else policy.may_cancel
    if not allowed(registration, clock.now()):
        raise Ended(
            _("フォーラムが始まったため、キャンセルできません。欠席される場合は事務局へご連絡ください。")
        )

    leave(claims, registration, RegistrationState.CANCELLED)

    if tells:
        letters.cancelled(registration)
    audit.record(by, "registration.cancelled", registration)


def leave(claims: Claims, registration: Registration, state: RegistrationState) -> None:
    """Let the registration end as ``state``: its seat is free, its place in the waiting list too, its entry off."""
    if registration.state in HOLDING:
        claims.free(seat_of(registration))
    claims.ledger.leave_queue(registration.id)
    registration.state, registration.ended_at = state, clock.now()
    registration.offer_until = None
    _raise_version(registration)
    feeds.follow(registration, agenda.released_programme(registration.forum_id))


def take_join_link(registration: Registration, *, by: Actor) -> None:
    """Record that the join link was taken; the first time counts. Raises Ended while it may not be shown."""
    programme = agenda.released_programme(registration.forum_id)
    if not joining_of(registration, programme).is_open:
        minutes = minutes_of(registration.forum)
        text = _("会議への参加リンクは、開始%(minutes)d分前から終了までご利用いただけます。", minutes=minutes)
        raise Ended(text)
    if registration.join_taken_at is None:
        registration.join_taken_at = clock.now()
        audit.record(by, "registration.join_link_taken", registration)


def revoke_link(registration: Registration, *, by: Actor) -> None:
    """Make the personal link worthless and mail a new one."""
    registration.link_generation += 1
    audit.record(by, "registration.link_revoked", registration)
    letters.link(registration)


def _hold(
    registration: Registration, by_themselves: Callable[[Registration, datetime], bool], *, by_hand: bool
) -> None:
    transaction.lock(registration)
    allowed = policy.may_edit_by_hand if by_hand else by_themselves
    if not allowed(registration, clock.now()):
        raise Ended(_("変更の受付は終了しました。変更が必要な場合は、事務局へご連絡ください。"))


def _raise_version(registration: Registration) -> None:
    registration.version += 1
    registration.changed_at = clock.now()
    db.session.flush()


def known_of(registration: Registration) -> dict[str, Any]:
    """Return what the person knows of their day so far."""
    entry = calendar.find("registration", registration.id)
    return known(registration, entry.facts if entry else _facts(registration))


def _facts(registration: Registration) -> dict[str, Any]:
    return feeds.facts_of(registration, agenda.released_programme(registration.forum_id))


def tell(registration: Registration, before: dict[str, Any]) -> None:
    """Let the calendar entry follow and write to the person if they know of their day otherwise."""
    if registration.state is not RegistrationState.CONFIRMED:
        return
    entry, _is_told = feeds.revise(registration, agenda.released_programme(registration.forum_id))
    after = known(registration, entry.facts)
    if after != before:
        letters.changed(registration.forum, [Change(registration, before, after, entry.sequence)])
