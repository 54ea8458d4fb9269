"""What stands against one wish more: the cheapest change of seats that would grant it, and what that would spoil."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, product

from forumapp.groupwork.assignment import rounds
from forumapp.groupwork.assignment.engine import Plan
from forumapp.groupwork.assignment.instance import Instance

MOST_TRIES = 3_000
"""Changes that are looked at for one wish; a wish of a large plan may go without an answer."""


class Tradeoffs:
    """One round of a plan. Names are those of attributes, for rules ``rule:`` with the name."""

    def __init__(self, plan: Plan, number: int) -> None:
        """Count the round once, for all questions."""
        self.instance: Instance = plan.instances[plan.place(number)]
        self.group = plan.rounds[number]
        self.count: list[Counter[int]] = [Counter() for _ in plan.problem.groups]
        for person, at in enumerate(self.group):
            self.count[at].update(self.instance.slots[person])
        self.near: dict[int, list[tuple[int, str]]] = {}
        for one, other in plan.problem.apart_pairs():
            self._part(one, other, "rule:apart")
        for beside, group in enumerate(plan.planned):
            if beside != plan.place(number):
                for one, other in rounds.meetings(self.instance, group):
                    self._part(one, other, "rule:met")

    def against(self, name: str, people: Sequence[int]) -> list[str]:
        """Return what would get worse if one of ``people`` changed seats so that ``name`` gets better.

        The change that costs least is taken. Nothing is returned where no change of two seats would do.
        """
        best, spoiled = None, list[str]()
        for one, other in islice(self._changes(people), MOST_TRIES):
            change = self._swapping(one, other)
            if change[name] < 0:
                price = sum(change.values())
                if best is None or price < best:
                    best = price
                    spoiled = sorted(
                        (key for key, cost in change.items() if cost > 0), key=lambda key: (-change[key], key)
                    )
        return spoiled

    def _part(self, one: int, other: int, name: str) -> None:
        self.near.setdefault(one, []).append((other, name))
        self.near.setdefault(other, []).append((one, name))

    def _changes(self, people: Sequence[int]) -> Iterator[tuple[int, int]]:
        free = [one for one in range(len(self.group)) if self._is_single(one)]
        ours = [one for one in people if self._is_single(one)]
        for other, one in product(free, ours):
            if self.group[one] != self.group[other]:
                yield one, other

    def _is_single(self, person: int) -> bool:
        blocks = self.instance.blocks
        return rounds.is_free(self.instance, person) and len(blocks.members[blocks.block[person]]) == 1

    def _swapping(self, one: int, other: int) -> Counter[str]:
        """Return what each attribute and rule would cost more."""
        change = Counter[str]()
        instance, g, h = self.instance, self.group[one], self.group[other]
        mine, yours = set(instance.slots[one]), set(instance.slots[other])
        for gone, come, here in ((mine - yours, yours - mine, g), (yours - mine, mine - yours, h)):
            count = self.count[here]
            for feature in gone:
                change[self._name(feature)] -= instance.steps[feature][count[feature] - 1]
            for feature in come:
                change[self._name(feature)] += instance.steps[feature][count[feature]]
        for who, old, new in ((one, g, h), (other, h, g)):
            self._seat(change, who, old, new, other if who == one else one)
        return change

    def _seat(self, change: Counter[str], who: int, old: int, new: int, partner: int) -> None:
        instance, levels = self.instance, self.instance.levels
        prices = {"mode": levels.mode, "facilitator": levels.facilitator}
        for at, sign in ((new, 1), (old, -1)):
            for rule in instance.tells(who, at):
                change[f"rule:{rule}"] += sign * prices[rule]
        present = instance.problem.present(who, instance.number)
        if present is not None and present in {old, new}:
            change["rule:moved"] += instance.problem.move_penalty * (1 if present == old else -1)
        price = {"rule:apart": levels.apart, "rule:met": levels.met}
        for friend, name in self.near.get(who, []):
            if friend != partner:
                change[name] += price[name] * ((self.group[friend] == new) - (self.group[friend] == old))

    def _name(self, feature: int) -> str:
        one = self.instance.features[feature]
        return one.name if one.weight or not one.people else f"rule:{one.rule}"
