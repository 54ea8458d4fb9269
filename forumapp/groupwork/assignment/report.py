"""A plan in the words of its input: groups by id, cost and bound, what is broken and why, why everybody sits here."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from forumapp.groupwork.assignment import rounds
from forumapp.groupwork.assignment.bounds import fewest
from forumapp.groupwork.assignment.engine import Plan
from forumapp.groupwork.assignment.instance import NOTHING, Feature, pairs, weighed
from forumapp.groupwork.assignment.problem import SCALE
from forumapp.groupwork.assignment.violations import Broken, broken

UNAVOIDABLE, TRADED = "unavoidable", "traded"


def report(plan: Plan) -> dict[str, Any]:
    """Return what the JSON output holds."""
    problem, known = plan.instance.problem, plan.known
    cost = sum(weighed(plan.instance, _members(plan, group)) for group in plan.rounds)
    least = len(plan.rounds) * sum(known.soft.values())
    moves = _moves(plan)
    violations = broken(plan)
    is_still = not problem.move_penalty or len(moves) == known.moves
    return {
        "rounds": [
            {person.id: problem.groups[at].id for person, at in zip(problem.people, group, strict=True)}
            for group in plan.rounds
        ],
        "cost": _number(cost),
        "lower_bound": _number(least),
        "proved_optimal": cost == least and is_still and all(one.is_unavoidable for one in violations),
        "violations": [_violation(plan, one) for one in violations],
        "moved": len(moves),
        "seconds": round(plan.seconds, 3),
        "stopped": "seconds" if plan.is_cut else "done",
        "moves": moves,
        "comings_again": sum(
            rounds.is_free(plan.instance, person) and rounds.comings(plan.rounds, number, person) > 0
            for number in range(len(plan.rounds))
            for person in range(len(problem.people))
        ),
        "balance": _balance(plan),
        "wishes": [wish for number, group in enumerate(plan.rounds) for wish in _wishes(plan, number, group)],
        "why": _why(plan),
    }


def _members(plan: Plan, group: Sequence[int]) -> list[list[int]]:
    members: list[list[int]] = [[] for _ in plan.instance.problem.groups]
    for person, at in enumerate(group):
        members[at].append(person)
    return members


def _number(thousandths: int) -> int | float:
    return thousandths / SCALE if thousandths % SCALE else thousandths // SCALE


def _moves(plan: Plan) -> list[dict[str, Any]]:
    problem = plan.instance.problem
    return [
        {"person": person.id, "from": problem.groups[person.present].id, "to": problem.groups[at].id}
        for person, at in zip(problem.people, plan.rounds[0], strict=True)
        if person.present is not None and person.present != at
    ]


def _violation(plan: Plan, one: Broken) -> dict[str, Any]:
    problem = plan.instance.problem
    row: dict[str, Any] = {"rule": one.rule, "round": one.round + 1}
    if one.group is not None:
        row["group"] = problem.groups[one.group].id
    row["people"] = [problem.people[person].id for person in one.people]
    return {**row, **one.facts, "reason": UNAVOIDABLE if one.is_unavoidable else TRADED}


def _shares(plan: Plan, group: Sequence[int]) -> list[Counter[int]]:
    shares: list[Counter[int]] = [Counter() for _ in plan.instance.problem.groups]
    for person, at in enumerate(group):
        shares[at].update(plan.instance.slots[person])
    return shares


def _pairs(shares: Sequence[Counter[int]], number: int) -> int:
    return sum(pairs(share[number]) for share in shares)


def _soft(plan: Plan) -> Iterator[tuple[int, Feature]]:
    return ((number, one) for number, one in enumerate(plan.instance.features) if one.weight)


def _spent(plan: Plan, group: Sequence[int]) -> Counter[str]:
    spent, shares = Counter[str](), _shares(plan, group)
    for number, feature in _soft(plan):
        spent[feature.name] += feature.weight * _pairs(shares, number)
    return spent


def _balance(plan: Plan) -> dict[str, Any]:
    spent = sum((_spent(plan, group) for group in plan.rounds), Counter[str]())
    return {
        name: {
            "weight": _number(weight),
            "cost": _number(spent[name]),
            "lower_bound": _number(len(plan.rounds) * plan.known.soft[name]),
        }
        for name, weight in plan.instance.problem.weights
        if weight
    }


def _wishes(plan: Plan, number: int, group: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the values that are less than perfectly spread."""
    shares, spent = _shares(plan, group), _spent(plan, group)
    for at, feature in _soft(plan):
        found, least = _pairs(shares, at), fewest(plan.instance, feature)
        if found > least:
            forced = spent[feature.name] == plan.known.soft[feature.name]
            yield {
                "attribute": feature.name,
                "value": feature.value,
                "round": number + 1,
                "pairs": found,
                "fewest": least,
                "reason": UNAVOIDABLE if forced else TRADED,
            }


def _why(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    problem = plan.instance.problem
    why: dict[str, list[dict[str, Any]]] = {person.id: [] for person in problem.people}
    for number, group in enumerate(plan.rounds):
        shares = _shares(plan, group)
        for person, at in enumerate(group):
            shared = {}
            for feature in plan.instance.slots[person]:
                if feature != NOTHING and (one := plan.instance.features[feature]).weight:
                    others = [share[feature] - (place == at) for place, share in enumerate(shares)]
                    shared[f"{one.name}: {one.value}"] = {"here": others[at], "fewest": min(others)}
            why[problem.people[person].id].append({"reason": _reason(plan, number, person), "shared": shared})
    return why


def _reason(plan: Plan, number: int, person: int) -> str:
    instance, at = plan.instance, plan.rounds[number][person]
    one, problem = instance.problem.people[person], instance.problem
    if one.pinned is not None:
        return "pinned"
    if len(instance.blocks.members[instance.blocks.block[person]]) > 1:
        return "together"
    if not number and problem.move_penalty and one.present == at:
        return "kept"
    allowed = [group for group in range(len(problem.groups)) if not instance.tells(person, group)]
    if allowed == [at]:
        return "only_choice"
    return "spread" if rounds.is_free(instance, person) else "pinned"
