"""Reads of the comments. They come in the order of random ids, or in that of the report."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.core.text import mentions
from forumapp.feedback.models import Impression, ImpressionState
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration


def impression(forum: Forum, ident: str) -> Impression | None:
    """Return one comment of the forum."""
    return db.session.scalar(
        sa.select(Impression).where(Impression.id == ident, Impression.forum_id == forum.id)
    )


def impressions(forum_id: int) -> dict[str, list[Impression]]:
    """Return the comments by state: 'inbox' and 'withheld' in random order, 'adopted' in the order of the report."""
    found = sa.select(Impression).where(Impression.forum_id == forum_id)
    sorted_: dict[str, list[Impression]] = {state.value: [] for state in ImpressionState}
    for one in db.session.scalars(found.order_by(Impression.position, Impression.id)):
        sorted_[one.state.value].append(one)
    return sorted_


def adopted(forum_id: int) -> dict[str, str]:
    """Return the texts of the adopted impressions whose writers still allow it, by id, in the order of the report."""
    found = sa.select(Impression.id, Impression.text).where(
        Impression.forum_id == forum_id,
        Impression.state == ImpressionState.ADOPTED,
        Impression.may_publish.is_(True),
    )
    ordered = found.order_by(Impression.position, Impression.id)
    return dict(db.session.execute(ordered).tuples().all())


def marks(forum_id: int, comments: Sequence[Impression]) -> dict[str, tuple[str, ...]]:
    """Return, by comment, the words that may give somebody away: names, 本市, telephone numbers."""
    found = sa.select(Registration.family_name, Registration.given_name)
    rows = db.session.execute(found.where(Registration.forum_id == forum_id).distinct())
    names = [(family, given) for family, given in rows]
    return {
        one.id: (*mentions.people(one.text, names), *mentions.self_references(one.text)) for one in comments
    }


def waiting(forum_id: int) -> int:
    """Return how many comments wait for the editor."""
    mine = (Impression.forum_id == forum_id, Impression.state == ImpressionState.INBOX)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Impression).where(*mine)) or 0
