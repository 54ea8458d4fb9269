"""Another quota for a registration: the person stays, with receipt and calendar entry; the seat is another one."""

from dataclasses import replace

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.registration.errors import SeatsFull
from forumapp.registration.models import HOLDING, Registration, RegistrationState
from forumapp.registration.queries.ledger import Waiting, seat_of
from forumapp.registration.services import letters
from forumapp.registration.services.changing import known_of, tell
from forumapp.registration.services.claiming import Claims, check_open


def reseat(
    claims: Claims, registration: Registration, *, by: Actor, quota_id: int | None, mode: Mode | None = None
) -> None:
    """Give somebody who has a seat one of another quota instead; who waits will wait for that one.

    ``mode`` is another way to take part: the new seat is asked for once, as both together. The track follows with the
    person's details, which the caller changes. Raises SeatsFull, NotOpen.
    """
    transaction.lock(registration)
    former = seat_of(registration)
    if former.quota_id == quota_id:
        return
    wanted = replace(former, quota_id=quota_id, mode=mode or former.mode)
    if wanted.mode is not former.mode:
        check_open(claims.ledger, wanted.mode, by_hand=True)
    before = known_of(registration)
    if registration.state in HOLDING:
        claims.free(former)
        try:
            claims.claim(wanted)
        except SeatsFull:
            claims.ledger.take(former)
            raise
    changes = audit.difference(registration, {"quota_id": quota_id, "mode": wanted.mode})
    if registration.state is RegistrationState.WAITING:
        claims.ledger.leave_queue(registration.id)
        claims.ledger.waiting.append(Waiting(registration.id, wanted))
        claims.freed = True  # there may be a seat of the new quota
        registration.waiting_since = clock.now()
    registration.version += 1
    registration.changed_at = clock.now()
    db.session.flush()
    if registration.state is RegistrationState.WAITING and wanted.mode is not former.mode:
        letters.about(registration, "waiting")
    tell(registration, before)
    audit.record(by, "registration.moved", registration, changes=changes)
