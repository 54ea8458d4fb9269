"""Substitutes (交代): another person takes the seat of somebody who cannot come. No free seat is needed."""

from flask_babel import gettext as _

from forumapp.core import audit, clock, events, transaction
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.registration import policy
from forumapp.registration.attendee import Attendee
from forumapp.registration.errors import Ended
from forumapp.registration.events import RegistrationSubstituted
from forumapp.registration.models import HOLDING, Registration, RegistrationState
from forumapp.registration.queries.ledger import seat_of
from forumapp.registration.services import letters
from forumapp.registration.services.changing import leave
from forumapp.registration.services.claiming import Claims
from forumapp.registration.services.registering import create, find_organisation
from forumapp.registration.services.seating import seats_of


def substitute(
    registration: Registration, *, by: Actor, attendee: Attendee, by_hand: bool = False, tells: bool = True
) -> Registration:
    """Let ``attendee`` come in place of ``registration``; returns theirs. Raises Ended, DomainError.

    Allowed as long as cancelling is. Of another organisation only when an organiser does it (``by_hand``), and never
    on a seat of a quota.
    """
    with seats_of(registration.forum) as claims:
        return replace(claims, registration, by=by, attendee=attendee, by_hand=by_hand, tells=tells)


def replace(
    claims: Claims,
    registration: Registration,
    *,
    by: Actor,
    attendee: Attendee,
    by_hand: bool = False,
    tells: bool = True,
) -> Registration:
    """Do what :func:`substitute` says inside a transaction that holds the seats already."""
    transaction.lock(registration)
    _check(registration, attendee, by_hand=by_hand)
    claims.check_track(attendee.track_id)
    seat, freed = seat_of(registration), claims.freed

    leave(claims, registration, RegistrationState.SUBSTITUTED)
    claims.ledger.take(seat)
    claims.freed = freed  # the seat was never free
    other = create(
        claims,
        by=by,
        attendee=attendee,
        seat=seat,
        state=RegistrationState.CONFIRMED,
        language=registration.language,
        replaces=registration,
    )

    if tells:
        letters.about(registration, "substituted")
    audit.record(by, "registration.substituted", registration, changes={"to": [registration.id, other.id]})
    events.publish(RegistrationSubstituted(claims.forum.id, registration.id, other.id, by))
    return other


def _check(registration: Registration, attendee: Attendee, *, by_hand: bool) -> None:
    allowed = policy.may_edit_by_hand if by_hand else policy.may_cancel
    now = clock.now()
    has_seat = registration.state in HOLDING and not policy.has_lapsed(registration, now)
    if not has_seat or not allowed(registration, now):
        raise Ended(_("この方の登録は、交代できません。事務局へご連絡ください。"))
    organisation = find_organisation(registration.forum, attendee.organisation)
    ident = organisation.id if organisation else None
    is_same = ident == registration.organisation_id and (
        ident is not None or attendee.organisation == registration.organisation_name
    )
    if not is_same and (registration.quota_id is not None or not by_hand):
        raise DomainError(_("交代できるのは、同じ団体の方だけです。"), "organisation")
