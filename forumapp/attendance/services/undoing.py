"""Taking check-ins back (取り消し)."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.attendance.models import CheckIn, CheckInKind
from forumapp.attendance.queries.presence import first_check_ins
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registration import policy
from forumapp.registration.models import Registration
from forumapp.registration.services import changing
from forumapp.registration.services.claiming import Claims
from forumapp.registration.services.seating import seats_of


def undo(forum: Forum, client_ids: Sequence[str], *, by: Actor) -> list[CheckIn]:
    """Take check-ins back; done twice it is done once. What another desk has recorded of the person stays.

    A walk-in whom no desk has recorded any more gives the seat back, too: the registration was made with the check-in.
    """
    if not client_ids:
        return []
    theirs = sa.select(CheckIn.registration_id).where(
        CheckIn.forum_id == forum.id, CheckIn.client_id.in_(client_ids)
    )
    walked_in = set(
        db.session.scalars(
            sa.select(CheckIn.registration_id).where(
                CheckIn.kind == CheckInKind.WALK_IN, CheckIn.registration_id.in_(theirs)
            )
        )
    )
    if not walked_in:
        return _take_back(forum, client_ids, by)
    with seats_of(forum) as claims:
        found = _take_back(forum, client_ids, by)
        people = {one.registration_id: one.registration for one in found}
        _give_back(claims, [one for ident, one in people.items() if ident in walked_in], by)
    return found


def _take_back(forum: Forum, client_ids: Sequence[str], by: Actor) -> list[CheckIn]:
    rows = sa.select(CheckIn).where(CheckIn.forum_id == forum.id, CheckIn.client_id.in_(client_ids))
    held = rows.order_by(CheckIn.id).with_for_update(key_share=True)
    found = list(db.session.scalars(held.execution_options(populate_existing=True)))
    for one in found:
        if one.undone_at is None:
            one.undone_at, one.undone_by = clock.now(), by.label
            audit.record(by, "check_in.undone", one, changes={"desk": [one.desk, None]})
    db.session.flush()
    return found


def _give_back(claims: Claims, walked_in: Sequence[Registration], by: Actor) -> None:
    here = first_check_ins(claims.forum, [one.id for one in walked_in])
    for one in walked_in:
        if one.id not in here and policy.may_edit_by_hand(one, clock.now()):
            changing.end(claims, one, by=by, by_hand=True)
