"""Who sits where as papers and files show it: of the draft or of what was published, in groups and person by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.groupwork.arrangement import Arrangement, Placement, PublishedPlacement
from forumapp.groupwork.models import Group, GroupWork
from forumapp.groupwork.queries.arrangement import arrangement_of
from forumapp.registration.models import Registration, RegistrationState
from forumapp.registration.queries.registrations import WHOLE


@dataclass(frozen=True)
class Table:
    """A group and who sits in it in one round, by organisation."""

    group: Group
    people: list[Registration]


@dataclass(frozen=True)
class Seating:
    """An arrangement with its people; rounds count from 1.

    ``people`` are all who may sit in a group, in the order of organisations; ``seats`` maps (round, registration id) to
    the group, of living groups and people only; ``pinned`` are those of them that the search leaves (draft alone).
    """

    work: GroupWork
    arrangement: Arrangement
    is_published: bool
    groups: list[Group]
    people: list[Registration]
    seats: dict[tuple[int, int], Group]
    pinned: frozenset[tuple[int, int]]

    @property
    def rounds(self) -> range:
        """Return the rounds: as many as are set, or as somebody sits in."""
        return range(1, max([self.arrangement.rounds, *(round_ for round_, _person in self.seats)]) + 1)

    @property
    def made_at(self) -> datetime | None:
        """Return when it was published; None for a draft."""
        return self.arrangement.published_at if self.is_published else None

    def group_of(self, person: Registration, round_: int) -> Group | None:
        """Return in which group somebody sits."""
        return self.seats.get((round_, person.id))

    def tables(self, round_: int) -> list[Table]:
        """Return the groups by number with their people."""
        seated: dict[int, list[Registration]] = {group.id: [] for group in self.groups}
        for person in self.people:
            group = self.group_of(person, round_)
            if group is not None:
                seated[group.id].append(person)
        return [Table(group, seated[group.id]) for group in self.groups]

    def without(self, round_: int) -> list[Registration]:
        """Return who sits nowhere."""
        return [person for person in self.people if self.group_of(person, round_) is None]


def has_published(work: GroupWork) -> bool:
    """Say whether people were told their groups."""
    return arrangement_of(work).published_at is not None


def seating(work: GroupWork, *, published: bool) -> Seating:
    """Return the draft or what was published, in four statements."""
    kind = PublishedPlacement if published else Placement
    everybody = _people(work)
    groups = _groups(work.id)
    by_id, present = {group.id: group for group in groups}, {person.id for person in everybody}
    columns = [kind.round, kind.registration_id, kind.group_id]
    if not published:
        columns.append(Placement.is_pinned)
    rows = db.session.execute(sa.select(*columns).where(kind.work_id == work.id)).all()
    arrangement = arrangement_of(work)
    alive = [
        row
        for row in rows
        if row[2] in by_id and row[1] in present and (published or row[0] <= arrangement.rounds)
    ]
    return Seating(
        work,
        arrangement,
        published,
        groups,
        everybody,
        {(row[0], row[1]): by_id[row[2]] for row in alive},
        frozenset((row[0], row[1]) for row in alive if not published and row[3]),
    )


def _people(work: GroupWork) -> list[Registration]:
    """Return whom ``queries.people.candidates`` names, as whole rows in 団体コード順."""
    found = sa.select(Registration).where(
        Registration.forum_id == work.forum_id, Registration.state == RegistrationState.CONFIRMED
    )
    if work.item.track_id is not None:
        found = found.where(Registration.track_id == work.item.track_id)
    in_order = found.order_by(Registration.sort_code, Registration.sort_kana, Registration.id)
    return list(db.session.scalars(in_order.options(*WHOLE)).unique())


def _groups(work_id: int) -> list[Group]:
    found = sa.select(Group).where(Group.work_id == work_id, Group.withdrawn_at.is_(None))
    loaded = found.options(
        joinedload(Group.room), joinedload(Group.account), joinedload(Group.recorder_account)
    )
    return list(db.session.scalars(loaded.order_by(Group.number, Group.id)))


def in_kana_order(people: Sequence[Registration]) -> list[Registration]:
    """Return people in 五十音順."""
    return sorted(people, key=lambda one: (one.sort_kana, one.id))
