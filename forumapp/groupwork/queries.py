"""Reads of group work: set-up, a group's notes, and the published summary. Always through a forum or a link."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.agenda.models import Item, ItemKind
from forumapp.agenda.programme import Programme
from forumapp.core import links
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Forum, Membership, Role, Room
from forumapp.groupwork.models import (
    Group,
    GroupMember,
    GroupWork,
    Note,
    SummaryBullet,
    SummarySource,
    Theme,
)
from forumapp.registration.models import Registration, RegistrationState

LINK = "group"
"""Kind of the facilitator's personal link."""


@dataclass(frozen=True)
class SummaryLine:
    """One published bullet; ``remark`` is printed in brackets behind it."""

    text: str
    remark: str


@dataclass(frozen=True)
class SummaryTheme:
    """A theme of the published summary; ``item`` is the title of its agenda item."""

    number: int
    title: str
    item: str
    bullets: tuple[SummaryLine, ...]


def holder_of(token: str) -> tuple[Group, Actor] | None:
    """Return the group that a facilitator's link opens, or None."""
    ident = links.read_id(token)
    group = db.session.get(Group, ident) if ident else None
    if group is None or group.withdrawn_at is not None:
        return None
    if not links.is_genuine(token, LINK, group.id, group.link_generation):
        return None
    return group, Actor("link", group.id, group.facilitator or f"group {group.number}")


def token_of(group: Group) -> str:
    """Return the token of the facilitator's link."""
    return links.make_token(LINK, group.id, group.link_generation)


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
            joinedload(Group.room), joinedload(Group.account), selectinload(Group.members)
        ),
    )
    return {work.item_id: work for work in db.session.scalars(loaded)}


def theme(forum: Forum, ident: int) -> Theme | None:
    """Return a living theme of the forum."""
    found = sa.select(Theme).where(
        Theme.id == ident, Theme.forum_id == forum.id, Theme.withdrawn_at.is_(None)
    )
    return db.session.scalar(found)


def group(forum: Forum, ident: int) -> Group | None:
    """Return a living group of the forum."""
    found = sa.select(Group).where(
        Group.id == ident, Group.forum_id == forum.id, Group.withdrawn_at.is_(None)
    )
    return db.session.scalar(found)


def groups(forum: Forum, account_id: int | None = None) -> Sequence[Group]:
    """Return the forum's living groups; with ``account_id`` only those of this facilitator."""
    found = sa.select(Group).where(Group.forum_id == forum.id, Group.withdrawn_at.is_(None))
    if account_id is not None:
        found = found.where(Group.account_id == account_id)
    return db.session.scalars(
        found.order_by(Group.work_id, Group.number, Group.id).options(joinedload(Group.room))
    ).all()


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


def notes(*, forum_id: int, group_id: int | None = None) -> dict[int, dict[int, list[Note]]]:
    """Return the living notes of a forum (or one group) as {theme id: {group id: notes in order}}."""
    found = (
        sa.select(Note)
        .join(Note.group)
        .where(Note.forum_id == forum_id, Note.withdrawn_at.is_(None), Group.withdrawn_at.is_(None))
    )
    if group_id is not None:
        found = found.where(Note.group_id == group_id)
    sorted_: dict[int, dict[int, list[Note]]] = defaultdict(lambda: defaultdict(list))
    for note in db.session.scalars(found.order_by(Group.number, Group.id, Note.position, Note.id)):
        sorted_[note.theme_id][note.group_id].append(note)
    return sorted_


def notes_by_id(one: Theme, idents: Sequence[int]) -> Sequence[Note]:
    """Return those of ``idents`` that are living notes on the theme, in the order of groups."""
    found = sa.select(Note).join(Note.group).where(Note.theme_id == one.id, Note.id.in_(idents))
    alive = found.where(Note.withdrawn_at.is_(None), Group.withdrawn_at.is_(None))
    in_order = alive.order_by(Group.number, Group.id, Note.position, Note.id)
    return db.session.scalars(in_order.options(joinedload(Note.group))).all()


def candidates(work_item: Item) -> Sequence[Registration]:
    """Return the confirmed registrations that may sit in a group of this item: those of its track, or all."""
    found = sa.select(Registration).where(
        Registration.forum_id == work_item.forum_id, Registration.state == RegistrationState.CONFIRMED
    )
    if work_item.track_id is not None:
        found = found.where(Registration.track_id == work_item.track_id)
    return db.session.scalars(
        found.order_by(Registration.organisation_name, Registration.family_kana, Registration.id)
    ).all()


def seats(work: GroupWork) -> dict[int, int]:
    """Return {registration id: group id} of a group work."""
    found = sa.select(GroupMember.registration_id, GroupMember.group_id)
    return {row[0]: row[1] for row in db.session.execute(found.where(GroupMember.work_id == work.id))}


