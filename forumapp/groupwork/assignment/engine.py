"""From a checked problem to a plan: one round after the other, then each again beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from forumapp.groupwork.assignment import blocks, bounds, instance, rounds, seats
from forumapp.groupwork.assignment.bounds import Unavoidable
from forumapp.groupwork.assignment.clock import Clock, Watch
from forumapp.groupwork.assignment.instance import Instance, Levels
from forumapp.groupwork.assignment.problem import Pattern, Problem
from forumapp.groupwork.assignment.search import Search, start
from forumapp.groupwork.assignment.table import Table

ATTEMPTS, SWEEPS = 3, 4
TRIES, TRIES_EACH, ROUND_TRIES_EACH = 10_000, 300, 500
HOT, MOVE_HOT, ROUND_HOT, COLD = 0.27, 0.8, 0.6, 0.08
"""Temperatures, as shares of the mean weight; tuned, like the tries, on 20 to 500 people."""

EASED = (4, 2, None, 2, 1)
BUDGET = 400_000
MET = 4
"""While the walls are low, what it costs to meet again, or to be alone online, in mean weights."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``rounds`` hold the group of each person; ``instances`` and ``known`` belong to those that are planned.

    ``known`` is what a round cannot avoid; ``is_cut`` tells that the cap of seconds ended the search.
    """

    instances: list[Instance]
    rounds: list[list[int]]
    known: list[Unavoidable]
    seconds: float
    is_cut: bool

    @property
    def problem(self) -> Problem:
        """Return what was asked."""
        return self.instances[0].problem

    @property
    def planned(self) -> list[list[int]]:
        """Return the rounds without the one that leads home."""
        return self.rounds[: len(self.instances)]

    def place(self, number: int) -> int:
        """Return which planned round this is: the way home ends in the first."""
        return number if number < len(self.instances) else 0


def assign(problem: Problem, watch: Watch | None = None) -> Plan:
    """Make a plan. Raises InvalidInput where the rules leave none, and Cancelled where ``watch`` does.

    The same problem gives the same plan, unless its cap of seconds is reached. ``watch`` is called some hundred
    times a second with the share of the work that is done, from 0 to 1.
    """
    clock = Clock(problem.seconds, watch, _foreseen(problem))
    clock.reach(0)
    room, joined, placed = seats.plan(problem, blocks.make(problem))
    numbers = range(problem.planned)
    instances = [instance.make(problem, joined, room, number) for number in numbers]
    known = bounds.count(instances[0])
    run = _Run(instances, placed, Random(problem.seed), clock)  # noqa: S311 (no secret: made to repeat)
    plans = [run.plan(0, start(instances[0], placed, run.random), [], known, attempts=1)]
    known = bounds.lift(instances[0], known, plans[0])
    plans[0] = run.plan(
        0,
        plans[0],
        [],
        known,
        attempts=1
        if problem.move_penalty
        else max(ATTEMPTS, BUDGET // (TRIES + TRIES_EACH * len(problem.people))),
    )
    everywhere = [replace(known, moves=bounds.moves(one)) for one in instances]
    if hosts := [at for at, person in enumerate(problem.people) if person.stays]:
        joined = blocks.hold(joined, hosts, plans[0])
        instances[:] = [instance.make(problem, joined, room, number) for number in numbers]
        run.placed[:] = [
            at if not rounds.is_free(instances[0], one) or place is not None else None
            for one, (at, place) in enumerate(zip(plans[0], placed, strict=True))
        ]
    for number in numbers[1:]:
        begun = start(instances[number], run.placed, run.random)
        plans.append(run.plan(number, begun, plans, everywhere[number], attempts=ATTEMPTS))
    run.sweep(plans, everywhere)
    rounds.rename(instances, plans)
    clock.reach(clock.parts)
    home = [list(plans[0])] if problem.pattern is Pattern.HOME else []
    return Plan(instances, [*plans, *home], everywhere, run.clock.passed(), run.clock.bit)


def _foreseen(problem: Problem) -> float:
    """Return the work in anneals, as if none ended early."""
    first = 1 + (1 if problem.move_penalty else ATTEMPTS)
    more = problem.planned - 1
    return first + more * ATTEMPTS + (SWEEPS * problem.planned if more else 0)


@dataclass(slots=True)
class _Run:
    instances: list[Instance]
    placed: list[int | None]
    random: Random
    clock: Clock

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
        end = self.clock.done + attempts
        strict = self._search(number, group, others, known, None)
        for attempt in range(attempts):
            if strict.is_done():
                break
            begun = (
                strict.best if attempt % 2 == 0 else start(self.instances[number], self.placed, self.random)
            )
            price = EASED[attempt % len(EASED)]
            gentle = self._search(number, begun, others, known, price)
            self._anneal(gentle)
            strict.table.sit(gentle.best)
            strict.descend()
        strict.table.sit(strict.best)
        strict.descend()
        self.clock.reach(end)
        return strict.best

    def sweep(self, plans: list[list[int]], known: Sequence[Unavoidable]) -> None:
        """Plan each round again beside all others, while that helps."""
        for _ in range(SWEEPS if len(plans) > 1 else 0):
            before = [list(plan) for plan in plans]
            for number, plan in enumerate(plans):
                plans[number] = self.plan(
                    number, plan, plans[:number] + plans[number + 1 :], known[number], attempts=1
                )
            if plans == before:
                break

    def _search(
        self,
        number: int,
        group: list[int],
        others: Sequence[Sequence[int]],
        known: Unavoidable,
        eased: float | None,
    ) -> Search:
        ours = self.instances[number]
        if eased is not None:
            price = round(eased * self._mean())
            levels = Levels(*[round(price * share) for share in (2, 1.7, 1.4, 1.2, 1)])
            ours = instance.make(ours.problem, ours.blocks, ours.seats, number, levels)
        table = Table(ours, group)
        rounds.beside(table, others, ours.levels.met)
        target = known.total(ours) + ours.levels.met * len(others) * rounds.met_between_two(ours)
        return Search(table, self.random, self.clock, target)

    def _anneal(self, search: Search) -> None:
        problem, mean = search.table.instance.problem, self._mean()
        each, hot = (TRIES_EACH, HOT) if problem.planned == 1 else (ROUND_TRIES_EACH, ROUND_HOT)
        hot = MOVE_HOT if problem.move_penalty else hot
        search.anneal(TRIES + each * len(problem.people), hot * mean, COLD * mean)

    def _mean(self) -> int:
        """Return the mean weight of the attributes that somebody has."""
        weights = [
            weight for weight in {f.name: f.weight for f in self.instances[0].features}.values() if weight
        ]
        return max(1, sum(weights) // len(weights)) if weights else 1
