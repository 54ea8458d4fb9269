"""How many people each group gets, and which groups are for the Web, before anybody has a seat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forumapp.groupwork.assignment.blocks import Blocks, split
from forumapp.groupwork.assignment.problem import Mode, ModePolicy, Problem


@dataclass(frozen=True, slots=True)
class Seats:
    """Each group has ``low`` to ``high`` people; ``modes`` None takes everybody.

    ``parts`` are (people, groups) that no plan needs to mix: the halls of the Web and of the site, or all.
    """

    low: list[int]
    high: list[int]
    modes: list[Mode | None]
    parts: list[tuple[list[int], list[int]]]


def plan(problem: Problem, blocks: Blocks) -> tuple[Seats, Blocks, list[int | None]]:
    """Share the people out as evenly as capacities, pins, modes and blocks allow, and seat the blocks.

    A block that no group can take is dissolved. Returns also the group of each person in a block, else None.
    """
    raised = [0] * len(problem.groups)
    tries = 2 * len(problem.groups)
    while True:
        seats = _share(problem, blocks, raised)
        placed, load, left = seat_blocks(blocks, seats)
        if left is None:
            return seats, blocks, placed
        size = len(blocks.members[left])
        mine = next(groups for people, groups in seats.parts if blocks.members[left][0] in people)
        room = [at for at in mine if load[at] + size <= problem.groups[at].capacity]
        if room and tries:
            tries -= 1
            at = max(room, key=lambda at: (problem.groups[at].capacity - load[at], -at))
            raised[at] = load[at] + size
        else:
            blocks, raised, tries = split(blocks, left), [0] * len(problem.groups), 2 * len(problem.groups)


def seat_blocks(blocks: Blocks, seats: Seats) -> tuple[list[int | None], list[int], int | None]:
    """Seat the fixed blocks, then the others, largest first. Returns seats, loads, and a block without room."""
    placed: list[int | None] = [None] * len(blocks.block)
    load = [0] * len(seats.low)
    for members, group in zip(blocks.members, blocks.fixed, strict=True):
        if group is not None:
            load[group] += len(members)
            for one in members:
                placed[one] = group
    large = [at for at, fixed in enumerate(blocks.fixed) if fixed is None and len(blocks.members[at]) > 1]
    for number in sorted(large, key=lambda at: (-len(blocks.members[at]), at)):
        members = blocks.members[number]
        people, groups = next(part for part in seats.parts if members[0] in part[0])
        spare = len(people) - sum(max(load[at], seats.low[at]) for at in groups)
        room = [
            at
            for at in groups
            if (size := load[at] + len(members)) <= seats.high[at]
            and size - max(load[at], seats.low[at]) <= spare
        ]
        if not room:
            return placed, load, number
        best = max(room, key=lambda at: (seats.high[at] - load[at], -at))
        load[best] += len(members)
        for one in members:
            placed[one] = best
    return placed, load, None


def _share(problem: Problem, blocks: Blocks, raised: list[int]) -> Seats:
    modes = _modes(problem, blocks)
    web = [at for at, mode in enumerate(modes) if mode is Mode.WEB]
    site = [at for at, mode in enumerate(modes) if mode is Mode.ON_SITE]
    free = [at for at, mode in enumerate(modes) if mode is None]
    caps = [group.capacity for group in problem.groups]
    floors = list(raised)
    for at in range(len(caps)):
        pinned = sum(len(one) for one, fixed in zip(blocks.members, blocks.fixed, strict=True) if fixed == at)
        floors[at] = max(floors[at], pinned)
    online = [person for person in range(len(problem.people)) if _goes_to_web(problem, blocks, modes, person)]
    wishes = (len(online), len(problem.people) - len(online))
    everywhere = list(range(len(problem.groups)))
    halls = _halls(wishes, (web, site, free), floors, caps)
    low, high = [0] * len(caps), [0] * len(caps)
    for hall, total in halls or [(everywhere, len(problem.people))]:
        lows, highs = fill(total, [floors[at] for at in hall], [caps[at] for at in hall])
        for at, least, most in zip(hall, lows, highs, strict=True):
            low[at], high[at] = least, most
    if problem.move_penalty:  # a seat that fell empty need not be filled by moving somebody
        low, high = _kept(problem, low, high, floors)
    seats = Seats(low, high, modes, [(list(range(len(problem.people))), everywhere)])
    if halls and not free and web and site and halls[0][1] == wishes[0]:
        away = set(online)
        others = [person for person in range(len(problem.people)) if person not in away]
        seats.parts[:] = [(online, web), (others, site)]
    return seats


def _kept(
    problem: Problem, low: list[int], high: list[int], floors: list[int]
) -> tuple[list[int], list[int]]:
    """Let a group be one smaller or larger, and all who sit there now stay, as far as its capacity allows."""
    for at, group in enumerate(problem.groups):
        present = sum(problem.present(person, 0) == at for person in range(len(problem.people)))
        high[at] = min(group.capacity, max(high[at], low[at] + 1, present))
        low[at] = max(floors[at], min(low[at] - 1, present))
    return low, high


def fill(total: int, floors: Sequence[int], caps: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the least and most of each group: one level for all that floor and capacity allow."""

    def at_level(level: int) -> list[int]:
        return [min(cap, max(floor, level)) for floor, cap in zip(floors, caps, strict=True)]

    level = 0
    while level < total and sum(at_level(level + 1)) <= total:
        level += 1
    low = at_level(level)
    return low, at_level(level + 1) if sum(low) < total else low


