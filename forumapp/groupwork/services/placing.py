"""Where a bullet stands: a number between those of its neighbours, so that nobody else's has to change."""

from collections import defaultdict

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.groupwork.models import Note

NARROWEST = 1e-6
"""Neighbours that are closer leave no room: then the theme is numbered anew."""


class Places:
    """The order of a group's notes by theme, withdrawn ones included: they may come back to where they were."""

    def __init__(self, group_id: int) -> None:
        found = sa.select(Note.theme_id, Note.client_key, Note.place).where(Note.group_id == group_id)
        self.order: dict[int, list[str]] = defaultdict(list)
        self.places: dict[str, float] = {}
        for theme_id, key, place in db.session.execute(found.order_by(Note.place, Note.id)):
            self.order[theme_id].append(key)
            self.places[key] = place
        self.renumbered: dict[str, float] = {}

    @property
    def count(self) -> int:
        """Return how many notes the group has."""
        return len(self.places)

    def put(self, theme_id: int, key: str, after: str | None) -> float:
        """Put a bullet behind ``after`` ("": first; None or unknown: last) and return its place."""
        order = self.order[theme_id]
        at = order.index(after) + 1 if after in order else (0 if after == "" else len(order))
        if key in order:
            here = order.index(key)
            if at in {here, here + 1}:
                return self.places[key]
            order.remove(key)
            at -= here < at
        above = self.places[order[at - 1]] if at else None
        below = self.places[order[at]] if at < len(order) else None
        order.insert(at, key)
        self.places[key] = place = _between(above, below)
        if key in self.renumbered:
            self.renumbered[key] = place
        if not _has_room(above, place, below):
            self._widen(order)
        return self.places[key]

    def _widen(self, order: list[str]) -> None:
        for number, key in enumerate(order, 1):
            self.places[key] = self.renumbered[key] = float(number)


def _between(above: float | None, below: float | None) -> float:
    if above is None:
        return 1.0 if below is None else below - 1.0
    return above + 1.0 if below is None else (above + below) / 2


def _has_room(above: float | None, place: float, below: float | None) -> bool:
    return (above is None or place - above > NARROWEST) and (below is None or below - place > NARROWEST)
