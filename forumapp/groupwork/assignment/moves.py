"""Who leaves the present group, who is new, and what makes them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from forumapp.groupwork.assignment.engine import Plan
from forumapp.groupwork.assignment.instance import Instance


def moves(plan: Plan) -> list[dict[str, Any]]:
    """Return one entry for each move in each round; those who come new to a plan are "new", from nowhere."""
    problem, found = plan.problem, list[dict[str, Any]]()
    for number, group in enumerate(plan.planned):
        present = [problem.present(person, number) for person in range(len(problem.people))]
        if all(at is None for at in present):
            continue
        reasons = _Judge(plan.instances[number], group, present).reasons()
        for person, reason in reasons.items():
            old = present[person]
            found.append(
                {
                    "person": problem.people[person].id,
                    "round": number + 1,
                    "from": None if old is None else problem.groups[old].id,
                    "to": problem.groups[group[person]].id,
                    "reason": reason,
                }
            )
    return found


class _Judge:
    """Asks what would be broken if one person alone had stayed."""

    def __init__(self, instance: Instance, group: Sequence[int], present: Sequence[int | None]) -> None:
        self.instance, self.group, self.present = instance, group, present
        self.before = Counter(at for at in present if at is not None)
        self.near: dict[int, list[int]] = {}
        for one, other in instance.problem.apart_pairs():
            self.near.setdefault(one, []).append(other)
            self.near.setdefault(other, []).append(one)
        self.count: list[Counter[int]] = [Counter() for _ in instance.seats.low]
        for person, at in enumerate(group):
            self.count[at].update(instance.slots[person])

    def reasons(self) -> dict[int, str]:
        """Return the reason of everybody who sits elsewhere than before."""
        found, makes_room, size = dict[int, str](), set[int](), Counter(self.group)
        for person, (old, new) in enumerate(zip(self.present, self.group, strict=True)):
            if old != new:
                found[person] = "new" if old is None else self._reason(person, old, new)
                if found[person] not in {"balance", "size"} and size[new] >= self.instance.seats.high[new]:
                    makes_room.add(new)
        return {
            person: "capacity" if reason == "balance" and self.present[person] in makes_room else reason
            for person, reason in found.items()
        }

    def _reason(self, person: int, old: int, new: int) -> str:
        instance = self.instance
        block = instance.blocks.members[instance.blocks.block[person]]
        wrong = [rule for rule in instance.tells(person, old) if rule not in instance.tells(person, new)]
        reasons = {
            "pinned": instance.blocks.fixed[instance.blocks.block[person]] is not None,
            "together": any(self.present[one] not in {None, old} for one in block),
            "apart": any(self.group[other] == old for other in self.near.get(person, [])),
            **dict.fromkeys(wrong, True),
            **dict.fromkeys(self._crowded(person, old), True),
            "capacity": self.before[old] > instance.seats.high[old],
            "size": self.before[new] < instance.seats.low[new],
        }
        return next((reason for reason, is_so in reasons.items() if is_so), "balance")

    def _crowded(self, person: int, old: int) -> list[str]:
        """Return the rules about numbers that somebody would break by staying."""
        features = [(number, self.instance.features[number]) for number in self.instance.slots[person]]
        return [
            "mode" if one.rule == "alone" else one.rule
            for number, one in features
            if (one.limit and self.count[old][number] >= one.limit)
            or (one.rule == "alone" and not self.count[old][number])
        ]
