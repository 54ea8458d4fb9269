"""Several rounds: nobody meets anybody twice as far as numbers allow, and groups change their places for free."""

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


def beside(table: Table, others: Sequence[Sequence[int]], price: int) -> None:
    """Let it cost ``price`` in ``table`` to meet somebody again."""
    for group in others:
        for one, other in meetings(table.instance, group):
            table.part(one, other, price)


def met_at_least(instance: Instance) -> int:
    """Return how often two must meet again, over all pairs of rounds."""
    rounds = instance.problem.planned
    between = pairs(rounds) * met_between_two(instance)
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


def comings(plans: Sequence[Sequence[int]], number: int, person: int) -> int:
    """Return how often somebody was in the group of this round in earlier ones."""
    return sum(earlier[person] == plans[number][person] for earlier in plans[:number])


def rename(instances: Sequence[Instance], plans: list[list[int]]) -> None:
    """Let equal groups of later rounds change their names, so that few come to a group again. Costs nothing.

    Rounds that somebody knows already keep theirs.
    """
    problem, seats = instances[0].problem, instances[0].seats
    held = {at for at in instances[0].blocks.fixed if at is not None}
    alike: dict[tuple[object, ...], list[int]] = {}
    for at, group in enumerate(problem.groups):
        if at not in held:
            key = (seats.modes[at], group.facilitator_organisation, seats.low[at], seats.high[at])
            alike.setdefault(key, []).append(at)
    for number in range(1, len(plans)):
        if any(problem.present(person, number) is not None for person in range(len(problem.people))):
            continue
        visits = [[0] * len(seats.low) for _ in seats.low]
        for person, at in enumerate(plans[number]):
            for earlier in plans[:number]:
                visits[at][earlier[person]] += 1
        name = list(range(len(seats.low)))
        for groups in alike.values():
            chosen = cheapest([[visits[table][at] for at in groups] for table in groups])
            for table, place in zip(groups, chosen, strict=True):
                name[table] = groups[place]
        plans[number] = [name[at] for at in plans[number]]


def cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """Return the column of each row of a square table, each once, with the least sum (Kuhn and Munkres)."""
    size = len(costs)
    row_of = [-1] * (size + 1)  # the last column is a stand-in, from which each row begins
    for_row, for_column = [0] * size, [0] * (size + 1)
    for row in range(size):
        row_of[size], column = row, size
        slack, before, done = [float("inf")] * size, [size] * size, [False] * (size + 1)
        while row_of[column] >= 0:
            done[column] = True
            here = row_of[column]
            for other in range(size):
                gap = costs[here][other] - for_row[here] - for_column[other]
                if not done[other] and gap < slack[other]:
                    slack[other], before[other] = gap, column
            nearest = min((one for one in range(size) if not done[one]), key=slack.__getitem__)
            step = int(slack[nearest])
            for other in range(size + 1):
                if done[other]:
                    for_row[row_of[other]] += step
                    for_column[other] -= step
                elif other < size:
                    slack[other] -= step
            column = nearest
        while column != size:
            row_of[column] = row_of[before[column]]
            column = before[column]
    found = [0] * size
    for column in range(size):
        found[row_of[column]] = column
    return found


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


def met_between_two(instance: Instance) -> int:
    """Count by table: its people spread over the groups of the next round."""
    total = 0
    for people, groups in instance.seats.parts:
        room = [instance.seats.high[at] for at in groups]
        low = [instance.seats.low[at] for at in groups]
        total += sum(spread(size, room) for size in low)
        more = min(spread(size + 1, room) - spread(size, room) for size in low)
        total += more * (len(people) - sum(low))
    return max(0, total - _companions(instance))
