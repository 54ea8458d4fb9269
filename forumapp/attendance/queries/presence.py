"""Who came to the venue: of the check-ins of a person the earliest that is not undone counts."""

from collections.abc import Collection

import sqlalchemy as sa

from forumapp.attendance.models import CheckIn
from forumapp.core.db import db
from forumapp.forums.models import Forum


def attended(forum: Forum) -> set[int]:
    """Return the ids of the registrations that were checked in."""
    came = sa.select(CheckIn.registration_id).where(CheckIn.forum_id == forum.id, CheckIn.undone_at.is_(None))
    return set(db.session.scalars(came.distinct()))


def first_check_ins(forum: Forum, registrations: Collection[int] | None = None) -> dict[int, CheckIn]:
    """Return the check-in that counts by registration id; of these ``registrations`` only if they are given."""
    standing = sa.select(CheckIn).where(CheckIn.forum_id == forum.id, CheckIn.undone_at.is_(None))
    if registrations is not None:
        standing = standing.where(CheckIn.registration_id.in_(registrations))
    found: dict[int, CheckIn] = {}
    for one in db.session.scalars(standing.order_by(CheckIn.at, CheckIn.id)):
        found.setdefault(one.registration_id, one)
    return found


def check_in_of(forum: Forum, client_id: str) -> CheckIn | None:
    """Return what a device reported under this id."""
    same = sa.select(CheckIn).where(CheckIn.forum_id == forum.id, CheckIn.client_id == client_id)
    return db.session.scalar(same)


def check_in_by_id(forum: Forum, ident: int) -> CheckIn | None:
    """Return one check-in of this forum."""
    own = sa.select(CheckIn).where(CheckIn.forum_id == forum.id, CheckIn.id == ident)
    return db.session.scalar(own)
