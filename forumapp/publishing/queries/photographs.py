"""Photographs of a report: all of them, and those that the public may see."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.files import is_held
from forumapp.forums.models import Forum
from forumapp.publishing.models import ReportPhotograph


def photographs(forum_id: int) -> Sequence[ReportPhotograph]:
    """Return every photograph that was not taken out, in order."""
    mine = sa.select(ReportPhotograph).where(
        ReportPhotograph.forum_id == forum_id, ReportPhotograph.withdrawn_at.is_(None)
    )
    whole = mine.options(joinedload(ReportPhotograph.file), joinedload(ReportPhotograph.small))
    return db.session.scalars(whole.order_by(ReportPhotograph.position, ReportPhotograph.id)).all()


def open_photographs(forum_id: int) -> list[ReportPhotograph]:
    """Return the photographs that the public may see, in order; one statement."""
    return [one for one in photographs(forum_id) if is_open(one)]


def is_open(one: ReportPhotograph) -> bool:
    """Say whether the public may see a photograph."""
    held = is_held(one.file) or is_held(one.small)
    return one.has_consent and one.withdrawn_at is None and not held


def photograph_of(forum: Forum, ident: int) -> ReportPhotograph | None:
    """Return one photograph of the forum, unless it was taken out."""
    return next((one for one in photographs(forum.id) if one.id == ident), None)
