"""A plan in the words of its input: groups by id, cost and bound, what is broken and why, why everybody sits here."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from forumapp.groupwork.assignment import moves, reasons, rounds
from forumapp.groupwork.assignment.engine import Plan
from forumapp.groupwork.assignment.instance import weighed
from forumapp.groupwork.assignment.problem import SCALE
from forumapp.groupwork.assignment.tradeoffs import Tradeoffs
from forumapp.groupwork.assignment.violations import Broken, broken

UNAVOIDABLE, TRADED = "unavoidable", "traded"
RULES_OF_PEOPLE = {"organisation", "mode", "facilitator", "apart", "alone", "host"}


def report(plan: Plan) -> dict[str, Any]:
    """Return what the JSON output holds."""
    problem = plan.problem
    cost = sum(weighed(plan.instances[0], _members(plan, group)) for group in plan.rounds)
    least = len(plan.rounds) * plan.known[0].least()
    violations, moved = broken(plan), moves.moves(plan)
    leaving = sum(one["from"] is not None for one in moved)
    is_still = not problem.move_penalty or leaving == sum(known.moves for known in plan.known)
    trades = [Tradeoffs(plan, number) for number in range(len(plan.rounds))]
    wishes = reasons.wishes(plan, trades)
    return {
        "rounds": [
            {person.id: problem.groups[at].id for person, at in zip(problem.people, group, strict=True)}
            for group in plan.rounds
        ],
        "cost": _number(cost),
        "lower_bound": _number(least),
        "proved_optimal": cost == least and is_still and all(one.is_unavoidable for one in violations),
        "violations": [_violation(plan, one, trades) for one in violations],
        "moved": leaving,
        "seconds": round(plan.seconds, 3),
        "stopped": "seconds" if plan.is_cut else "done",
        "moves": moved,
        "comings_again": sum(
            rounds.is_free(plan.instances[0], person) and rounds.comings(plan.planned, number, person) > 0
            for number in range(len(plan.planned))
            for person in range(len(problem.people))
        ),
        "balance": _balance(plan),
        "tables": [_tables(plan, group) for group in plan.rounds],
        "wishes": wishes,
        "why": reasons.why(plan, wishes),
    }


def _members(plan: Plan, group: Sequence[int]) -> list[list[int]]:
    members: list[list[int]] = [[] for _ in plan.problem.groups]
    for person, at in enumerate(group):
        members[at].append(person)
    return members


def _number(thousandths: int) -> int | float:
    return thousandths / SCALE if thousandths % SCALE else thousandths // SCALE


def _violation(plan: Plan, one: Broken, trades: Sequence[Tradeoffs]) -> dict[str, Any]:
    problem = plan.problem
    row: dict[str, Any] = {"rule": one.rule, "round": one.round + 1}
    if one.group is not None:
        row["group"] = problem.groups[one.group].id
    row["people"] = [problem.people[person].id for person in one.people]
    row |= {**one.facts, "reason": UNAVOIDABLE if one.is_unavoidable else TRADED}
    if not one.is_unavoidable:
        row["against"] = trades[one.round].against(f"rule:{one.rule}", one.people)
    return row


def _balance(plan: Plan) -> dict[str, Any]:
    spent = sum((reasons.spent(plan, group) for group in plan.rounds), Counter[str]())
    return {
        name: {
            "weight": _number(weight),
            "cost": _number(spent[name]),
            "lower_bound": _number(len(plan.rounds) * plan.known[0].soft[name]),
        }
        for name, weight in plan.problem.weights
        if weight
    }


def _tables(plan: Plan, group: Sequence[int]) -> list[dict[str, Any]]:
    """Count each group's people by the values of all attributes with a weight, by mode and by organisation."""
    problem = plan.problem
    names = list(
        dict.fromkeys([*(name for name, weight in problem.weights if weight), "mode", "organisation"])
    )
    return [
        {
            "group": problem.groups[at].id,
            "people": len(people),
            "counts": {
                name: dict(
                    Counter(value for one in people for value in problem.values(one, name)).most_common()
                )
                for name in names
                if any(problem.values(one, name) for one in range(len(problem.people)))
            },
        }
        for at, people in enumerate(_members(plan, group))
    ]
