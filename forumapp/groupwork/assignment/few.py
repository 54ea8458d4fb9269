"""What only few people can afford: to try every exchange of a block, and every pair of changes.

Rules are walls: between two plans of few people there may be no way of single changes that each save something.
"""

from collections.abc import Iterator
from itertools import combinations

from forumapp.groupwork.assignment.movable import Movable
from forumapp.groupwork.assignment.table import Table


def better_blocks(table: Table, movable: Movable) -> bool:
    """Let blocks change seats with people of a cheaper group, one more or less, and say whether one did."""
    moved = False
    for ours, groups in movable.blocks:
        for h in groups:
            g = table.group[ours[0]]
            for theirs in _parties(table, movable, ours, h):
                if table.exchange(ours, theirs, g, h) < 0:
                    moved = True
                    break
                table.exchange(theirs, ours, g, h)
    return moved


def better_pair(table: Table, movable: Movable) -> bool:
    """Let two swaps, or a block's exchange and a swap, happen together if that is cheaper, and say whether it was."""
    before = table.total
    for ours, theirs, g, h in list(_firsts(table, movable)):
        table.exchange(ours, theirs, g, h)
        for one, other in _swaps(table, movable):
            change = table.swapping(one, other)
            if table.total + change < before:
                table.swap(one, other)
                table.total += change
                return True
        table.exchange(theirs, ours, g, h)
    return False


def _swaps(table: Table, movable: Movable) -> Iterator[tuple[int, int]]:
    """Yield the people of different groups who may change seats."""
    for singles in movable.singles:
        for one, other in combinations(singles, 2):
            if table.group[one] != table.group[other]:
                yield one, other


def _firsts(table: Table, movable: Movable) -> Iterator[tuple[list[int], list[int], int, int]]:
    """Yield the first of two changes: who goes from g to h, and who comes."""
    for one, other in _swaps(table, movable):
        yield [one], [other], table.group[one], table.group[other]
    for ours, groups in movable.blocks:
        for h in groups:
            for theirs in _parties(table, movable, ours, h):
                yield ours, theirs, table.group[ours[0]], h


def _parties(table: Table, movable: Movable, ours: list[int], h: int) -> Iterator[list[int]]:
    """Yield the people of ``h`` who could come for a block, as many or one more or less, as sizes allow."""
    blocks, g = table.instance.blocks, table.group[ours[0]]
    free = [one for one in movable.free if table.group[one] == h and g != h]
    for size in range(len(ours) - 1, len(ours) + 2):
        more = size - len(ours)
        if free and _fits(table, g, more) and _fits(table, h, -more):
            for theirs in combinations(free, size):
                chosen = set(theirs)
                if all(chosen.issuperset(blocks.members[blocks.block[one]]) for one in theirs):
                    yield list(theirs)


def _fits(table: Table, at: int, more: int) -> bool:
    seats = table.instance.seats
    return seats.low[at] <= table.size[at] + more <= seats.high[at]
