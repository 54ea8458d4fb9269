"""A problem as numbers: what it costs that one more person with a feature sits down in a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from forumapp.groupwork.assignment.blocks import Blocks
from forumapp.groupwork.assignment.problem import Mode, ModePolicy, Problem
from forumapp.groupwork.assignment.seats import Seats

NOTHING = 0
"""The feature of those who have none: it costs nothing."""


@dataclass(frozen=True, slots=True)
class Feature:
    """People who share a value. ``rule`` is "spread" (soft), "organisation", "host" (at most ``limit`` each) or "alone"."""

    rule: str
    name: str
    value: str
    people: tuple[int, ...]
    weight: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Levels:
    """What breaking a rule once costs: more than all that lies below it. 0 where it cannot be broken.

    ``beyond`` is the price of each move beyond the cap, below that of every rule.
    """

    apart: int
    organisation: int
    mode: int
    facilitator: int
    met: int
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """One round in numbers. ``slots`` holds each person's features, side by side.

    ``steps[f][c]`` is the cost of the one after c people.

    ``static[person][group]`` is what a seat costs by itself: a wrong mode, the facilitator's own municipality, a move.
    """

    problem: Problem
    number: int
    blocks: Blocks
    seats: Seats
    features: list[Feature]
    levels: Levels
    slots: list[tuple[int, ...]]
    steps: list[list[int]]
    static: list[list[int]]

    def tells(self, person: int, group: int) -> list[str]:
        """Return the rules that a seat breaks by itself."""
        mode, one = self.seats.modes[group], self.problem.people[person]
        broken = []
        if mode is not None and mode is not (Mode.WEB if one.mode is Mode.WEB else Mode.ON_SITE):
            broken.append("mode")
        home = self.problem.groups[group].facilitator_organisation
        if home is not None and home == one.organisation:
            broken.append("facilitator")
        return broken


def make(
    problem: Problem, blocks: Blocks, seats: Seats, number: int = 0, levels: Levels | None = None
) -> Instance:
    """Compile a round of a problem; ``levels`` other than those that keep the order of the rules are for the search."""
    features = [Feature("spread", "", "", ()), *_features(problem)]
    levels = levels or _levels(problem, seats, features)
    slots = _slots(problem, features)
    steps = [_steps(feature, levels) for feature in features]
    steps[NOTHING] = [0] * (sum(map(len, slots)) + 1)  # a person may have it in several columns
    instance = Instance(problem, number, blocks, seats, features, levels, slots, steps, [])
    prices = {"mode": levels.mode, "facilitator": levels.facilitator}
    known: dict[int, int] = {}  # equal numbers as one object: the table stays in the processor's cache
    for one in range(len(problem.people)):
        row = [
            sum(prices[rule] for rule in instance.tells(one, group)) for group in range(len(problem.groups))
        ]
        present = problem.present(one, number)
        if present is not None:
            row = [price + (problem.move_penalty if at != present else 0) for at, price in enumerate(row)]
        instance.static.append([known.setdefault(price, price) for price in row])
    return instance


def _features(problem: Problem) -> list[Feature]:
    everybody = range(len(problem.people))
    found = []
    for name, weight in problem.weights:
        values: dict[str, list[int]] = {}
        for person in everybody:
            for value in problem.values(person, name):
                values.setdefault(value, []).append(person)
        found += [
            Feature("spread", name, value, tuple(people), weight=weight)
            for value, people in values.items()
            if weight and len(people) > 1
        ]
    found += _limited(problem)
    if problem.policy is ModePolicy.MIXED:
        web = tuple(person for person in everybody if problem.people[person].mode is Mode.WEB)
        if web:
            found.append(Feature("alone", "mode", str(Mode.WEB), web))
    return found


def _limited(problem: Problem) -> list[Feature]:
    """Return those of whom a group may take so many only: an organisation's people, and the hosts."""
    groups = len(problem.groups)
    homes: dict[tuple[str, str, str], list[int]] = {}
    for number, one in enumerate(problem.people):
        if one.organisation is not None:
            homes.setdefault(("organisation", "organisation", one.organisation), []).append(number)
    rows = [(name, people, -(-len(people) // groups)) for name, people in homes.items()]
    hosts = [number for number, one in enumerate(problem.people) if one.stays]
    rows.append((("host", "stays", ""), hosts, max(1, len(hosts) // groups)))
    return [Feature(*name, tuple(people), limit=limit) for name, people, limit in rows if len(people) > limit]


def _levels(problem: Problem, seats: Seats, features: Sequence[Feature]) -> Levels:
    people, more = len(problem.people), problem.planned - 1
    below = sum(one.weight * pairs(len(one.people)) for one in features) + problem.move_penalty * people
    beyond = 0 if problem.most_moves is None else below + 1
    below += beyond * people
    met = below + 1 if more else 0
    below += met * more * sum(pairs(most) for most in seats.high)
    homes = {group.facilitator_organisation for group in problem.groups} - {None}
    guests = sum(person.organisation in homes for person in problem.people)
    facilitator = below + 1 if guests else 0
    below += facilitator * guests
    lonely = sum(one.rule == "alone" for one in features) * len(problem.groups)
    told = people if any(seats.modes) else 0
    mode = below + 1 if told or lonely else 0
    below += mode * (told + lonely)
    organisation = below + 1
    hosts = sum(person.stays for person in problem.people)
    below += organisation * (people + pairs(hosts + 1))
    return Levels(below + 1 if problem.apart else 0, organisation, mode, facilitator, met, beyond)


def _steps(feature: Feature, levels: Levels) -> list[int]:
    size = len(feature.people) + 1
    if feature.rule == "host":  # the second too many costs more than the first: tables get even shares
        return [levels.organisation * max(0, count - feature.limit + 1) for count in range(size)]
    if feature.limit:
        return [0] * feature.limit + [levels.organisation] * (size - feature.limit)
    if feature.rule == "alone":
        return [levels.mode, -levels.mode, *([0] * (size - 1))]
    return [feature.weight * count for count in range(size)]


def _slots(problem: Problem, features: Sequence[Feature]) -> list[tuple[int, ...]]:
    """Set the features side by side, so that two people share a value only in the same column."""
    columns: dict[tuple[str, str, str], list[int]] = {}
    several = {
        (name, value)
        for person in range(len(problem.people))
        for name, _ in problem.weights
        if len(values := problem.values(person, name)) > 1
        for value in values
    }
    for number, feature in enumerate(features):
        own = feature.value if (feature.name, feature.value) in several and feature.rule == "spread" else ""
        if feature.people:
            columns.setdefault((feature.rule, feature.name, own), []).append(number)
    found = []
    for numbers in columns.values():
        column = [NOTHING] * len(problem.people)
        for number in numbers:
            for person in features[number].people:
                column[person] = number
        found.append(column)
    return list(zip(*found, strict=True)) if found else [()] * len(problem.people)


def pairs(count: int) -> int:
    """Return the number of pairs among ``count`` people."""
    return count * (count - 1) // 2


def weighed(instance: Instance, people: Sequence[Sequence[int]]) -> int:
    """Return the soft cost of one round's groups, counted afresh from their members."""
    cost = 0
    for members in people:
        counts: dict[int, int] = {}
        for number in chain.from_iterable(instance.slots[one] for one in members):
            counts[number] = counts.get(number, 0) + 1
        cost += sum(instance.features[number].weight * pairs(count) for number, count in counts.items())
    return cost
