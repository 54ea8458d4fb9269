"""The quotas of a forum, and the organisations' own numbers of seats in them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.directory import register
from forumapp.directory.models import MUNICIPALITIES, Organisation
from forumapp.forums.models import Forum
from forumapp.registration.models import Allotment, Audience, AudienceKind, Quota


def given_out(forum: Forum) -> tuple[Sequence[Quota], Sequence[Allotment]]:
    """Return the quotas of a forum, and the numbers of those organisations that have their own."""
    quotas = (
        sa.select(Quota)
        .join(Audience)
        .where(Quota.forum_id == forum.id, Quota.withdrawn_at.is_(None), Audience.withdrawn_at.is_(None))
        .options(joinedload(Quota.audience), joinedload(Quota.department))
        .order_by(Quota.id)
    )
    allotments = sa.select(Allotment).where(Allotment.forum_id == forum.id)
    return db.session.scalars(quotas).all(), db.session.scalars(allotments).all()


def organisations_of(audience: Audience) -> int:
    """Return how many organisations a line means; one where anybody may come, who share its seats."""
    if audience.kind is AudienceKind.MUNICIPALITIES:
        return len(register.municipalities_of(audience.prefecture or ""))
    return 1


def is_meant(audience: Audience, organisation: Organisation | None) -> bool:
    """Say whether the seats of a line are this organisation's too."""
    if audience.kind is AudienceKind.ANYBODY:
        return True
    if organisation is None:
        return False
    if audience.kind is AudienceKind.ORGANISATION:
        return audience.organisation_id == organisation.id
    return organisation.kind in MUNICIPALITIES and organisation.prefecture == audience.prefecture