def seated_elsewhere(own: Group, taken: dict[int, int]) -> dict[int, Group]:
    """Return {registration id: other group} of those in ``taken`` who do not sit in ``own``."""
    others = {one.id: one for one in own.work.groups}
    return {person: others[place] for person, place in taken.items() if place != own.id}


def next_number(kind: type[Theme] | type[Group], work_item: Item) -> int:
    """Return the number that the next theme or group of an item would have."""
    highest = sa.select(sa.func.max(kind.number)).join(GroupWork, GroupWork.id == kind.work_id)
    alive = highest.where(GroupWork.item_id == work_item.id, kind.withdrawn_at.is_(None))
    return (db.session.scalar(alive) or 0) + 1


def members(forum: Forum) -> dict[int, list[Registration]]:
    """Return the confirmed members of the forum's groups by group id."""
    found = (
        sa.select(GroupMember.group_id, Registration)
        .join(Registration, Registration.id == GroupMember.registration_id)
        .where(Registration.forum_id == forum.id, Registration.state == RegistrationState.CONFIRMED)
    )
    seated: dict[int, list[Registration]] = defaultdict(list)
    for ident, person in db.session.execute(found.order_by(Registration.organisation_name, Registration.id)):
        seated[ident].append(person)
    return seated


def groups_of(registration_id: int) -> Sequence[Group]:
    """Return the groups in which a registered person sits, with room (personal page)."""
    found = (
        sa.select(Group)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(GroupMember.registration_id == registration_id, Group.withdrawn_at.is_(None))
    )
    whole = (joinedload(Group.room), joinedload(Group.work).joinedload(GroupWork.item))
    return db.session.scalars(found.order_by(Group.id).options(*whole)).all()


def rooms(forum: Forum) -> Sequence[Room]:
    """Return the rooms of the forum's venue."""
    return db.session.scalars(
        sa.select(Room).where(Room.venue_id == forum.venue_id).order_by(Room.position, Room.id)
    ).all()


def facilitators_of(forum_id: int) -> Sequence[Membership]:
    """Return the memberships of the forum's facilitators, with their accounts."""
    found = sa.select(Membership).where(Membership.forum_id == forum_id, Membership.role == Role.FACILITATOR)
    return db.session.scalars(found.order_by(Membership.id)).all()


def names(forum_id: int) -> list[tuple[str, str]]:
    """Return (family, given) of everybody ever registered for the forum."""
    found = sa.select(Registration.family_name, Registration.given_name)
    rows = db.session.execute(found.where(Registration.forum_id == forum_id).distinct())
    return [(family, given) for family, given in rows]


def bullet(forum: Forum, ident: int) -> SummaryBullet | None:
    """Return a living bullet of the forum's summary."""
    found = sa.select(SummaryBullet).where(
        SummaryBullet.id == ident, SummaryBullet.forum_id == forum.id, SummaryBullet.withdrawn_at.is_(None)
    )
    return db.session.scalar(found)


def bullets(forum: Forum) -> dict[int, list[SummaryBullet]]:
    """Return the living bullets by theme id, in order, with their sources and the groups these come from."""
    found = sa.select(SummaryBullet).where(
        SummaryBullet.forum_id == forum.id, SummaryBullet.withdrawn_at.is_(None)
    )
    loaded = found.order_by(SummaryBullet.position, SummaryBullet.id).options(
        selectinload(SummaryBullet.sources).joinedload(SummarySource.note).joinedload(Note.group)
    )
    sorted_: dict[int, list[SummaryBullet]] = defaultdict(list)
    for one in db.session.scalars(loaded):
        sorted_[one.theme_id].append(one)
    return sorted_


def summary(forum_id: int, programme: Programme) -> list[SummaryTheme]:
    """Return the published summary of a forum for its report, in one statement; [] when there is none.

    Which items there are, their titles and their order are those of ``programme``, the released one.
    """
    found = (
        sa.select(
            Theme.id, Theme.number, Theme.title, GroupWork.item_id, SummaryBullet.text, SummaryBullet.remark
        )
        .join(SummaryBullet, SummaryBullet.theme_id == Theme.id)
        .join(GroupWork, GroupWork.id == Theme.work_id)
        .where(
            Theme.forum_id == forum_id,
            Theme.withdrawn_at.is_(None),
            SummaryBullet.withdrawn_at.is_(None),
        )
    )
    in_order = found.order_by(
        GroupWork.id,
        Theme.number,
        Theme.id,
        SummaryBullet.position,
        SummaryBullet.id,
    )
    titles = {item.id: item.title for item in programme.walk()}
    of_item: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    lines: dict[int, list[SummaryLine]] = defaultdict(list)
    for ident, number, title, item_id, text, remark in db.session.execute(in_order):
        of_item[item_id][ident] = (number, title)
        lines[ident].append(SummaryLine(text, remark))
    return [
        SummaryTheme(number, title, item_title, tuple(lines[ident]))
        for item_id, item_title in titles.items()
        for ident, (number, title) in of_item.get(item_id or 0, {}).items()
    ]
