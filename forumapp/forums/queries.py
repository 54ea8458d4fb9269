"""Reads of forums and series, always through somebody's eyes."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.accounts.models import Account
from forumapp.core.db import db
from forumapp.forums.models import Forum, Membership, Role, Series, Venue, Visibility

ALL_ROLES = frozenset(role.value for role in Role)
_whole = (
    joinedload(Forum.owner),
    joinedload(Forum.series),
    joinedload(Forum.venue).selectinload(Venue.rooms),
    joinedload(Forum.room),
    selectinload(Forum.hosts),
)


def public_forum(slug: str) -> Forum | None:
    """Return the forum of this slug if any visitor may see it."""
    seen = sa.select(Forum).where(
        Forum.slug == slug,
        Forum.published_at.is_not(None),
        Forum.visibility.in_([Visibility.PUBLIC, Visibility.LINK]),
    )
    return db.session.scalar(seen.options(*_whole))


def listed_forums(series: Series | None = None) -> Sequence[Forum]:
    """Return the public forums, the nearest day first and those without a day first of all."""
    listed = sa.select(Forum).where(Forum.published_at.is_not(None), Forum.visibility == Visibility.PUBLIC)
    if series is not None:
        listed = listed.where(Forum.series_id == series.id)
    return db.session.scalars(listed.order_by(Forum.day.desc(), Forum.id).options(*_whole)).all()


def forum_for(slug: str, account: Account) -> tuple[Forum, frozenset[str]] | None:
    """Return the forum and the account's roles in it; None if it is not theirs to see."""
    forum = db.session.scalar(sa.select(Forum).where(Forum.slug == slug).options(*_whole))
    if forum is None:
        return None
    if account.is_admin:
        return forum, ALL_ROLES
    mine = sa.select(Membership.role).where(
        Membership.forum_id == forum.id, Membership.account_id == account.id
    )
    role: Any = db.session.scalar(mine)
    return (forum, frozenset({role.value})) if role else None


def forums_of(account: Account) -> Sequence[Forum]:
    """Return the forums that the account works on, the newest day first."""
    mine = sa.select(Forum).options(*_whole).order_by(Forum.day.desc(), Forum.id.desc())
    if not account.is_admin:
        mine = mine.join(Membership, Membership.forum_id == Forum.id).where(
            Membership.account_id == account.id
        )
    return db.session.scalars(mine).all()
