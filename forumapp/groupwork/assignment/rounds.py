"""Several rounds: nobody meets anybody twice, nobody comes to a group twice, as far as numbers allow."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from forumapp.groupwork.assignment.bounds import spread
from forumapp.groupwork.assignment.instance import Instance, pairs
from forumapp.groupwork.assignment.table import Table


def meetings(instance: Instance, group: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that sit together, but for those who always do: blocks, and people pinned to one group."""
    members: list[list[int]] = [[] for _ in instance.seats.low]
    for person, at in enumerate(group):
        members[at].append(person)
    for people in members:
        for one, other in combinations(people, 2):
            if not _always(instance, one, other):
                yield one, other


def is_free(instance: Instance, person: int) -> bool:
    """Say whether somebody may change groups."""
    return instance.blocks.fixed[instance.blocks.block[person]] is None


def beside(table: Table, others: Sequence[Sequence[int]]) -> None:
    """Let it cost in ``table`` to meet, or to come, again."""
    instance = table.instance
    for group in others:
        for one, other in meetings(instance, group):
            table.part(one, other, instance.levels.met)
        for person, at in enumerate(group):
            if is_free(instance, person):
                table.shun(person, at, instance.levels.seen)


def price(instance: Instance, others: int) -> int:
    """Return what ``beside`` makes every plan cost at least, with so many other rounds."""
    met = others * _met_between_two(instance)
    return instance.levels.met * met + instance.levels.seen * _seen(instance, others)


def met_at_least(instance: Instance) -> int:
    """Return how often two must meet again, over all pairs of rounds."""
    rounds = instance.problem.rounds
    between = pairs(rounds) * _met_between_two(instance)
    chances = total = 0
    for people, groups in instance.seats.parts:
        chances += pairs(len(people))
        low = [instance.seats.low[at] for at in groups]
        total += sum(map(pairs, low)) + (len(people) - sum(low)) * min(low)
    always = _companions(instance)
    chances, total = chances - always, rounds * (total - always)
    if chances <= 0 or total <= 0:
        return between
    times, more = divmod(total, chances)
    return max(between, more * pairs(times + 1) + (chances - more) * pairs(times))


def seen_at_least(instance: Instance) -> int:
    """Return how often somebody must come to a group again, over all pairs of rounds."""
    return sum(_seen(instance, others) for others in range(instance.problem.rounds))


def _always(instance: Instance, one: int, other: int) -> bool:
    blocks = instance.blocks
    mine, yours = blocks.block[one], blocks.block[other]
    return mine == yours or (blocks.fixed[mine] is not None and blocks.fixed[mine] == blocks.fixed[yours])


def _companions(instance: Instance) -> int:
    fixed = [0] * len(instance.seats.low)
    total = 0
    for members, at in zip(instance.blocks.members, instance.blocks.fixed, strict=True):
        if at is None:
            total += pairs(len(members))
        else:
            fixed[at] += len(members)
    return total + sum(map(pairs, fixed))


def _met_between_two(instance: Instance) -> int:
    """Count by table: its people spread over the groups of the next round."""
    total = 0
    for _, groups in instance.seats.parts:
        room = [instance.seats.high[at] for at in groups]
        total += sum(spread(instance.seats.low[at], room) for at in groups)
    return max(0, total - _companions(instance))


def _seen(instance: Instance, others: int) -> int:
    total = 0
    for people, groups in instance.seats.parts:
        total += sum(is_free(instance, one) for one in people) * (others // len(groups))
    return total
