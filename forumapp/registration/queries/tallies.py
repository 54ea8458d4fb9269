"""What the ledger is made of, as the database counts it: seats held, seats given out, and who waits in which order."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import (
    HOLDING,
    Allotment,
    Audience,
    Quota,
    Registration,
    RegistrationState,
)


def held_by_mode(forum: Forum) -> Sequence[tuple[Mode, int]]:
    """Count the seats that are held in each mode."""
    held = (
        sa.select(Registration.mode, sa.func.count())
        .where(Registration.forum_id == forum.id, Registration.state.in_(HOLDING))
        .group_by(Registration.mode)
    )
    return db.session.execute(held).tuples().all()


def held_by_seat(forum: Forum) -> Sequence[tuple[Mode, int | None, int | None, int]]:
    """Count the seats that are held by mode, quota and organisation."""
    of = (Registration.mode, Registration.quota_id, Registration.organisation_id)
    held = (
        sa.select(*of, sa.func.count())
        .where(Registration.forum_id == forum.id, Registration.state.in_(HOLDING))
        .group_by(*of)
    )
    return db.session.execute(held).tuples().all()


def waiting(forum: Forum) -> Sequence[tuple[int, Mode, int | None, int | None]]:
    """Return who waits, the first first: registration, mode, quota, organisation."""
    of = (Registration.id, Registration.mode, Registration.quota_id, Registration.organisation_id)
    listed = sa.select(*of).where(
        Registration.forum_id == forum.id, Registration.state == RegistrationState.WAITING
    )
    return db.session.execute(listed.order_by(Registration.waiting_since, Registration.id)).tuples().all()


def given_out(forum: Forum) -> tuple[Sequence[Quota], Sequence[Allotment]]:
    """Return the quotas of a forum, and the organisations' own numbers of seats in them."""
    quotas = (
        sa.select(Quota)
        .join(Audience)
        .where(Quota.forum_id == forum.id, Quota.withdrawn_at.is_(None), Audience.withdrawn_at.is_(None))
        .options(joinedload(Quota.audience))
        .order_by(Quota.id)
    )
    allotments = sa.select(Allotment).where(Allotment.forum_id == forum.id)
    return db.session.scalars(quotas).all(), db.session.scalars(allotments).all()
