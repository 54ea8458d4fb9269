"""The revision of public content: raised by the very transaction that changes it.

A change of a row with ``forum_id`` concerns that forum; a change of a shared row (venue, series, organisation)
concerns every forum. Pages that list forums rest on the site's revision, which any of them raises.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from forumapp.core import clock
from forumapp.core.access import Stamp
from forumapp.core.db import Model, db
from forumapp.forums.models import Forum, ForumBoundary, SiteRevision, Visibility
from forumapp.forums.states import boundaries

FILES = "file-"
"""How the names of those boundaries begin at which a file is published; ``materials`` writes them."""

_passed = (
    sa.select(sa.func.count())
    .where(
        ForumBoundary.forum_id == Forum.id,
        ForumBoundary.at <= sa.bindparam("now", type_=ForumBoundary.at.type),
    )
    .scalar_subquery()
)
_forum_stamp = sa.select(Forum.id, Forum.revision, _passed).where(
    Forum.slug == sa.bindparam("slug"),
    Forum.published_at.is_not(None),
    Forum.visibility != Visibility.INVITATION,
)
_site_stamp = sa.select(
    sa.select(SiteRevision.value).where(SiteRevision.id == 1).scalar_subquery(),
    sa.select(sa.func.count())
    .select_from(ForumBoundary)
    .where(ForumBoundary.at <= sa.bindparam("now", type_=ForumBoundary.at.type))
    .scalar_subquery(),
)


def forum_stamp(connection: sa.Connection, forum: str, **_other: object) -> Stamp | None:
    """Return what the public pages of the forum with this slug depend on; None if the public may not see it."""
    row = connection.execute(_forum_stamp, {"slug": forum, "now": clock.now()}).one_or_none()
    return Stamp(f"f{row[0]}.{row[1]}.{row[2]}") if row else None


def site_stamp(connection: sa.Connection, **_other: object) -> Stamp:
    """Return what pages depend on that show more than one forum."""
    row = connection.execute(_site_stamp, {"now": clock.now()}).one()
    return Stamp(f"s{row[0]}.{row[1]}")


def touch(forum: Forum) -> None:
    """Raise the revision for what public pages show of ``forum`` without a row of its own changing (席の空き)."""
    _bump(db.session.connection(), {forum.id})


def touch_lists() -> None:
    """Raise the site's revision alone: what pages show that belongs to no forum (a document of a series)."""
    _bump(db.session.connection(), set())


def leave_all_copies_behind() -> None:
    """Raise every revision by the minutes since 1970: after a restore no browser holds a page of the same number."""
    minutes = int(clock.now().timestamp() // 60)
    db.session.execute(sa.update(Forum).values(revision=Forum.revision + minutes))
    db.session.execute(sa.update(SiteRevision).values(value=SiteRevision.value + minutes))


@event.listens_for(Session, "after_flush")
def _raise(session: Session, _context: object) -> None:
    changed = [
        thing for thing in session.new | session.dirty | session.deleted if _is_public_change(session, thing)
    ]
    if not changed:
        return
    shared = any(not hasattr(thing, "forum_id") for thing in changed)
    idents = {thing.forum_id for thing in changed if hasattr(thing, "forum_id")}
    _bump(session.connection(), None if shared else idents)
    for thing in changed:
        if isinstance(thing, Forum):
            _write_boundaries(session, thing)


def _bump(connection: sa.Connection, idents: set[int] | None) -> None:
    raised = sa.update(Forum).values(revision=Forum.revision + 1, changed_at=clock.now())
    connection.execute(raised if idents is None else raised.where(Forum.id.in_(idents)))
    site = sa.update(SiteRevision).values(value=SiteRevision.value + 1).where(SiteRevision.id == 1)
    if connection.execute(site).rowcount == 0:
        connection.execute(sa.insert(SiteRevision).values(id=1, value=1))


def _is_public_change(session: Session, thing: Any) -> bool:
    if not isinstance(thing, Model) or not thing.public_content:
        return False
    if thing not in session.dirty:
        return thing.is_seen(frozenset(sa.inspect(thing).mapper.columns.keys()))
    state = sa.inspect(thing)
    changed = {name for name in state.mapper.columns.keys() if state.attrs[name].history.has_changes()}  # noqa: SIM118
    return session.is_modified(thing) and thing.is_seen(changed)


def _write_boundaries(session: Session, forum: Forum) -> None:
    connection = session.connection()
    own = (ForumBoundary.forum_id == forum.id, ~ForumBoundary.what.startswith(FILES))
    connection.execute(sa.delete(ForumBoundary).where(*own))
    rows = [{"forum_id": forum.id, "what": what, "at": at} for what, at in boundaries(forum).items()]
    if rows:
        connection.execute(sa.insert(ForumBoundary), rows)
