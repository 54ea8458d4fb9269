"""Reads of the presentations: their order, what each group has to say, and how long it may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.groupwork.board import Board
from forumapp.groupwork.models import Group, GroupWork, Note, Theme
from forumapp.groupwork.screen import Card
from forumapp.groupwork.timing import MINUTE, Stage, Timing

FIRST_POINTS = 3
"""How many first bullets of a theme stand on the slide of a group that has marked none."""


@dataclass(frozen=True)
class Talk:
    """What a group would present; ``is_marked``: it chose its points itself."""

    group: Group
    cards: tuple[Card, ...]
    is_marked: bool


def in_order(work: GroupWork) -> list[Group]:
    """Return the living groups in the order in which they present: as set, then by number."""
    found = sa.select(Group).where(Group.work_id == work.id, Group.withdrawn_at.is_(None))
    return list(
        db.session.scalars(found.order_by(Group.talks_at.is_(None), Group.talks_at, Group.number, Group.id))
    )


def talks(work: GroupWork) -> list[Talk]:
    """Return what every group would present, in order."""
    groups = in_order(work)
    found = (
        sa.select(Note)
        .join(Theme, Theme.id == Note.theme_id)
        .where(
            Note.group_id.in_([group.id for group in groups]),
            Note.withdrawn_at.is_(None),
            Theme.withdrawn_at.is_(None),
        )
    )
    in_place = found.order_by(Theme.number, Theme.id, Note.place, Note.id)
    notes = list(db.session.scalars(in_place))
    return [_talk(group, [note for note in notes if note.group_id == group.id]) for group in groups]


def points(group: Group) -> tuple[Card, ...]:
    """Return what one group presents: its marked points, or its first bullets of each theme."""
    return next(talk.cards for talk in talks(group.work) if talk.group.id == group.id)


def talk_length(board: Board, timing: Timing, groups: int) -> timedelta | None:
    """Return how long a group may present: as set, or its share of the presentation in whole minutes."""
    if board.talk_minutes is not None:
        return board.talk_minutes * MINUTE
    phase = next((one for one in timing.phases if one.stage is Stage.PRESENTATION), None)
    if phase is None or phase.begins is None or phase.ends is None or not groups:
        return None
    return max((phase.ends - phase.begins) // groups // MINUTE, 1) * MINUTE


def _talk(group: Group, notes: Sequence[Note]) -> Talk:
    marked = [note for note in notes if note.is_marked]
    chosen = marked or _firsts(notes)
    cards = (Card(note.id, note.group_id, note.theme_id, note.text, note.version) for note in chosen)
    return Talk(group, tuple(cards), bool(marked))


def _firsts(notes: Sequence[Note]) -> list[Note]:
    taken: dict[int, int] = {}
    chosen = []
    for note in notes:
        if note.depth == 0 and taken.get(note.theme_id, 0) < FIRST_POINTS:
            taken[note.theme_id] = taken.get(note.theme_id, 0) + 1
            chosen.append(note)
    return chosen
