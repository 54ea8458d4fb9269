"""Reads of an arrangement with all who sit in it: what the board, the search and the letters look at.

The number of statements does not depend on how many people there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forumapp.attendance.queries.presence import attended
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.names import full_name
from forumapp.directory.models import Department, Organisation, OrganisationKind, Rank
from forumapp.forums.models import Mode
from forumapp.groupwork.arrangement import Arrangement, GroupingRule, Placement
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.queries.arrangement import arrangement_of
from forumapp.registration.models import Registration, RegistrationState


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who may sit in a group, or sits there although they take no part any more (``is_out``)."""

    id: int
    name: str
    organisation: str
    organisation_id: int | None
    kind: OrganisationKind | None
    department: Department | None
    rank: Rank | None
    unit: str
    title: str
    mode: Mode
    is_out: bool

    @property
    def home(self) -> str:
        """Return what tells organisations apart."""
        return str(self.organisation_id or self.organisation)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody sits in a round."""

    group_id: int
    is_pinned: bool


@dataclass(frozen=True)
class Seating:
    """A work with its living groups, everybody concerned in the order of lists, and who sits where.

    ``arrived`` are those who were checked in, on the day itself; None on other days: nobody is missing then.
    """

    work: GroupWork
    arrangement: Arrangement
    groups: Sequence[Group]
    people: dict[int, Attendee]
    places: dict[int, dict[int, Place]]
    rules: Sequence[GroupingRule]
    arrived: set[int] | None

    @property
    def candidates(self) -> list[Attendee]:
        """Return those who may sit in a group."""
        return [one for one in self.people.values() if not one.is_out]

    def at(self, round_: int) -> dict[int, Place]:
        """Return {registration id: place} of a round."""
        return self.places.get(round_, {})

    def of(self, group_id: int, round_: int) -> list[Attendee]:
        """Return who sits in a group, in the order of lists."""
        here = self.at(round_)
        return [one for one in self.people.values() if one.id in here and here[one.id].group_id == group_id]

    def unseated(self, round_: int) -> list[Attendee]:
        """Return those who may sit in a group and sit in none."""
        here = self.at(round_)
        return [one for one in self.people.values() if one.id not in here and not one.is_out]

    def is_missing(self, one: Attendee) -> bool:
        """Say whether somebody is expected at the venue today and has not been checked in."""
        return (
            self.arrived is not None
            and one.mode is Mode.ON_SITE
            and not one.is_out
            and one.id not in self.arrived
        )


def seating(work: GroupWork) -> Seating:
    """Read the draft of a group work: of as many rounds as there are."""
    places: dict[int, dict[int, Place]] = {}
    found = sa.select(
        Placement.round, Placement.registration_id, Placement.group_id, Placement.is_pinned
    ).where(Placement.work_id == work.id)
    arrangement = arrangement_of(work)
    for round_, person, group, is_pinned in db.session.execute(found):
        if round_ <= arrangement.rounds:
            places.setdefault(round_, {})[person] = Place(group, is_pinned)
    return Seating(
        work=work,
        arrangement=arrangement,
        groups=groups_of(work.id),
        people=attendees(work),
        places=places,
        rules=rules_of(work.id),
        arrived=attended(work.forum) if is_its_day(work) else None,
    )


def groups_of(work_id: int) -> Sequence[Group]:
    """Return the living groups of a work with their rooms and the facilitators' organisations."""
    found = sa.select(Group).where(Group.work_id == work_id, Group.withdrawn_at.is_(None))
    whole = found.options(joinedload(Group.room), joinedload(Group.home))
    return db.session.scalars(whole.order_by(Group.number, Group.id)).all()


def is_its_day(work: GroupWork) -> bool:
    """Say whether the group work is today, in the forum's zone."""
    day = work.forum.day
    return day is not None and day + timedelta(days=work.item.day) == clock.today(work.forum.zone)


def attendees(work: GroupWork) -> dict[int, Attendee]:
    """Return by registration id those who may sit in a group of ``work``, and those who sit in one anyway."""
    item = work.item
    takes_part = Registration.state == RegistrationState.CONFIRMED
    if item.track_id is not None:
        takes_part &= Registration.track_id == item.track_id
    seated = sa.select(Placement.registration_id).where(Placement.work_id == work.id)
    found = (
        sa.select(
            Registration.id,
            Registration.family_name,
            Registration.given_name,
            Registration.organisation_name,
            Registration.organisation_id,
            Organisation.kind,
            Department,
            Rank,
            Registration.unit,
            Registration.title,
            Registration.mode,
            sa.case((takes_part, 0), else_=1),
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(Department, Department.id == Registration.department_id)
        .outerjoin(Rank, Rank.id == Registration.rank_id)
        .where(Registration.forum_id == work.forum_id, sa.or_(takes_part, Registration.id.in_(seated)))
        .order_by(
            Registration.sort_code, Registration.organisation_name, Registration.sort_kana, Registration.id
        )
    )
    return {row[0]: _attendee(row) for row in db.session.execute(found)}


def _attendee(row: Any) -> Attendee:
    return Attendee(
        id=row[0],
        name=full_name(row[1], row[2], " "),
        organisation=row[3],
        organisation_id=row[4],
        kind=row[5],
        department=row[6],
        rank=row[7],
        unit=row[8],
        title=row[9],
        mode=row[10],
        is_out=bool(row[11]),
    )


def rules_of(work_id: int) -> Sequence[GroupingRule]:
    """Return the rules in force with their people."""
    found = sa.select(GroupingRule).where(
        GroupingRule.work_id == work_id, GroupingRule.withdrawn_at.is_(None)
    )
    return db.session.scalars(
        found.order_by(GroupingRule.id).options(selectinload(GroupingRule.people))
    ).all()


def rule(work_id: int, ident: int) -> GroupingRule | None:
    """Return a rule in force of this work."""
    return next((one for one in rules_of(work_id) if one.id == ident), None)


def work_at(forum_id: int, item_id: int) -> GroupWork | None:
    """Return the group work of an item of this forum."""
    found = sa.select(GroupWork).where(GroupWork.forum_id == forum_id, GroupWork.item_id == item_id)
    whole = found.options(joinedload(GroupWork.item), joinedload(GroupWork.forum))
    return db.session.scalar(whole)
