"""Reads of the lists that forms choose from."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.directory.models import Department, Rank


def departments() -> Sequence[Department]:
    """Return the department categories in their order."""
    return db.session.scalars(sa.select(Department).order_by(Department.position, Department.id)).all()


def ranks() -> Sequence[Rank]:
    """Return the ranks, the highest first."""
    return db.session.scalars(sa.select(Rank).order_by(Rank.position, Rank.id)).all()
