"""Reads of thousands of registrations at once."""

from collections.abc import Collection

import sqlalchemy as sa

from forumapp.core.batches import batches
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration
from forumapp.registration.queries.registrations import WHOLE


def taken_receipts(numbers: Collection[str]) -> set[str]:
    """Return which of these numbers are somebody's."""
    found: set[str] = set()
    for some in batches(numbers, 5000):
        found.update(
            db.session.scalars(sa.select(Registration.receipt).where(Registration.receipt.in_(some)))
        )
    return found


def of_ids(forum: Forum, idents: Collection[int]) -> dict[int, Registration]:
    """Return these registrations of a forum by id."""
    found: dict[int, Registration] = {}
    for some in batches(idents, 1000):
        own = sa.select(Registration).where(Registration.forum_id == forum.id, Registration.id.in_(some))
        found |= {one.id: one for one in db.session.scalars(own.options(*WHOLE))}
    return found
