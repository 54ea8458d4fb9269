"""From a checked problem to a plan: one round after the other, then each again beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from forumapp.groupwork.assignment import blocks, bounds, instance, rounds, seats
from forumapp.groupwork.assignment.bounds import Unavoidable
from forumapp.groupwork.assignment.clock import Clock, Watch
from forumapp.groupwork.assignment.instance import Instance
from forumapp.groupwork.assignment.problem import ModePolicy, Problem
from forumapp.groupwork.assignment.search import Search, start
from forumapp.groupwork.assignment.table import Table

ATTEMPTS, SWEEPS = 3, 4
TRIES, TRIES_EACH, ROUND_TRIES_EACH = 10_000, 300, 500
HOT, MOVE_HOT, ROUND_HOT, COLD = 0.27, 0.8, 0.6, 0.08
"""Temperatures, as shares of the mean weight; tuned, like the tries, on 20 to 500 people."""

MET = 4
"""While the walls are low, what it costs to meet again, or to be alone online, in mean weights."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``rounds`` hold the group of each person; ``known`` is what one round cannot avoid; ``is_cut`` by the cap."""

    instance: Instance
    rounds: list[list[int]]
    known: Unavoidable
    seconds: float
    is_cut: bool


def assign(problem: Problem, watch: Watch | None = None) -> Plan:
    """Make a plan. Raises InvalidInput where the rules leave none, and Cancelled where ``watch`` does.

    The same problem gives the same plan, unless its cap of seconds is reached. ``watch`` is called some hundred
    times a second with the share of the work that is done, from 0 to 1.
    """
    clock = Clock(problem.seconds, watch, _foreseen(problem))
    clock.reach(0)
    room, joined, placed = seats.plan(problem, blocks.make(problem))
    first = instance.make(problem, joined, room)
    later = instance.make(replace(problem, move_penalty=0), joined, room) if problem.rounds > 1 else first
    known = bounds.count(first)
    run = _Run(first, later, Random(problem.seed), clock)  # noqa: S311 (no secret: made to repeat)
    plans = [run.plan(0, start(first, placed, run.random), [], known, attempts=1)]
    known = bounds.lift(first, known, plans[0])
    plans[0] = run.plan(0, plans[0], [], known, attempts=1 if problem.move_penalty else ATTEMPTS)
    for number in range(1, problem.rounds):
        plans.append(run.plan(number, start(later, placed, run.random), plans, known, attempts=ATTEMPTS))
    run.sweep(plans, known)
    rounds.rename(later, plans)
    clock.reach(clock.parts)
    return Plan(first, plans, known, run.clock.passed(), run.clock.bit)


def _foreseen(problem: Problem) -> float:
    """Return the work in anneals, as if none ended early."""
    first = 1 + (1 if problem.move_penalty else ATTEMPTS)
    more = problem.rounds - 1
    return first + more * ATTEMPTS + (SWEEPS * problem.rounds if more else 0)


@dataclass(slots=True)
class _Run:
    first: Instance
    later: Instance
    random: Random
    clock: Clock

    def instance(self, number: int) -> Instance:
        """Return the numbers of a round; only in the first it costs to move."""
        return self.later if number else self.first

    def plan(
        self,
        number: int,
        group: list[int],
        others: Sequence[Sequence[int]],
        known: Unavoidable,
        *,
        attempts: int,
    ) -> list[int]:
        """Return the best plan of a round beside the others, not worse than ``group``."""
        strict, end = self._search(number, group, others, known, is_strict=True), self.clock.done + attempts
        for _ in range(attempts):
            before = strict.least
            if strict.is_done():
                break
            if others or self.first.problem.policy is ModePolicy.MIXED:
                # walls between plans made lower, or the search would stand before them
                gentle = self._search(number, strict.best, others, known, is_strict=False)
                self._anneal(gentle)
                strict.table.sit(gentle.best)
                strict.descend()
            else:
                self._anneal(strict)
            if strict.least == before:
                break
        strict.table.sit(strict.best)
        strict.descend()
        self.clock.reach(end)
        return strict.best

    def sweep(self, plans: list[list[int]], known: Unavoidable) -> None:
        """Plan each round again beside all others, while that helps."""
        for _ in range(SWEEPS if len(plans) > 1 else 0):
            before = [list(plan) for plan in plans]
            for number, plan in enumerate(plans):
                plans[number] = self.plan(
                    number, plan, plans[:number] + plans[number + 1 :], known, attempts=1
                )
            if plans == before:
                break

    def _search(
        self,
        number: int,
        group: list[int],
        others: Sequence[Sequence[int]],
        known: Unavoidable,
        *,
        is_strict: bool,
    ) -> Search:
        ours = self.instance(number)
        price = ours.levels.met if is_strict else MET * self._mean()
        table = Table(ours if is_strict else _eased(ours, MET * self._mean()), group)
        rounds.beside(table, others, price)
        target = known.total(ours) + price * len(others) * rounds.met_between_two(ours)
        return Search(table, self.random, self.clock, target)

    def _anneal(self, search: Search) -> None:
        people, mean = len(self.first.problem.people), self._mean()
        each, hot = (TRIES_EACH, HOT) if self.first.problem.rounds == 1 else (ROUND_TRIES_EACH, ROUND_HOT)
        hot = MOVE_HOT if search.table.instance.problem.move_penalty else hot
        search.anneal(TRIES + each * people, hot * mean, COLD * mean)

    def _mean(self) -> int:
        """Return the mean weight of the attributes that somebody has."""
        weights = [weight for weight in {f.name: f.weight for f in self.first.features}.values() if weight]
        return max(1, sum(weights) // len(weights)) if weights else 1


def _eased(ours: Instance, price: int) -> Instance:
    """Return the same instance with a low price on being alone online."""
    steps = [
        [price, -price, *steps[2:]] if feature.rule == "alone" else steps
        for feature, steps in zip(ours.features, ours.steps, strict=True)
    ]
    return replace(ours, steps=steps)
