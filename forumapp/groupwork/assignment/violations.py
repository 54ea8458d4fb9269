"""What a plan breaks, and whether any plan could have kept it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from forumapp.groupwork.assignment import rounds
from forumapp.groupwork.assignment.engine import Plan


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule, broken once: ``facts`` are numbers and names beside the people."""

    rule: str
    round: int
    group: int | None
    people: tuple[int, ...]
    is_unavoidable: bool
    facts: dict[str, Any] = field(default_factory=dict)


def broken(plan: Plan) -> list[Broken]:
    """Return all that is broken, in the order of the rules."""
    found: list[Broken] = []
    for number, group in enumerate(plan.rounds):
        members: list[list[int]] = [[] for _ in plan.problem.groups]
        for person, at in enumerate(group):
            members[at].append(person)
        found += _together(plan, number, group)
        found += _apart(plan, number, group)
        found += _organisations(plan, number, members)
        found += _hosts(plan, number, members)
        found += _seats(plan, number, group)
        found += _alone(plan, number, members)
    return found + _met(plan)


def _together(plan: Plan, number: int, group: Sequence[int]) -> Iterator[Broken]:
    problem = plan.problem
    for people in problem.together:
        if len({group[one] for one in people}) > 1:
            pins = {problem.people[one].pinned for one in people} - {None}
            yield Broken("together", number, None, people, len(pins) > 1)


def _apart(plan: Plan, number: int, group: Sequence[int]) -> Iterator[Broken]:
    for one, other in plan.problem.apart_pairs():
        if group[one] == group[other]:
            forced = _is_pinned(plan, one) and _is_pinned(plan, other)
            yield Broken("apart", number, group[one], (one, other), forced)


def _is_pinned(plan: Plan, person: int) -> bool:
    blocks = plan.instances[0].blocks
    return any(plan.problem.people[one].pinned is not None for one in blocks.members[blocks.block[person]])


def _organisations(plan: Plan, number: int, members: Sequence[Sequence[int]]) -> Iterator[Broken]:
    rows, known = [], plan.known[0]
    for feature in plan.instances[0].features:
        if feature.rule == "organisation":
            home = set(feature.people)
            tables = [tuple(one for one in people if one in home) for people in members]
            rows.append((feature, tables, sum(max(0, len(people) - feature.limit) for people in tables)))
    is_crowded = sum(excess for _, _, excess in rows) == known.crowds
    for feature, tables, excess in rows:
        forced = is_crowded or excess == known.organisations[feature.value]
        for at, people in enumerate(tables):
            if len(people) > feature.limit:
                facts = {"organisation": feature.value, "limit": feature.limit}
                yield Broken("organisation", number, at, people, forced, facts)


def _hosts(plan: Plan, number: int, members: Sequence[Sequence[int]]) -> Iterator[Broken]:
    for feature in plan.instances[0].features:
        if feature.rule == "host":
            tables = [tuple(one for one in people if plan.problem.people[one].stays) for people in members]
            forced = sum(max(0, len(people) - feature.limit) for people in tables) == plan.known[0].hosts
            most = -(-len(feature.people) // len(tables))
            for at, people in enumerate(tables):
                if len(people) > most:
                    yield Broken("host", number, at, people, forced, {"limit": most})


def _seats(plan: Plan, number: int, group: Sequence[int]) -> list[Broken]:
    least = {"mode": plan.known[0].modes, "facilitator": plan.known[0].facilitators}
    found = []
    for rule, forced in least.items():
        people = [one for one, at in enumerate(group) if rule in plan.instances[0].tells(one, at)]
        found += [Broken(rule, number, group[one], (one,), len(people) == forced) for one in people]
    return found


def _alone(plan: Plan, number: int, members: Sequence[Sequence[int]]) -> Iterator[Broken]:
    for feature in plan.instances[0].features:
        if feature.rule == "alone":
            online = set(feature.people)
            lonely = [
                (at, here)
                for at, people in enumerate(members)
                if len(here := tuple(one for one in people if one in online)) == 1
            ]
            for at, here in lonely:
                yield Broken("alone", number, at, here, len(lonely) == plan.known[0].alone)


def _met(plan: Plan) -> list[Broken]:
    """Return one entry for each round in which people meet again who met before."""
    found, before, again = [], set[tuple[int, int]](), 0
    times: dict[tuple[int, int], int] = {}
    for number, group in enumerate(plan.planned):
        now = set(rounds.meetings(plan.instances[number], group))
        if repeated := sorted(now & before):
            found.append((number, repeated))
        for pair in now:
            again += times.get(pair, 0)
            times[pair] = times.get(pair, 0) + 1
        before |= now
    forced = again == rounds.met_at_least(plan.instances[0])
    names = plan.problem.people
    return [
        Broken(
            "met",
            number,
            None,
            tuple(sorted({one for pair in repeated for one in pair})),
            forced,
            {"pairs": [[names[one].id, names[other].id] for one, other in repeated]},
        )
        for number, repeated in found
    ]
