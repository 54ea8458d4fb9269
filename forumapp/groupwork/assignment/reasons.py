"""Why everybody sits where they sit, and why a value is not perfectly spread."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from forumapp.groupwork.assignment import rounds
from forumapp.groupwork.assignment.bounds import fewest
from forumapp.groupwork.assignment.engine import Plan
from forumapp.groupwork.assignment.instance import NOTHING, Feature, pairs
from forumapp.groupwork.assignment.tradeoffs import Tradeoffs


def shares(plan: Plan, group: Sequence[int]) -> list[Counter[int]]:
    """Return how many people of each feature sit in each group."""
    found: list[Counter[int]] = [Counter() for _ in plan.problem.groups]
    for person, at in enumerate(group):
        found[at].update(plan.instances[0].slots[person])
    return found


def spent(plan: Plan, group: Sequence[int]) -> Counter[str]:
    """Return the cost of each attribute in one round, in thousandths."""
    costs, seated = Counter[str](), shares(plan, group)
    for number, feature in _soft(plan):
        costs[feature.name] += feature.weight * sum(pairs(share[number]) for share in seated)
    return costs


def wishes(plan: Plan, trades: Sequence[Tradeoffs]) -> list[dict[str, Any]]:
    """Return the values that are less than perfectly spread, with what stands against one pair less."""
    return [
        wish
        for number, group in enumerate(plan.rounds)
        for wish in _wishes(plan, number, group, trades[number])
    ]


def _wishes(plan: Plan, number: int, group: Sequence[int], trade: Tradeoffs) -> Iterator[dict[str, Any]]:
    seated, costs, known = shares(plan, group), spent(plan, group), plan.known[0]
    together = sum(costs[name] - known.soft[name] for name in known.joined)
    for at, feature in _soft(plan):
        found, least = sum(pairs(share[at]) for share in seated), fewest(plan.instances[0], feature)
        if found > least:
            forced = costs[feature.name] == known.soft[feature.name]
            forced = forced or (feature.name in known.joined and together == known.more)
            row = {
                "attribute": feature.name,
                "value": feature.value,
                "round": number + 1,
                "pairs": found,
                "fewest": least,
                "reason": "unavoidable" if forced else "traded",
            }
            if not forced:
                most = max(share[at] for share in seated)
                crowded = [one for one in feature.people if seated[group[one]][at] == most]
                row["against"] = trade.against(feature.name, crowded)
            yield row


def why(plan: Plan, broken: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return for each person and round the reason, and each value that others in the group share."""
    problem, instance = plan.problem, plan.instances[0]
    told = {(one["attribute"], one["value"], one["round"]): one["reason"] for one in broken}
    found: dict[str, list[dict[str, Any]]] = {person.id: [] for person in problem.people}
    for number, group in enumerate(plan.rounds):
        seated = shares(plan, group)
        homes = Counter((at, problem.people[one].organisation) for one, at in enumerate(group))
        for person, at in enumerate(group):
            shared = {}
            for feature in instance.slots[person]:
                if feature != NOTHING and (one := instance.features[feature]).weight:
                    others = [share[feature] - (place == at) for place, share in enumerate(seated)]
                    shared[f"{one.name}: {one.value}"] = {
                        "here": others[at],
                        "fewest": min(others),
                        "reason": told.get((one.name, one.value, number + 1), "even"),
                    }
            home = problem.people[person].organisation
            found[problem.people[person].id].append(
                {
                    "reason": _reason(plan, number, person),
                    "same_organisation": 0 if home is None else homes[at, home] - 1,
                    "shared": shared,
                }
            )
    return found


def _reason(plan: Plan, number: int, person: int) -> str:
    instance, at = plan.instances[plan.place(number)], plan.rounds[number][person]
    one, problem = plan.problem.people[person], plan.problem
    block = instance.blocks.members[instance.blocks.block[person]]
    allowed = [group for group in range(len(problem.groups)) if not instance.tells(person, group)]
    reasons = {
        "pinned": one.pinned is not None,
        "host": one.stays and number > 0,
        "home": number >= len(plan.planned),
        "together": len(block) > 1,
        "kept": bool(problem.move_penalty) and problem.present(person, number) == at,
        "only_choice": allowed == [at],
        "spread": one.stays or rounds.is_free(instance, person),
    }
    return next((reason for reason, is_so in reasons.items() if is_so), "pinned")


def _soft(plan: Plan) -> Iterator[tuple[int, Feature]]:
    return ((number, one) for number, one in enumerate(plan.instances[0].features) if one.weight)
