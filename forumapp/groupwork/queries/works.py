"""Reads of the set-up: group works, themes, groups and whose link it is. Always through a forum or a link."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.agenda.models import Item, ItemKind
from forumapp.core import links
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Membership, Role, Room
from forumapp.groupwork.models import Group, GroupWork, Theme
from forumapp.registration.models import Registration

LINK = "group"
"""Kind of the facilitator's personal link."""
RECORDER_LINK = "recorder"
"""Kind of the recorder's personal link."""


def holder_of(token: str) -> tuple[Group, Actor] | None:
    """Return the group that a facilitator's link opens, or None."""
    group = _claimed(token)
    if group is None or not links.is_genuine(token, LINK, group.id, group.link_generation):
        return None
    return group, Actor("link", group.id, group.facilitator or f"group {group.number}")


def recorder_of(token: str) -> tuple[Group, Actor] | None:
    """Return the group that a recorder's link opens, or None."""
    group = _claimed(token)
    if group is None or not links.is_genuine(token, RECORDER_LINK, group.id, group.recorder_generation):
        return None
    return group, Actor("link", group.id, group.recorder or f"group {group.number}")


def _claimed(token: str) -> Group | None:
    ident = links.read_id(token)
    group = db.session.get(Group, ident) if ident else None
    if group is None or group.withdrawn_at is not None or group.forum.purged_at is not None:
        return None
    return group


def token_of(group: Group) -> str:
    """Return the token of the facilitator's link."""
    return links.make_token(LINK, group.id, group.link_generation)


def recorder_token_of(group: Group) -> str:
    """Return the token of the recorder's link."""
    return links.make_token(RECORDER_LINK, group.id, group.recorder_generation)


def items(forum: Forum) -> Sequence[Item]:
    """Return the forum's group-work items in the order of the programme."""
    found = sa.select(Item).where(
        Item.forum_id == forum.id, Item.kind == ItemKind.GROUP_WORK, Item.withdrawn_at.is_(None)
    )
    return db.session.scalars(
        found.order_by(Item.day, Item.position, Item.id).options(joinedload(Item.track))
    ).all()


def item(forum: Forum, ident: int) -> Item | None:
    """Return one group-work item of the forum."""
    return next((one for one in items(forum) if one.id == ident), None)


def works(forum: Forum) -> dict[int, GroupWork]:
    """Return the forum's group works by the id of their item, with living themes and groups reachable."""
    found = sa.select(GroupWork).where(GroupWork.forum_id == forum.id)
    loaded = found.options(
        selectinload(GroupWork.themes),
        selectinload(GroupWork.groups).options(
            joinedload(Group.room), joinedload(Group.account), joinedload(Group.recorder_account)
        ),
    )
    return {work.item_id: work for work in db.session.scalars(loaded)}


def theme(forum: Forum, ident: int, *, is_withdrawn: bool = False) -> Theme | None:
    """Return a living theme of the forum, or one that may have been withdrawn."""
    found = sa.select(Theme).where(Theme.id == ident, Theme.forum_id == forum.id)
    return db.session.scalar(found if is_withdrawn else found.where(Theme.withdrawn_at.is_(None)))


def group(forum: Forum, ident: int, *, is_withdrawn: bool = False) -> Group | None:
    """Return a living group of the forum, or one that may have been withdrawn."""
    found = sa.select(Group).where(Group.id == ident, Group.forum_id == forum.id)
    return db.session.scalar(found if is_withdrawn else found.where(Group.withdrawn_at.is_(None)))


def groups(forum: Forum, account_id: int | None = None) -> Sequence[Group]:
    """Return the forum's living groups; with ``account_id`` only those that this account leads or records."""
    found = sa.select(Group).where(Group.forum_id == forum.id, Group.withdrawn_at.is_(None))
    if account_id is not None:
        found = found.where((Group.account_id == account_id) | (Group.recorder_account_id == account_id))
    return db.session.scalars(
        found.order_by(Group.work_id, Group.number, Group.id).options(joinedload(Group.room))
    ).all()


def groups_of(one: Theme) -> Sequence[Group]:
    """Return the living groups that work on a theme, by number."""
    found = sa.select(Group).where(Group.work_id == one.work_id, Group.withdrawn_at.is_(None))
    return db.session.scalars(found.order_by(Group.number, Group.id)).all()


def themes(work_id: int) -> Sequence[Theme]:
    """Return the living themes of a group work by number."""
    found = sa.select(Theme).where(Theme.work_id == work_id, Theme.withdrawn_at.is_(None))
    return db.session.scalars(found.order_by(Theme.number, Theme.id)).all()


def themes_of(forum: Forum) -> Sequence[Theme]:
    """Return the living themes of a forum in the order of the report."""
    found = (
        sa.select(Theme)
        .join(Theme.work)
        .join(GroupWork.item)
        .where(Theme.forum_id == forum.id, Theme.withdrawn_at.is_(None), Item.withdrawn_at.is_(None))
    )
    in_order = found.order_by(Item.day, Item.position, GroupWork.id, Theme.number, Theme.id)
    return db.session.scalars(in_order.options(joinedload(Theme.work).joinedload(GroupWork.item))).all()


def next_number(kind: type[Theme] | type[Group], work_item: Item) -> int:
    """Return the number that the next theme or group of an item would have."""
    highest = sa.select(sa.func.max(kind.number)).join(GroupWork, GroupWork.id == kind.work_id)
    alive = highest.where(GroupWork.item_id == work_item.id, kind.withdrawn_at.is_(None))
    return (db.session.scalar(alive) or 0) + 1


def rooms(forum: Forum) -> Sequence[Room]:
    """Return the rooms of the forum's venue."""
    return db.session.scalars(
        sa.select(Room).where(Room.venue_id == forum.venue_id).order_by(Room.position, Room.id)
    ).all()


def facilitators_of(forum_id: int) -> Sequence[Membership]:
    """Return the memberships of the forum's facilitators, with their accounts."""
    found = sa.select(Membership).where(Membership.forum_id == forum_id, Membership.role == Role.FACILITATOR)
    return db.session.scalars(found.order_by(Membership.id)).all()


def homes(forum: Forum) -> Sequence[Organisation]:
    """Return the organisations that take part, or that a facilitator comes from, by code."""
    ours = sa.select(Registration.organisation_id).where(Registration.forum_id == forum.id)
    theirs = sa.select(Group.home_id).where(Group.forum_id == forum.id)
    found = sa.select(Organisation).where(
        sa.or_(
            Organisation.id.in_(ours.where(Registration.organisation_id.is_not(None))),
            Organisation.id.in_(theirs.where(Group.home_id.is_not(None))),
        )
    )
    return db.session.scalars(found.order_by(Organisation.code, Organisation.name, Organisation.id)).all()
