"""From a checked problem to a plan: one round after the other, then each again beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from forumapp.groupwork.assignment import blocks, bounds, instance, rounds, seats
from forumapp.groupwork.assignment.bounds import Unavoidable
from forumapp.groupwork.assignment.instance import Instance
from forumapp.groupwork.assignment.problem import Problem
from forumapp.groupwork.assignment.search import Clock, Search, start
from forumapp.groupwork.assignment.table import Table

ATTEMPTS, SWEEPS = 3, 4
TRIES, TRIES_EACH = 10_000, 300
HOT, COLD = 0.27, 0.08
"""Temperatures, as shares of the mean weight; tuned, like the tries, on 20 to 500 people."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``rounds`` hold the group of each person; ``known`` is what one round cannot avoid; ``is_cut`` by the cap."""

    instance: Instance
    rounds: list[list[int]]
    known: Unavoidable
    seconds: float
    is_cut: bool


def assign(problem: Problem) -> Plan:
    """Make a plan. Raises InvalidInput where the rules leave none.

    The same problem gives the same plan, unless its cap of seconds is reached.
    """
    room, joined, placed = seats.plan(problem, blocks.make(problem))
    first = instance.make(problem, joined, room)
    later = instance.make(replace(problem, move_penalty=0), joined, room) if problem.rounds > 1 else first
    known = bounds.count(first)
    run = _Run(first, later, Random(problem.seed), Clock(problem.seconds))  # noqa: S311 (no secret: made to repeat)
    plans: list[list[int]] = []
    for number in range(problem.rounds):
        search = run.search(number, start(run.instance(number), placed, run.random), plans, known)
        run.anneal(search)
        if not number:
            known = bounds.lift(first, known, search.best)
            search.target = known.total(first)  # nobody has met anybody yet
        for _ in range(ATTEMPTS):
            if search.is_done():
                break
            run.anneal(search)
        search.descend()
        plans.append(search.best)
    run.sweep(plans, known)
    return Plan(first, plans, known, run.clock.passed(), run.clock.bit)


@dataclass(slots=True)
class _Run:
    first: Instance
    later: Instance
    random: Random
    clock: Clock

    def instance(self, number: int) -> Instance:
        """Return the numbers of a round; only in the first it costs to move."""
        return self.later if number else self.first

    def search(
        self, number: int, group: list[int], others: Sequence[Sequence[int]], known: Unavoidable
    ) -> Search:
        """Begin the search of a round beside the others."""
        ours = self.instance(number)
        table = Table(ours, group)
        rounds.beside(table, others)
        target = known.total(ours) + rounds.price(ours, len(others))
        return Search(table, self.random, self.clock, target)

    def anneal(self, search: Search) -> None:
        """Search once, with as many tries as the size asks for."""
        problem = self.first.problem
        weights = [weight for weight in {f.name: f.weight for f in self.first.features}.values() if weight]
        mean = sum(weights) / len(weights) if weights else 1
        search.anneal(TRIES + TRIES_EACH * len(problem.people), HOT * mean, COLD * mean)

    def sweep(self, plans: list[list[int]], known: Unavoidable) -> None:
        """Search each round again beside all others, while that helps."""
        for _ in range(SWEEPS if len(plans) > 1 else 0):
            before = [list(plan) for plan in plans]
            for number, plan in enumerate(plans):
                others = plans[:number] + plans[number + 1 :]
                search = self.search(number, plan, others, known)
                if not search.is_done():
                    self.anneal(search)
                    search.descend()
                plans[number] = search.best
            if plans == before:
                break
