"""What becomes of a registration: other details, the other mode, the end."""

from typing import Any

from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.calendar import services as calendar
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.registration import feeds, policy
from forumapp.registration.attendee import Attendee
from forumapp.registration.errors import Ended, Stale
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.notices.parts import known
from forumapp.registration.queries.seats import taken
from forumapp.registration.services import claiming, letters
from forumapp.registration.services.registering import check_track, columns, set_answers
from forumapp.registration.services.told import Change

SILENT = {"sort_kana", "person_id"}
"""Columns that follow from others and say nothing in the log."""


def change_mode(registration: Registration, *, by: Actor, mode: Mode, by_hand: bool = False) -> None:
    """Move the person to ``mode``: both counts, the calendar entry and the letter in one step.

    Raises SeatsFull, NotOpen, Ended.
    """
    _hold(registration, by_hand=by_hand)
    if registration.mode is mode:
        return
    forum, left = registration.forum, registration.mode
    claiming.check_open(forum, mode, by_hand=by_hand)
    before, known = claiming.check_seat(forum, mode), _known(registration)

    changes = audit.difference(registration, {"mode": mode})
    _raise_version(registration)

    _tell(registration, known)
    claiming.tell_fullness(forum, before, **{left.value: -1, mode.value: 1})
    audit.record(by, "registration.moved", registration, changes=changes)


def change_details(
    registration: Registration, *, by: Actor, attendee: Attendee, version: int, by_hand: bool = False
) -> None:
    """Write what ``attendee`` says now; ``version`` is what the form was filled from. Raises Ended, Stale, DomainError."""
    _hold(registration, by_hand=by_hand)
    if registration.version != version:
        raise Stale(_("この登録は別の画面で変更されました。ページを開き直して、もう一度変更してください。"))
    check_track(registration.forum, attendee.track_id)
    known = _known(registration)

    changes = audit.difference(registration, columns(registration.forum, attendee))
    set_answers(registration, attendee)
    _raise_version(registration)

    if "email" in changes:
        letters.readdressed(registration)
    _tell(registration, known)
    named = {name: values for name, values in changes.items() if name not in SILENT}
    audit.record(by, "registration.changed", registration, changes=named)


def cancel(registration: Registration, *, by: Actor, by_hand: bool = False) -> None:
    """End the registration and free its seat; done twice it is done once. Raises Ended."""
    transaction.lock(registration.forum, registration)
    if registration.state is RegistrationState.CANCELLED:
        return
    allowed = policy.may_edit_by_hand if by_hand else policy.may_cancel
    if not allowed(registration, clock.now()):
        raise Ended(
            _("フォーラムが始まったため、キャンセルできません。欠席される場合は事務局へご連絡ください。")
        )

    forum, before = registration.forum, taken(registration.forum)
    registration.state, registration.ended_at = RegistrationState.CANCELLED, clock.now()
    _raise_version(registration)
    feeds.revise(registration, agenda.released_programme(forum.id))

    letters.cancelled(registration)
    claiming.tell_fullness(forum, before, **{registration.mode.value: -1})
    audit.record(by, "registration.cancelled", registration)


def take_join_link(registration: Registration, *, by: Actor) -> None:
    """Record that the join link was taken; the first time counts. Raises Ended while it may not be shown."""
    if not policy.may_join(registration, feeds.track_of(registration), clock.now()):
        raise Ended(_("会議への参加リンクは、開始60分前から終了までご利用いただけます。"))
    if registration.join_taken_at is None:
        registration.join_taken_at = clock.now()
        audit.record(by, "registration.join_link_taken", registration)


def revoke_link(registration: Registration, *, by: Actor) -> None:
    """Make the personal link worthless and mail a new one."""
    registration.link_generation += 1
    audit.record(by, "registration.link_revoked", registration)
    letters.link(registration)


def _hold(registration: Registration, *, by_hand: bool) -> None:
    transaction.lock(registration.forum, registration)
    allowed = policy.may_edit_by_hand if by_hand else policy.may_edit
    if not allowed(registration, clock.now()):
        raise Ended(_("変更の受付は終了しました。変更が必要な場合は、事務局へご連絡ください。"))


def _raise_version(registration: Registration) -> None:
    registration.version += 1
    registration.changed_at = clock.now()
    db.session.flush()


def _known(registration: Registration) -> dict[str, Any]:
    """Return what the person knows of their day so far."""
    entry = calendar.find("registration", registration.id)
    return known(registration, entry.facts if entry else _facts(registration))


def _facts(registration: Registration) -> dict[str, Any]:
    return feeds.facts_of(registration, agenda.released_programme(registration.forum_id))


def _tell(registration: Registration, before: dict[str, Any]) -> None:
    entry, _is_told = feeds.revise(registration, agenda.released_programme(registration.forum_id))
    after = known(registration, entry.facts)
    if after != before:
        letters.changed(registration.forum, [Change(registration, before, after, entry.sequence)])