def block_is_web(problem: Problem, blocks: Blocks, person: int) -> bool:
    """Say whether a person's block is mostly online; a tie sits on site."""
    members = blocks.members[blocks.block[person]]
    return 2 * sum(problem.people[one].mode is Mode.WEB for one in members) > len(members)


def _goes_to_web(problem: Problem, blocks: Blocks, modes: list[Mode | None], person: int) -> bool:
    group = blocks.fixed[blocks.block[person]]
    told = None if group is None else modes[group]
    return block_is_web(problem, blocks, person) if told is None else told is Mode.WEB


def _modes(problem: Problem, blocks: Blocks) -> list[Mode | None]:
    told: list[Mode | None] = [None if group.mode is Mode.BOTH else group.mode for group in problem.groups]
    if problem.policy is ModePolicy.IGNORE:
        return [None] * len(told)
    open_groups = [at for at, group in enumerate(problem.groups) if group.mode is None]
    if problem.policy is ModePolicy.MIXED or not open_groups:
        return told
    web = sum(block_is_web(problem, blocks, person) for person in range(len(problem.people)))
    leaning = [0] * len(told)
    for one, person in enumerate(problem.people):
        at = problem.present(one, 0) if person.pinned is None else person.pinned
        if at is not None:
            leaning[at] += (1 if person.mode is Mode.WEB else -1) * (1000 if person.pinned is not None else 1)
    order = sorted(open_groups, key=lambda at: (-leaning[at], -at))
    return min(
        (_taken(told, order, count) for count in range(len(order) + 1)),
        key=_evenness(problem, web, len(problem.people) - web),
    )


def _taken(told: list[Mode | None], order: list[int], count: int) -> list[Mode | None]:
    modes = list(told)
    for at in order:
        modes[at] = Mode.ON_SITE
    for at in order[:count]:
        modes[at] = Mode.WEB
    return modes


def _evenness(
    problem: Problem, web: int, site: int
) -> Callable[[list[Mode | None]], tuple[int, int, int, int]]:
    """Return what tells a good choice: seats for all, no idle table, few who must move, even tables."""
    caps = [group.capacity for group in problem.groups]

    def judge(modes: list[Mode | None]) -> tuple[int, int, int, int]:
        both = sum(cap for cap, mode in zip(caps, modes, strict=True) if mode is None)
        missing, squares, idle = 0, 0, 0
        for total, mode in ((web, Mode.WEB), (site, Mode.ON_SITE)):
            mine = [cap for cap, one in zip(caps, modes, strict=True) if one is mode]
            missing += max(0, total - sum(mine))
            idle += len(mine) if not total else 0
            low, _ = fill(min(total, sum(mine)), [0] * len(mine), mine)
            rest = min(total, sum(mine)) - sum(low)
            squares += sum(size * size for size in low) + sum(2 * size + 1 for size in sorted(low)[:rest])
        leaving = sum(
            present is not None and modes[present] is (Mode.ON_SITE if person.mode is Mode.WEB else Mode.WEB)
            for one, person in enumerate(problem.people)
            for present in [problem.present(one, 0)]
        )
        return max(0, missing - both), idle, leaving if problem.move_penalty else 0, squares

    return judge


def _halls(
    wishes: tuple[int, int], halls: tuple[list[int], list[int], list[int]], floors: list[int], caps: list[int]
) -> list[tuple[list[int], int]]:
    """Return each hall with its number of people, or nothing where pins or capacities forbid to part them."""
    web, site, free = halls
    everybody = sum(wishes)
    shared, _ = fill(everybody, floors, caps)
    room = [sum(caps[at] for at in hall) for hall in halls]
    held = [sum(floors[at] for at in hall) for hall in halls]
    totals = [0, 0, 0]
    for hall in (0, 1):
        share = sum(shared[at] for at in halls[hall])
        totals[hall] = min(room[hall], max(held[hall], wishes[hall] - room[2], min(share, wishes[hall])))
    totals[2] = everybody - totals[0] - totals[1]
    for hall in (0, 1):
        more = max(0, min(room[hall] - totals[hall], totals[2] - room[2]))
        less = max(0, min(totals[hall] - held[hall], held[2] - totals[2]))
        totals[hall] += more - less
        totals[2] -= more - less
    if not held[2] <= totals[2] <= room[2]:
        return []
    return [(hall, total) for hall, total in zip((web, site, free), totals, strict=True) if hall]
