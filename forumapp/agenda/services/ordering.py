"""The order of items: who stands beside whom, and which starts go along when one is put elsewhere. Writes rows, tells nothing."""

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.agenda.models import Item
from forumapp.agenda.timetable import blocks
from forumapp.core.db import db
from forumapp.core.errors import DomainError

FIRST = 0
"""Instead of an item's id: in front of all in its track."""


def siblings_of(item: Item) -> list[Item]:
    """Return all items of the same container and day, of every track, withdrawn ones too, in order."""
    near = sa.select(Item).where(
        Item.forum_id == item.forum_id, Item.parent_id == item.parent_id, Item.day == item.day
    )
    return list(db.session.scalars(near.order_by(Item.position, Item.id)))


def place(siblings: list[Item], item: Item) -> None:
    """Put ``item`` in front of the first one of its track that begins later, or at the end."""
    later = (
        number
        for number, other in enumerate(siblings)
        if item.start is not None
        and other.start is not None
        and other.start > item.start
        and other.track_id == item.track_id
    )
    siblings.insert(next(later, len(siblings)), item)
    renumber(siblings)


def place_after(item: Item, after: int) -> None:
    """Put ``item`` directly behind its sibling ``after``, or (FIRST) in front of all in its track; DomainError if that is none."""
    siblings = [other for other in siblings_of(item) if other is not item]
    if after == FIRST:
        mine = (number for number, other in enumerate(siblings) if other.track_id == item.track_id)
        spot = next(mine, 0 if item.track_id is None else len(siblings))
    else:
        places = (number for number, other in enumerate(siblings) if other.id == after)
        found = next(places, None)
        if found is None:
            raise DomainError(_("前になる項目が見つかりません。選び直してください。"), "after")
        spot = found + 1
    siblings.insert(spot, item)
    renumber(siblings)


def leave(item: Item) -> None:
    """Let what follows ``item`` begin when it would have begun, if only its own start says when that is."""
    for after in followers(item):
        if after.start is None and item.start is not None:
            after.start = item.start


def arrive(item: Item) -> None:
    """Let ``item`` follow what precedes it in its new place; in front of all it takes over the start of the former first."""
    if item.is_fixed:
        return
    item.start, after = None, next_of(item)
    if after is None or after.start is None or after.is_fixed or _is_preceded(item):
        return
    item.start, after.start = after.start, None


def _is_preceded(item: Item) -> bool:
    living = [other for other in siblings_of(item) if other.withdrawn_at is None]
    before = living[: living.index(item)]
    return any(item.track_id is None or other.track_id in {None, item.track_id} for other in before)


def followers(item: Item) -> list[Item]:
    """Return what directly follows: the next of its own track, or the first of each track if parallel ones are next."""
    rows = blocks([other for other in siblings_of(item) if other.withdrawn_at is None or other is item])
    here = next(number for number, row in enumerate(rows) if item in row)
    if item.track_id is not None:
        mine = [other for other in rows[here] if other.track_id == item.track_id]
        return mine[mine.index(item) + 1 :][:1]
    after = rows[here + 1] if here + 1 < len(rows) else []
    first = {other.track_id: other for other in reversed(after)}
    return list(reversed(first.values()))


def next_of(item: Item) -> Item | None:
    """Return what directly follows the item in its own track."""
    mine = [other for other in siblings_of(item) if other.withdrawn_at is None or other is item]
    same = [other for other in mine if other.track_id == item.track_id]
    here = same.index(item)
    after = same[here + 1] if here + 1 < len(same) else None
    if after is None or item.track_id is not None:
        return after
    return after if mine.index(after) == mine.index(item) + 1 else None


def renumber(items: list[Item]) -> None:
    """Write the order into the rows."""
    for position, item in enumerate(items):
        if item.position != position:
            item.position = position


def rows_of(item: Item) -> list[list[Item]]:
    """Return the living rows among which ``item`` goes up and down: those of its track, or whole parallel parts."""
    living = [other for other in siblings_of(item) if other.withdrawn_at is None or other is item]
    if item.track_id is not None:
        return [[other] for other in living if other.track_id == item.track_id]
    return blocks(living)


def merged(item: Item, rows: list[list[Item]]) -> list[Item]:
    """Return all siblings with ``rows`` in their new order, everybody else where they stood."""
    moved = iter([each for row in rows for each in row])
    concerned = {id(each) for row in rows for each in row}
    return [next(moved) if id(other) in concerned else other for other in siblings_of(item)]


def exchange_starts(front: list[Item], back: list[Item]) -> None:
    """Let the slot keep its start when two rows exchange places."""
    first, second = front[0], back[0]
    if len(front) + len(back) > 2 or first.is_fixed or second.is_fixed:
        return
    first.start, second.start = None, first.start
