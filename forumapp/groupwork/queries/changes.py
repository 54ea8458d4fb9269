"""What differs between an arrangement and what people were told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.groupwork.arrangement import PublishedPlacement
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries.draft import Attendee, Seating


@dataclass(frozen=True)
class Changed:
    """Somebody whose group is another than they were told, by round: (old, new), None for no group."""

    person: Attendee
    rounds: Mapping[int, tuple[Group | None, Group | None]]

    @property
    def is_new(self) -> bool:
        """Say whether they were told of no group so far."""
        return all(old is None for old, _new in self.rounds.values())


def published(work_id: int) -> dict[tuple[int, int], int]:
    """Return {(round, registration id): group id} as published."""
    found = sa.select(
        PublishedPlacement.round, PublishedPlacement.registration_id, PublishedPlacement.group_id
    ).where(PublishedPlacement.work_id == work_id)
    return {(row[0], row[1]): row[2] for row in db.session.execute(found)}


def changes(seating: Seating, told: Mapping[tuple[int, int], int]) -> Sequence[Changed]:
    """Return those who take part and whose groups differ from what they were ``told``, in the order of lists."""
    groups = {one.id: one for one in every_group(seating.work.id)}
    rounds = sorted({number for number, _person in told} | seating.places.keys())
    found = []
    for person in seating.candidates:
        pairs = {}
        for number in rounds:
            place = seating.at(number).get(person.id)
            old, new = told.get((number, person.id)), place.group_id if place else None
            if old != new:
                pairs[number] = (groups.get(old or 0), groups.get(new or 0))
        if pairs:
            found.append(Changed(person, pairs))
    return found


def every_group(work_id: int) -> Sequence[Group]:
    """Return all groups of a work, those that were withdrawn too."""
    return db.session.scalars(sa.select(Group).where(Group.work_id == work_id).order_by(Group.id)).all()
