"""Reads of what groups wrote down."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from forumapp.core.db import db
from forumapp.groupwork.models import Group, Note, Theme


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
    for note in db.session.scalars(found.order_by(Group.number, Group.id, Note.place, Note.id)):
        sorted_[note.theme_id][note.group_id].append(note)
    return sorted_


def notes_by_id(one: Theme, idents: Sequence[int]) -> Sequence[Note]:
    """Return those of ``idents`` that are living notes on the theme, in the order of groups."""
    found = sa.select(Note).join(Note.group).where(Note.theme_id == one.id, Note.id.in_(idents))
    alive = found.where(Note.withdrawn_at.is_(None), Group.withdrawn_at.is_(None))
    in_order = alive.order_by(Group.number, Group.id, Note.place, Note.id)
    return db.session.scalars(in_order.options(joinedload(Note.group))).all()


def on_theme(one: Theme) -> Sequence[Note]:
    """Return the living notes on a theme in the order of groups, with these."""
    found = sa.select(Note).join(Note.group).where(Note.theme_id == one.id)
    alive = found.where(Note.withdrawn_at.is_(None), Group.withdrawn_at.is_(None))
    in_order = alive.order_by(Group.number, Group.id, Note.place, Note.id)
    return db.session.scalars(in_order.options(contains_eager(Note.group))).all()


def changed(group_id: int, since: int) -> list[Any]:
    """Return what has changed in a group's notes after version ``since``, for its devices, in order.

    Rows of key, theme_id, place, depth, tag, is_marked, text, version, withdrawn_at, beside (a key or None). The whole sheet
    (``since`` 0) has the living notes alone.
    """
    first = aliased(Note)
    columns = (Note.theme_id, Note.place, Note.depth, Note.tag, Note.is_marked, Note.text, Note.version)
    found = (
        sa.select(Note.client_key.label("key"), *columns, Note.withdrawn_at, first.client_key.label("beside"))
        .outerjoin(first, first.id == Note.beside_id)
        .where(Note.group_id == group_id, Note.changed_in > since if since else Note.withdrawn_at.is_(None))
    )
    return list(db.session.execute(found.order_by(Note.place, Note.id)))
