"""What became of the letters to somebody, and taking back those that have not gone out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.mail.models import Letter, LetterState

UNDER_WAY = (LetterState.SENDING, LetterState.SENT)
"""States of a letter that its reader may have."""
AT_ONCE = 500
"""Ids in one statement: databases limit how many values one may hold."""


@dataclass(frozen=True)
class Trace:
    """A letter in the outbox as far as matters here. ``attempts`` is 0 for one that certainly never left."""

    id: int
    kind: str
    state: LetterState
    attempts: int
    recipe: dict[str, Any]
    created_at: datetime
    done_at: datetime | None


def traces(forum_id: int, kinds: Collection[str], *, about: tuple[str, int] | None = None) -> Sequence[Trace]:
    """Return the forum's letters of ``kinds``, oldest first; ``about``: only those with this (key, value) in the recipe."""
    columns = (getattr(Letter, name) for name in Trace.__dataclass_fields__)
    mine = sa.select(*columns).where(Letter.forum_id == forum_id, Letter.kind.in_(kinds))
    if about is not None:
        mine = mine.where(Letter.recipe[about[0]].as_integer() == about[1])
    return [Trace(*row) for row in db.session.execute(mine.order_by(Letter.id))]


def take_back(idents: Sequence[int]) -> set[int]:
    """Abort those of the letters that still wait; returns which. A postman who was quicker keeps the others."""
    taken: set[int] = set()
    for begin in range(0, len(idents), AT_ONCE):
        waiting = (
            sa.update(Letter)
            .where(Letter.id.in_(idents[begin : begin + AT_ONCE]), Letter.state == LetterState.QUEUED)
            .values(state=LetterState.ABORTED, done_at=clock.now())
            .returning(Letter.id)
            .execution_options(synchronize_session="fetch")
        )
        taken.update(db.session.scalars(waiting))
    return taken
