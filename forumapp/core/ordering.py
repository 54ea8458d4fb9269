"""Lists that people put into order by hand: one step up or down at a time, places numbered from 1."""

from typing import Literal, Protocol, TypeVar

Direction = Literal["up", "down"]


class Placed(Protocol):
    """A row with its place in a list."""

    position: int


Row = TypeVar("Row", bound=Placed)


def step(order: list[Row], one: Row, direction: Direction) -> tuple[int, int] | None:
    """Let ``one`` exchange places with the row before or behind, and number all; the caller holds their lock.

    Returns its place before and after; None where it is not in ``order`` or there is nowhere to go.
    """
    here = order.index(one) if one in order else -1
    there = here + (-1 if direction == "up" else 1)
    if here < 0 or not 0 <= there < len(order):
        return None
    order[here], order[there] = order[there], order[here]
    for position, each in enumerate(order, 1):
        each.position = position
    return here + 1, there + 1
