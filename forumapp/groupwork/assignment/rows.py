"""What every seat would cost everybody, kept ready: a pass tells what each change of seats with somebody would cost."""

import math
from collections.abc import Callable, Sequence
from random import Random

from forumapp.groupwork.assignment.instance import NOTHING, Instance
from forumapp.groupwork.assignment.movable import Movable
from forumapp.groupwork.assignment.table import Table

NEVER = 1 << 60
"""A price that nobody pays."""


def weights(instance: Instance) -> list[list[int]]:
    """Return what it costs that two sit in one group, for each pair: their shared values, without rules of numbers."""
    slots = [[0 if one in _bent(instance) else one for one in row] for row in instance.slots]
    table = [[0] * len(slots) for _ in slots]
    for one, mine in enumerate(slots):
        for other, yours in enumerate(slots[:one]):
            shared = sum(instance.steps[a][1] for a, b in zip(mine, yours, strict=True) if a == b != NOTHING)
            table[one][other] = table[other][one] = shared
    return table


def _bent(instance: Instance) -> list[int]:
    """Return the features whose price is not so much for each pair."""
    return [at for at, feature in enumerate(instance.features) if at != NOTHING and feature.rule != "spread"]


class Rows:
    """Beside a table: ``price[g][one]`` is the seat of ``one`` in g, ``own`` the present one, ``pair`` what two cost together.

    ``eased[feature][g]`` is how much less a seat in g costs by a rule of numbers where one of its people leaves it.
    """

    def __init__(self, table: Table, movable: Movable, shared: Sequence[Sequence[int]]) -> None:
        """Begin from the table's plan; ``shared`` are the ``weights`` of its instance."""
        self.table, self.singles = table, [one for part in movable.singles for one in part if len(part) > 1]
        self.still = sorted(set(range(len(table.group))) - set(self.singles))
        self.bent = _bent(table.instance)
        self.pair = [list(row) for row in shared]
        for one, prices in enumerate(table.pair):
            for other, price in prices.items():
                self.pair[one][other] += price
        self.price = [[row[at] for row in table.near] for at in range(len(table.size))]
        for one, at in enumerate(table.group):
            self.price[at] = [sum(both) for both in zip(self.price[at], shared[one], strict=True)]
        for people, groups in table.instance.seats.parts:
            for at in set(range(len(table.size))).difference(groups):
                for one in people:
                    self.price[at][one] += NEVER
        self.eased = {feature: [0] * len(table.size) for feature in self.bent}
        self.rules = [[feature for feature in row if feature in self.eased] for row in table.slots]
        for feature in self.bent:
            self._bend(feature, range(len(table.size)), 1)
        self.own: list[int] = []
        self._settle()

    def changes(self, one: int) -> list[int]:
        """Return what it would cost that ``one`` changes seats with each other; NEVER and more where they cannot."""
        group, features, own = self.table.group, self.table.instance.features, self.own
        g = group[one]
        mine, out = [row[one] - own[one] for row in self.price], self.price[g]
        mine[g] = NEVER
        costs = [
            mine[h] + there - here - both - both
            for h, there, here, both in zip(group, out, own, self.pair[one])  # noqa: B905 (the hot loop)
        ]
        for feature in self.rules[one]:
            eased = self.eased[feature]
            for other in features[feature].people:
                costs[other] -= eased[g] + eased[group[other]]
        return costs

    def stir(self, times: int, heat: float, random: Random, keep: Callable[[], None]) -> None:
        """Let somebody look at all others ``times``, and change seats with one whom the temperature allows.

        ``keep`` is called after each change.
        """
        draw, log, singles, table = random.random, math.log, self.singles, self.table
        for _ in range(times if singles else 0):
            one = singles[int(draw() * len(singles))]
            costs, most = self.changes(one), -heat * log(1.0 - draw())
            if min(costs) < most:
                fits = [other for other, cost in enumerate(costs) if cost < most]
                other = fits[int(draw() * len(fits))]
                table.total += costs[other]
                self._swap(one, other)
                keep()

    def _swap(self, one: int, other: int) -> None:
        g, h = self.table.group[one], self.table.group[other]
        bent = {*self.rules[one], *self.rules[other]}
        for feature in bent:
            self._bend(feature, (g, h), -1)
        self.table.swap(one, other)
        mine, yours = self.pair[one], self.pair[other]
        self.price[g] = [c - a + b for c, a, b in zip(self.price[g], mine, yours, strict=True)]
        self.price[h] = [c + a - b for c, a, b in zip(self.price[h], mine, yours, strict=True)]
        for feature in bent:
            self._bend(feature, (g, h), 1)
        self._settle()

    def _bend(self, feature: int, groups: Sequence[int], sign: int) -> None:
        """Add or take away what a rule of numbers asks for a seat."""
        steps, group = self.table.steps[feature], self.table.group
        for at in groups:
            price, count = self.price[at], self.table.count[at][feature]
            self.eased[feature][at] = steps[count] - steps[count - 1] if 0 < count < len(steps) else 0
            for one in self.table.instance.features[feature].people:
                price[one] += sign * steps[count - (group[one] == at)]

    def _settle(self) -> None:
        self.own = [self.price[at][one] for one, at in enumerate(self.table.group)]
        for one in self.still:
            self.own[one] = -NEVER
