"""Who sits together: people as blocks, and what pins and wishes contradict each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from forumapp.groupwork.assignment.problem import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class Blocks:
    """``members`` of each block in the order of the input; ``block`` of each person; ``fixed`` group or None."""

    members: list[list[int]]
    block: list[int]
    fixed: list[int | None]


def make(problem: Problem) -> Blocks:
    """Join the people who must be together. Pins outrank: people pinned to different groups are not joined.

    Raises InvalidInput where no plan can be: too few seats, too many pinned, together and apart at once.
    """
    _check_seats(problem)
    root = _joined(problem)
    _check_apart(problem, root)
    families: dict[int, list[int]] = {}
    for person, head in enumerate(root):
        families.setdefault(head, []).append(person)
    members: list[list[int]] = []
    fixed: list[int | None] = []
    room = [group.capacity for group in problem.groups]
    for pin in (person.pinned for person in problem.people):
        if pin is not None:
            room[pin] -= 1
    for family in families.values():
        for part, group in _parts(problem, family, room):
            members.append(sorted(part))
            fixed.append(group)
    block = [0] * len(problem.people)
    for number, part in enumerate(members):
        for one in part:
            block[one] = number
    return Blocks(members, block, fixed)


def _parts(problem: Problem, family: list[int], room: list[int]) -> list[tuple[list[int], int | None]]:
    """Return the blocks of one family; the unpinned join the first pinned ones if there is room, and take it."""
    pins = list(dict.fromkeys(pin for one in family if (pin := problem.people[one].pinned) is not None))
    free = [one for one in family if problem.people[one].pinned is None]
    parts = [([one for one in family if problem.people[one].pinned == pin], pin) for pin in pins]
    if free and pins and room[pins[0]] >= len(free):
        room[pins[0]] -= len(free)
        parts[0][0].extend(free)
        free = []
    return [*parts, (free, None)] if free else [*parts]


def hold(blocks: Blocks, people: Sequence[int], group: Sequence[int]) -> Blocks:
    """Return the blocks with those of ``people`` fixed where they sit."""
    fixed = list(blocks.fixed)
    for one in people:
        fixed[blocks.block[one]] = group[one]
    return Blocks(blocks.members, blocks.block, fixed)


def split(blocks: Blocks, number: int) -> Blocks:
    """Return the blocks with one of them, which is not fixed, dissolved."""
    first, *others = blocks.members[number]
    members = [[first] if at == number else part for at, part in enumerate(blocks.members)]
    members += [[one] for one in others]
    block = list(blocks.block)
    for at, one in enumerate(others):
        block[one] = len(blocks.members) + at
    return Blocks(members, block, blocks.fixed + [None] * len(others))


def _check_seats(problem: Problem) -> None:
    seats = sum(group.capacity for group in problem.groups)
    if seats < len(problem.people):
        raise InvalidInput("groups", f"There are {seats} seats for {len(problem.people)} people.")
    for at, group in enumerate(problem.groups):
        pinned = sum(person.pinned == at for person in problem.people)
        if pinned > group.capacity:
            raise InvalidInput(
                f"groups[{at}].capacity", f"{pinned} people are pinned to {group.capacity} seats."
            )


def _joined(problem: Problem) -> list[int]:
    root = list(range(len(problem.people)))

    def head(one: int) -> int:
        while root[one] != one:
            one = root[one]
        return one

    largest = max(group.capacity for group in problem.groups)
    for at, people in enumerate(problem.together):
        for one in people:
            low, high = sorted((head(one), head(people[0])))
            root[high] = low
        size = sum(head(one) == head(people[0]) for one in range(len(root))) if people else 0
        if size > largest:
            raise InvalidInput(
                f"together[{at}]",
                f"{size} people must be together, but the largest group has {largest} seats.",
            )
    return [head(one) for one in range(len(root))]


def _check_apart(problem: Problem, root: list[int]) -> None:
    for at, people in enumerate(problem.apart):
        if len(people) > len(problem.groups):
            raise InvalidInput(
                f"apart[{at}]",
                f"{len(people)} people must be apart, but there are only {len(problem.groups)} groups.",
            )
        for place, one in enumerate(people):
            for other in people[place + 1 :]:
                if root[one] == root[other]:
                    names = f"“{problem.people[one].id}” and “{problem.people[other].id}”"
                    raise InvalidInput(f"apart[{at}]", f"{names} must be both together and apart.")
