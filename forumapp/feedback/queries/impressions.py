"""Reads of the comments. They come in the order of random ids, or in that of the report."""

from collections.abc import Sequence

import sqlalchemy as sa

from forumapp.agenda.models import Appearance, Item
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
    names = _names(forum_id)
    return {one.id: mentions.told(one.text, names) for one in comments}


def pieces(forum_id: int, texts: Sequence[str]) -> list[list[tuple[str, mentions.Kind | None]]]:
    """Return each text cut up where it may give somebody away."""
    names = _names(forum_id)
    return [mentions.pieces(text, names) for text in texts]


def _names(forum_id: int) -> list[tuple[str, str]]:
    """Return (family, given) of everybody who takes part or speaks."""
    taking_part = sa.select(Registration.family_name, Registration.given_name).where(
        Registration.forum_id == forum_id
    )
    speaking = (
        sa.select(Appearance.family_name, Appearance.given_name)
        .join(Item, Item.id == Appearance.item_id)
        .where(Item.forum_id == forum_id)
    )
    return [(family, given) for family, given in db.session.execute(sa.union(taking_part, speaking))]


def after(forum_id: int, one: Impression) -> str:
    """Return the id of the comment that is listed after this one among those of its state, or ""."""
    listed = impressions(forum_id)[one.state.value]
    place = listed.index(one) + 1
    return listed[place].id if place < len(listed) else ""


def waiting(forum_id: int) -> int:
    """Return how many comments wait for the editor."""
    mine = (Impression.forum_id == forum_id, Impression.state == ImpressionState.INBOX)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Impression).where(*mine)) or 0
