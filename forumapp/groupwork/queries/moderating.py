"""Reads of the moderator's page: every note that could stand on the screen, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forumapp.core.db import db
from forumapp.core.text import mentions
from forumapp.groupwork.board import BoardCard
from forumapp.groupwork.models import Group, GroupWork, Note, Theme
from forumapp.groupwork.queries import people


@dataclass(frozen=True)
class Candidate:
    """A note with its card, if it lies on the board. ``names``: what looks like somebody's name in its text."""

    note: Note
    theme: Theme
    card: BoardCard | None
    names: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Say whether the note says something else by now than its card."""
        return self.card is not None and self.card.text != self.note.text


def candidates(
    work: GroupWork, *, group_id: int | None = None, theme_id: int | None = None
) -> Sequence[Candidate]:
    """Return the living notes of a work by theme, group and place; those of one group or theme."""
    found = (
        sa.select(Note, Theme)
        .join(Note.group)
        .join(Theme, Theme.id == Note.theme_id)
        .where(
            Group.work_id == work.id,
            Group.withdrawn_at.is_(None),
            Theme.withdrawn_at.is_(None),
            Note.withdrawn_at.is_(None),
        )
    )
    if group_id is not None:
        found = found.where(Note.group_id == group_id)
    if theme_id is not None:
        found = found.where(Note.theme_id == theme_id)
    in_order = found.order_by(Theme.number, Theme.id, Group.number, Group.id, Note.place, Note.id)
    cards, known = cards_by_note(work), people.names(work.forum_id)
    rows = db.session.execute(in_order.options(joinedload(Note.group)))
    return [
        Candidate(note, theme, cards.get(note.id), mentions.people(note.text, known)) for note, theme in rows
    ]


def cards_by_note(work: GroupWork) -> Mapping[int, BoardCard]:
    """Return the cards of a work by the id of their note."""
    found = sa.select(BoardCard).where(BoardCard.work_id == work.id)
    return {card.note_id: card for card in db.session.scalars(found.order_by(BoardCard.note_id))}


def sound_points(work: GroupWork) -> list[int]:
    """Return the ids of the points that groups want to present and in which nobody seems to be named."""
    return [one.note.id for one in candidates(work) if one.note.is_marked and not one.names]
