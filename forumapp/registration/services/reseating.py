"""Another quota for a registration: the person stays, with receipt and calendar entry; the seat is another one."""

from dataclasses import replace

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.registration.errors import SeatsFull
from forumapp.registration.models import HOLDING, Registration, RegistrationState
from forumapp.registration.queries.ledger import Waiting, seat_of
from forumapp.registration.services.claiming import Claims


def reseat(claims: Claims, registration: Registration, *, by: Actor, quota_id: int | None) -> None:
    """Give somebody who has a seat one of another quota instead; who waits will wait for that one. Raises SeatsFull.

    Track and letters follow with the person's details, which the caller changes.
    """
    transaction.lock(registration)
    former = seat_of(registration)
    if former.quota_id == quota_id:
        return
    wanted = replace(former, quota_id=quota_id)
    if registration.state in HOLDING:
        claims.free(former)
        try:
            claims.claim(wanted)
        except SeatsFull:
            claims.ledger.take(former)
            raise
    changes = audit.difference(registration, {"quota_id": quota_id})
    if registration.state is RegistrationState.WAITING:
        claims.ledger.leave_queue(registration.id)
        claims.ledger.waiting.append(Waiting(registration.id, wanted))
        claims.freed = True  # there may be a seat of the new quota
        registration.waiting_since = clock.now()
    registration.version += 1
    registration.changed_at = clock.now()
    db.session.flush()
    audit.record(by, "registration.moved", registration, changes=changes)
