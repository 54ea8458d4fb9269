"""Reads of forums and series, always through somebody's eyes."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.accounts.models import Account
from forumapp.core.db import db
from forumapp.forums.models import (
    Forum,
    ForumCandidate,
    Membership,
    Role,
    Series,
    SeriesDocument,
    SeriesSection,
    Venue,
    Visibility,
)

ALL_ROLES = frozenset(role.value for role in Role)
_whole = (
    joinedload(Forum.owner),
    joinedload(Forum.series),
    joinedload(Forum.venue).selectinload(Venue.rooms),
    joinedload(Forum.room),
    selectinload(Forum.hosts),
)
_shown = (
    joinedload(Forum.owner),
    joinedload(Forum.series),
    joinedload(Forum.venue),
    joinedload(Forum.room),
    joinedload(Forum.hosts),
)


def public_forum(slug: str, *, whole: bool = True) -> Forum | None:
    """Return the forum of this slug if any visitor may see it; one statement, with what its page shows if ``whole``."""
    seen = sa.select(Forum).where(
        Forum.slug == slug,
        Forum.published_at.is_not(None),
        Forum.visibility.in_([Visibility.PUBLIC, Visibility.LINK]),
    )
    return db.session.scalars(seen.options(*_shown) if whole else seen).unique().one_or_none()


def listed_forums(series: Series | None = None) -> Sequence[Forum]:
    """Return the public forums: those without a day, then the newest day first."""
    listed = sa.select(Forum).where(Forum.published_at.is_not(None), Forum.visibility == Visibility.PUBLIC)
    if series is not None:
        listed = listed.where(Forum.series_id == series.id)
    return db.session.scalars(
        listed.order_by(Forum.day.desc().nulls_first(), Forum.id).options(*_whole)
    ).all()


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
    """Return the forums that the account works on: those without a day, then the newest day first."""
    mine = sa.select(Forum).options(*_whole).order_by(Forum.day.desc().nulls_first(), Forum.id.desc())
    if not account.is_admin:
        mine = mine.join(Membership, Membership.forum_id == Forum.id).where(
            Membership.account_id == account.id
        )
    return db.session.scalars(mine).all()


def roles_of(account: Account, forums: Sequence[Forum]) -> dict[int, Role]:
    """Return the account's role in each of ``forums`` by forum id; those seen only as administrator are left out."""
    mine = sa.select(Membership.forum_id, Membership.role).where(
        Membership.account_id == account.id, Membership.forum_id.in_([forum.id for forum in forums])
    )
    return dict(db.session.execute(mine).tuples().all())


def candidates_of(forum_id: int, *, closed: bool = False) -> Sequence[ForumCandidate]:
    """Return the candidate days in order; with ``closed`` also those withdrawn or chosen."""
    mine = sa.select(ForumCandidate).where(ForumCandidate.forum_id == forum_id)
    if not closed:
        mine = mine.where(ForumCandidate.withdrawn_at.is_(None), ForumCandidate.chosen_at.is_(None))
    order = (ForumCandidate.day, ForumCandidate.starts.nulls_first(), ForumCandidate.id)
    return db.session.scalars(mine.order_by(*order)).all()


def candidate_in(forum: Forum, ident: int) -> ForumCandidate | None:
    """Return the candidate day ``ident`` if it is one of ``forum``."""
    mine = sa.select(ForumCandidate).where(ForumCandidate.id == ident, ForumCandidate.forum_id == forum.id)
    return db.session.scalar(mine)


def members_of(forum: Forum) -> Sequence[Membership]:
    """Return the people who work on the forum, in the order in which they joined."""
    order = sa.select(Membership).where(Membership.forum_id == forum.id)
    return db.session.scalars(order.order_by(Membership.since, Membership.id)).all()


def membership_in(forum: Forum, ident: int) -> Membership | None:
    """Return the membership ``ident`` if it is one of ``forum``."""
    return db.session.scalar(
        sa.select(Membership).where(Membership.id == ident, Membership.forum_id == forum.id)
    )


def all_series() -> Sequence[Series]:
    """Return every series in its order of print."""
    return db.session.scalars(sa.select(Series).order_by(Series.position, Series.id)).all()


def series_of(slug: str) -> Series | None:
    """Return the series of this slug with its sections and documents."""
    whole = selectinload(Series.sections).selectinload(SeriesSection.documents)
    return db.session.scalar(sa.select(Series).where(Series.slug == slug).options(whole))


def section_in(series: Series, ident: int) -> SeriesSection | None:
    """Return the section ``ident`` if it is one of ``series``."""
    return next((section for section in series.sections if section.id == ident), None)


def document_in(series: Series, ident: int) -> SeriesDocument | None:
    """Return the document ``ident`` if it is one of ``series``."""
    documents = (document for section in series.sections for document in section.documents)
    return next((document for document in documents if document.id == ident), None)


def venues_for(account: Account, forum: Forum) -> Sequence[Venue]:
    """Return the venues to choose from: those of forums that ``account`` works on or anybody may see, by name."""
    seen = sa.or_(
        Forum.id == forum.id,
        sa.and_(Forum.published_at.is_not(None), Forum.visibility == Visibility.PUBLIC),
        Forum.id.in_(sa.select(Membership.forum_id).where(Membership.account_id == account.id)),
    )
    used = sa.select(Forum.venue_id).where(Forum.venue_id.is_not(None), seen)
    if account.is_admin:
        used = sa.select(Venue.id)
    chosen = sa.select(Venue).where(Venue.id.in_(used)).options(selectinload(Venue.rooms))
    return db.session.scalars(chosen.order_by(Venue.name, Venue.id)).all()
