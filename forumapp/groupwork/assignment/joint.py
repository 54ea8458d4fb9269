"""All rounds at once: they change seats in turn at one temperature, while meeting again grows dearer.

Where few plans let nobody meet twice, rounds that are planned one after the other leave the last no choice.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from forumapp.groupwork.assignment import instance, rounds
from forumapp.groupwork.assignment.clock import Clock
from forumapp.groupwork.assignment.instance import Instance, Levels
from forumapp.groupwork.assignment.problem import Problem
from forumapp.groupwork.assignment.search import CHUNK, Search
from forumapp.groupwork.assignment.table import Table

MARK = 1024
"""Costs are multiples of this in here, and what is broken costs one more: a total tells how often that is."""

HOT, COLD = 0.45, 0.27
RULE, MEET, MEET_LAST = 1.9, 0.75, 1.9
"""Temperatures and prices, as shares of the mean weight; meeting again grows dearer. Tuned on 20 to 100 people."""

TRIES, TRIES_EACH, BUDGET = 20_000, 8_500, 1_500_000


def attempts(problem: Problem) -> int:
    """Return how often all rounds are tried at once. Never where people keep the seats that they know."""
    if problem.planned == 1 or problem.move_penalty:
        return 0
    people = len(problem.people)
    return min(people // 3, BUDGET // _tries(people))


def improved(
    instances: Sequence[Instance], plans: Sequence[Sequence[int]], target: int, random: Random, clock: Clock
) -> list[list[int]]:
    """Return the best plans seen in one attempt: the fewest broken rules, then the least soft cost.

    The attempt ends where no rule is broken and all rounds cost ``target`` or less.
    """
    joint = _Joint(instances, plans, random, clock)
    joint.run(_tries(len(plans[0])), target)
    return joint.plans


def _tries(people: int) -> int:
    return TRIES + TRIES_EACH * people


def _cheap(instances: Sequence[Instance]) -> tuple[list[Instance], int, int]:
    """Return the rounds with the prices of the search, the unit of their costs, and the mean weight.

    Weights are divided by what they have in common: small numbers are fast.
    """
    problem = instances[0].problem
    unit = math.gcd(*(weight for _, weight in problem.weights)) or 1
    weights = tuple((name, weight // unit * MARK) for name, weight in problem.weights)
    used = {one.name for one in instances[0].features if one.weight}
    found = [weight for name, weight in weights if name in used]
    mean = sum(found) // len(found) if found else MARK
    levels = Levels(*[_price(RULE, mean)] * 5)
    scaled = replace(problem, weights=weights)
    ours = [instance.make(scaled, one.blocks, one.seats, one.number, levels) for one in instances]
    return ours, unit, mean


def _price(share: float, mean: int) -> int:
    return round(share * mean) // MARK * MARK + 1


class _Joint(Search):
    """The table is that of the round whose turn it is; ``plans`` are those of all rounds in the best plan seen."""

    def __init__(
        self, instances: Sequence[Instance], plans: Sequence[Sequence[int]], random: Random, clock: Clock
    ) -> None:
        self.ours, self.unit, self.mean = _cheap(instances)
        self.now = [list(plan) for plan in plans]
        self.plans, self.turn = [list(plan) for plan in plans], 0
        super().__init__(Table(self.ours[0], self.now[0]), random, clock, target=0)
        self.cost = sum(self._totals(self.now, 1))
        self.rest = 0

    def run(self, tries: int, target: int) -> None:
        """Try ``tries`` changes, as many in each round."""
        chunks = max(1, tries // CHUNK)
        for chunk in range(chunks):
            share = chunk / chunks
            is_reached = not self.cost % MARK and self.cost // MARK * self.unit <= target
            if is_reached or self.clock.is_over():
                break
            self.clock.reach(self.begun + share)
            self.turn = chunk % len(self.now)
            self._sit(_price(MEET + (MEET_LAST - MEET) * share, self.mean))
            self.stir(HOT * (COLD / HOT) ** share * self.mean)
            self.now[self.turn] = list(self.table.group)

    def _sit(self, price: int) -> None:
        """Let it be the turn of a round, beside all others."""
        others = self.now[: self.turn] + self.now[self.turn + 1 :]
        self.rest = sum(self._totals(others, price))
        self.table = Table(self.ours[self.turn], self.now[self.turn])
        rounds.beside(self.table, others, price)
        self._aim()

    def _totals(self, plans: Sequence[Sequence[int]], price: int) -> Iterator[int]:
        """Yield what each round costs beside those before it."""
        for place, plan in enumerate(plans):
            table = Table(self.ours[0], list(plan))
            rounds.beside(table, plans[:place], price)
            yield table.total

    def _aim(self) -> None:
        """Set the total of this table below which the plan may be better; any may while rules are broken."""
        self.least = self.table.total + self.cost if self.cost % MARK else self.cost - self.rest

    def _keep(self) -> None:
        total = self.table.total + self.rest
        if (total % MARK, total) < (self.cost % MARK, self.cost):
            self.cost = total
            self.now[self.turn] = list(self.table.group)
            self.plans = [list(plan) for plan in self.now]
            self._aim()
