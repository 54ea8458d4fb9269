"""The saved views of the organisers' table."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registration.models import SavedView


def views(forum: Forum) -> Sequence[SavedView]:
    """Return the saved views of a forum, the oldest first."""
    return db.session.scalars(
        sa.select(SavedView).where(SavedView.forum_id == forum.id).order_by(SavedView.id)
    ).all()


def view(forum: Forum, ident: int) -> SavedView | None:
    """Return a saved view of this forum."""
    return db.session.scalar(
        sa.select(SavedView).where(SavedView.id == ident, SavedView.forum_id == forum.id)
    )
