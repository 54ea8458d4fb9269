"""当日参加: somebody without a seat stands at the desk. They get a seat of the room and are checked in, or neither."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.attendance.errors import AlreadyRegistered, RoomFull
from forumapp.attendance.models import CheckIn, CheckInKind
from forumapp.attendance.queries.presence import check_in_of
from forumapp.attendance.services.checking import Arrival, Outcome, check_day, outcome_of, record, write
from forumapp.core import transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.i18n import language
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode
from forumapp.registration.attendee import Attendee
from forumapp.registration.models import ALIVE, Registration, RegistrationState
from forumapp.registration.queries.ledger import Lack, Seat
from forumapp.registration.queries.quotas import is_meant
from forumapp.registration.services import changing, registering
from forumapp.registration.services.claiming import Claims, check_open
from forumapp.registration.services.seating import seats_of


def walk_in(
    forum: Forum,
    arrival: Arrival,
    *,
    by: Actor,
    attendee: Attendee,
    instead_of: Registration | None = None,
    is_other: bool = False,
) -> Outcome:
    """Register ``attendee`` on site and check them in; the same ``client_id`` again is the same person.

    ``instead_of`` is their registration that was cancelled or still waits; ``is_other``: not the one of the same name.
    Whoever stands at the desk goes before those who wait at home. Raises NotToday, NotOpen, RoomFull, AlreadyRegistered.
    """
    check_day(forum)
    with seats_of(forum) as claims:
        known = check_in_of(forum, arrival.client_id)
        if known is not None:
            return outcome_of(known, _of(known.registration_id))
        if instead_of is not None:
            _end(claims, instead_of, by)
        elif not is_other:
            _check_new(forum, attendee)
        check_open(claims.ledger, Mode.ON_SITE, by_hand=True)
        claims.check_track(attendee.track_id)

        seat = _seat(claims, registering.find_organisation(forum, attendee.organisation))
        claims.claim(seat, in_turn=True)
        registration = registering.create(
            claims,
            by=by,
            attendee=attendee,
            seat=seat,
            state=RegistrationState.CONFIRMED,
            language=instead_of.language if instead_of else language(),
        )
        made = record(registration, arrival, by=by, kind=CheckInKind.WALK_IN)
        write([made], by=by)
    return outcome_of(made, [made])


def _seat(claims: Claims, organisation: Organisation | None) -> Seat:
    """Choose an open seat, else one that a quota keeps for their organisation. Raises RoomFull."""
    ident = organisation.id if organisation else None
    seats = [Seat(Mode.ON_SITE, None, ident)]
    seats += [
        Seat(Mode.ON_SITE, quota.id, ident)
        for quota in claims.ledger.quotas.values()
        if is_meant(quota.audience, organisation)
    ]
    free = next((seat for seat in seats if claims.lacks(seat, in_turn=True) is None), None)
    if free is None:
        raise RoomFull(_full(claims, claims.lacks(seats[0], in_turn=True)))
    return free


def _full(claims: Claims, lack: Lack | None) -> str:
    limit = claims.ledger.limit(Mode.ON_SITE)
    if lack is Lack.ROOM and limit is not None:
        return _(
            "会場は満席（定員%(seats)d名）のため、登録できません。Web参加をご案内ください。", seats=limit
        )
    return _(
        "残りの席は団体の参加枠として確保されているため、登録できません。参加枠を開放すると登録できます。"
    )


def _end(claims: Claims, registration: Registration, by: Actor) -> None:
    """Close the registration that the new one follows; whoever has a seat is checked in with that one."""
    transaction.lock(registration)
    if registration.state is RegistrationState.CONFIRMED:
        raise AlreadyRegistered(_("この方の登録は有効です。検索して受付してください。"))
    if registration.state in ALIVE:
        changing.end(claims, registration, by=by, by_hand=True, tells=False)


def _check_new(forum: Forum, attendee: Attendee) -> None:
    same = sa.select(Registration.id).where(
        Registration.forum_id == forum.id,
        Registration.state.in_(ALIVE),
        Registration.family_name == attendee.family_name,
        Registration.given_name == attendee.given_name,
        Registration.organisation_name == attendee.organisation,
    )
    if db.session.scalar(same.order_by(Registration.id).limit(1)) is not None:
        raise AlreadyRegistered(
            _(
                "同じ団体に同じ氏名の登録があります。検索して受付してください。別の方の場合は「同姓同名の別の方」を選んで登録してください。"
            ),
            "family_name",
        )


def _of(registration_id: int) -> Sequence[CheckIn]:
    return db.session.scalars(
        sa.select(CheckIn).where(CheckIn.registration_id == registration_id).order_by(CheckIn.id)
    ).all()
