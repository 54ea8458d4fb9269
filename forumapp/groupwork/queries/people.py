"""Reads of the people: who may sit in a group, and who sits where."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.agenda.models import Item
from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.forums.models import Forum
from forumapp.groupwork.arrangement import Placement, PublishedPlacement
from forumapp.groupwork.models import Group, GroupWork
from forumapp.registration.models import Registration, RegistrationState


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
    """Return {registration id: group id} of the draft's first round."""
    found = sa.select(Placement.registration_id, Placement.group_id)
    mine = found.where(Placement.work_id == work.id, Placement.round == 1)
    return {row[0]: row[1] for row in db.session.execute(mine)}


def seated_elsewhere(own: Group, taken: dict[int, int]) -> dict[int, Group]:
    """Return {registration id: other group} of those in ``taken`` who do not sit in ``own``."""
    others = {one.id: one for one in own.work.groups}
    return {person: others[place] for person, place in taken.items() if place != own.id}


def members(forum: Forum) -> dict[int, list[Registration]]:
    """Return the confirmed people in the forum's groups, as drafted for the first round, by group id."""
    found = (
        sa.select(Placement.group_id, Registration)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(
            Registration.forum_id == forum.id,
            Registration.state == RegistrationState.CONFIRMED,
            Placement.round == 1,
        )
    )
    seated: dict[int, list[Registration]] = defaultdict(list)
    for ident, person in db.session.execute(found.order_by(Registration.organisation_name, Registration.id)):
        seated[ident].append(person)
    return seated


def groups_of(registration_id: int) -> Sequence[tuple[int, Group]]:
    """Return (round, group) as a registered person was told, with room, in order (personal page)."""
    found = (
        sa.select(PublishedPlacement.round, Group)
        .join(Group, Group.id == PublishedPlacement.group_id)
        .where(PublishedPlacement.registration_id == registration_id, Group.withdrawn_at.is_(None))
    )
    whole = (joinedload(Group.room), joinedload(Group.work).joinedload(GroupWork.item))
    in_order = found.order_by(PublishedPlacement.work_id, PublishedPlacement.round).options(*whole)
    return [(row[0], row[1]) for row in db.session.execute(in_order)]


def names(forum_id: int) -> list[tuple[str, str]]:
    """Return (family, given) of everybody ever registered for the forum."""
    found = sa.select(Registration.family_name, Registration.given_name)
    rows = db.session.execute(found.where(Registration.forum_id == forum_id).distinct())
    return [(family, given) for family, given in rows]


def published_members(group: Group) -> dict[int, list[tuple[str, str]]]:
    """Return {round: (organisation, name) in order} of the people who were told that this is their group."""
    columns = (Registration.organisation_name, Registration.family_name, Registration.given_name)
    found = (
        sa.select(PublishedPlacement.round, *columns)
        .join(Registration, Registration.id == PublishedPlacement.registration_id)
        .where(PublishedPlacement.group_id == group.id, Registration.state == RegistrationState.CONFIRMED)
    )
    seated: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, organisation, family, given in db.session.execute(
        found.order_by(PublishedPlacement.round, Registration.organisation_name, Registration.id)
    ):
        seated[number].append((organisation, f"{family} {given}".strip()))
    return dict(seated)


def name_of(forum_id: int, registration_id: int) -> str:
    """Return how a registered person of this forum is called, "" if there is none."""
    found = sa.select(Registration.family_name, Registration.given_name)
    row = db.session.execute(
        found.where(Registration.id == registration_id, Registration.forum_id == forum_id)
    ).one_or_none()
    return full_name(row[0], row[1], " ") if row else ""


def fellows(group_id: int, round_: int) -> Sequence[Registration]:
    """Return who was published to sit in a group in a round and still takes part."""
    found = (
        sa.select(Registration)
        .join(PublishedPlacement, PublishedPlacement.registration_id == Registration.id)
        .where(
            PublishedPlacement.group_id == group_id,
            PublishedPlacement.round == round_,
            Registration.state == RegistrationState.CONFIRMED,
        )
    )
    return db.session.scalars(
        found.order_by(Registration.sort_code, Registration.sort_kana, Registration.id)
    ).all()
