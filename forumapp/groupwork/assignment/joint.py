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
from forumapp.groupwork.assignment.rows import Rows, weights
from forumapp.groupwork.assignment.search import Search
from forumapp.groupwork.assignment.table import Table

MARK, FINE = 1024, 16
"""Costs are multiples of ``MARK`` in here, and what is broken costs one more: a total tells how often that is.

Weights are multiples of ``FINE`` times that, so that prices may lie between them.
"""

HOT, COLD = 0.38, 0.23
RULE, MEET, MEET_LAST = 1.9, 0.4, 1.5
"""Temperatures and prices, as shares of the mean weight; meeting again grows dearer. Tuned on 20 to 100 people."""

ATTEMPTS, BUDGET, TURN = 2, 5_000_000, 200
"""How many tries an attempt may take, and how often somebody looks at all others before it is the next round's turn."""

MOST = 170
"""So many people may be planned at once."""

WORK = 24
"""An attempt counts as so many anneals of one round."""


def attempts(problem: Problem) -> int:
    """Return how often all rounds are tried at once. Never where people keep the seats that they know."""
    is_wanted = problem.planned > 1 and not problem.move_penalty and len(problem.people) <= MOST
    return ATTEMPTS if is_wanted else 0


def improved(
    instances: Sequence[Instance], plans: Sequence[Sequence[int]], target: int, random: Random, clock: Clock
) -> list[list[int]]:
    """Return the best plans seen in one attempt: the fewest broken rules, then the least soft cost.

    The attempt ends where no rule is broken and all rounds cost ``target`` or less.
    """
    joint = _Joint(instances, plans, random, clock)
    joint.run(target)
    return joint.plans


def _cheap(instances: Sequence[Instance]) -> tuple[list[Instance], int, int]:
    """Return the rounds with the prices of the search, the unit of their costs, and the mean weight.

    Weights are divided by what they have in common: small numbers are fast.
    """
    problem = instances[0].problem
    unit = math.gcd(*(weight for _, weight in problem.weights)) or 1
    fine = tuple((name, weight // unit * FINE * MARK) for name, weight in problem.weights)
    used = {one.name for one in instances[0].features if one.weight}
    found = [weight for name, weight in fine if name in used]
    mean = sum(found) // len(found) if found else FINE * MARK
    levels = Levels(*[_price(RULE, mean)] * 5)
    scaled = replace(problem, weights=fine)
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
        self.shared = weights(self.ours[0])
        self.cost = sum(self._totals(self.now, 1))
        self.rest = 0

    def run(self, target: int) -> None:
        """Take turns, as many in each round."""
        turns = max(1, BUDGET // (TURN * len(self.now[0])))
        for turn in range(turns):
            share = turn / turns
            is_reached = not self.cost % MARK and self.cost // (FINE * MARK) * self.unit <= target
            if is_reached or self.clock.is_over():
                break
            self.clock.reach(self.begun + share * WORK)
            self.turn = turn % len(self.now)
            self._sit(_price(MEET + (MEET_LAST - MEET) * share, self.mean))
            self.stir(HOT * (COLD / HOT) ** share * self.mean)
            self.now[self.turn] = list(self.table.group)

    def stir(self, heat: float) -> None:
        """Try what blocks and sizes allow, then let people change seats."""
        for singles, groups in zip(self.movable.singles, self.movable.groups, strict=True):
            if singles and self.movable.resizes:
                self._moves(singles, groups, TURN, heat)
        if self.movable.blocks:
            self._exchanges(TURN, heat)
        Rows(self.table, self.movable, self.shared).stir(TURN, heat, self.random, self._keep)

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
        if self.table.total >= self.least:
            return
        total = self.table.total + self.rest
        if (total % MARK, total) < (self.cost % MARK, self.cost):
            self.cost = total
            self.now[self.turn] = list(self.table.group)
            self.plans = [list(plan) for plan in self.now]
            self._aim()
