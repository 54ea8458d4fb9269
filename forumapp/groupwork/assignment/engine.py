"""From a checked problem to a plan: one round after the other, then each again beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from forumapp.groupwork.assignment import blocks, bounds, instance, joint, rounds, seats
from forumapp.groupwork.assignment.bounds import Unavoidable
from forumapp.groupwork.assignment.capped import CappedTable
from forumapp.groupwork.assignment.clock import Clock, Watch
from forumapp.groupwork.assignment.instance import Instance, Levels
from forumapp.groupwork.assignment.problem import Pattern, Problem
from forumapp.groupwork.assignment.search import Search, start
from forumapp.groupwork.assignment.table import Table

ATTEMPTS, LATE, SWEEPS = 3, 3, 8
TRIES, TRIES_EACH, ROUND_TRIES_EACH = 10_000, 300, 500
BUDGET, LEAST = 300_000, 15
"""Tries that one round may take in all, where ATTEMPTS leave some."""

HOT, MOVE_HOT, ROUND_HOT, COLD = 0.27, 0.8, 0.6, 0.08
"""Temperatures, as shares of the mean weight; tuned, like the tries, on 20 to 500 people."""

EASED = (0.5, 0.8, 0.35, 1.2, None)
EASED_ROUNDS = (4.0, 1.0, 2.0, None)
"""What breaking a rule costs in the attempts in turn, in mean weights; None is its full price.

Rules are walls between plans: made lower, the search can pass through, and what it finds is judged at full price.
"""

DEAR = 4
"""A penalty of so many mean weights is there to keep people where they are, and walls must be dearer."""

FEWEST = 24
"""So many people may try all pairs of changes in the end."""

NEAR = 0.0025
"""A share of the bound: rounds that cost no more beyond it are good enough."""

RANKS = (2, 1.7, 1.4, 1.2, 1)
"""How much dearer the rules are that rank higher, while all are cheap."""


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
    plans[0] = run.plan(0, plans[0], [], known, attempts=1)
    known = bounds.join(instances[0], known, plans[0])
    plans[0] = run.plan(0, plans[0], [], known, attempts=_attempts(problem) - 1)
    if problem.planned == 1 and len(problem.people) <= FEWEST:
        plans[0] = run.deepened(plans[0], known)
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
    run.join(plans, everywhere)
    rounds.rename(instances, plans)
    clock.reach(clock.parts)
    home = [list(plans[0])] if problem.pattern is Pattern.HOME else []
    return Plan(instances, [*plans, *home], everywhere, run.clock.passed(), run.clock.bit)


def _foreseen(problem: Problem) -> float:
    """Return the work in anneals, as if none ended early."""
    more = problem.planned - 1
    several = SWEEPS * problem.planned + joint.attempts(problem) * joint.WORK if more else 0
    return 1 + _attempts(problem) + more * ATTEMPTS + several


def _attempts(problem: Problem) -> int:
    """Return how often the first round is tried, from one start or another."""
    if problem.move_penalty or problem.planned > 1:
        return LATE
    people = len(problem.people)
    return max(ATTEMPTS, min(max(people, LEAST), BUDGET // (TRIES + TRIES_EACH * people)))


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
        first: int = 0,
    ) -> list[int]:
        """Return the best plan of a round beside the others, not worse than ``group``.

        Each second attempt begins anew. The ``first`` attempt is the number of its price.
        """
        end = self.clock.done + attempts
        is_dear = self.instances[0].problem.move_penalty > self._mean() * DEAR
        prices = EASED_ROUNDS if others or is_dear else EASED
        strict = self._search(number, group, others, known, None)
        for attempt in range(attempts):
            if strict.is_done():
                break
            begun = strict.best
            if attempt % 2:
                begun = start(self.instances[number], self.placed, self.random)
            gentle = self._search(number, begun, others, known, prices[(first + attempt) % len(prices)])
            self._anneal(gentle)
            strict.table.sit(gentle.best)
            if strict.movable.blocks:
                cold = COLD * self._mean()
                strict.anneal(TRIES // 2, cold, cold)
            strict.descend()
        strict.table.sit(strict.best)
        strict.descend()
        self.clock.reach(end)
        return strict.best

    def deepened(self, group: list[int], known: Unavoidable) -> list[int]:
        """Return the only round after all pairs of changes were tried."""
        search = self._search(0, group, [], known, None)
        search.deepen()
        return search.best

    def sweep(self, plans: list[list[int]], known: Sequence[Unavoidable]) -> None:
        """Plan each round again beside all others, while that helps."""
        idle = 0
        for sweep in range(SWEEPS if len(plans) > 1 else 0):
            before = [list(plan) for plan in plans]
            for number, plan in enumerate(plans):
                others = plans[:number] + plans[number + 1 :]
                plans[number] = self.plan(number, plan, others, known[number], attempts=1, first=sweep)
            idle = idle + 1 if plans == before else 0
            if idle == len(EASED_ROUNDS):
                break

    def join(self, plans: list[list[int]], known: Sequence[Unavoidable]) -> None:
        """Plan all rounds at once, as long as the best plan is not NEAR the bound."""
        soft = sum(one.least() for one in known)
        met = self.instances[0].levels.met * rounds.met_at_least(self.instances[0])
        least = met + sum(one.total(ours) for one, ours in zip(known, self.instances, strict=True))
        cost = self._cost(plans)
        for _ in range(joint.attempts(self.instances[0].problem)):
            if cost - least <= soft * NEAR or self.clock.is_over():
                break
            end = self.clock.done + joint.WORK
            found = joint.improved(self.instances, plans, soft, self.random, self.clock)
            for number, plan in enumerate(found):
                others = found[:number] + found[number + 1 :]
                found[number] = self.plan(number, plan, others, known[number], attempts=0)
            if (better := self._cost(found)) < cost:
                plans[:], cost = found, better
            self.clock.reach(end)

    def _cost(self, plans: Sequence[Sequence[int]]) -> int:
        """Return what all rounds cost, rules at their full price."""
        cost = 0
        for number, (ours, plan) in enumerate(zip(self.instances, plans, strict=True)):
            table = Table(ours, list(plan))
            rounds.beside(table, plans[:number], ours.levels.met)
            cost += table.total
        return cost

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
            price = round(eased * max(self._mean(), ours.problem.move_penalty))
            levels = replace(Levels(*[round(price * rank) for rank in RANKS]), beyond=ours.levels.beyond)
            ours = instance.make(ours.problem, ours.blocks, ours.seats, number, levels)
        table = Table(ours, group) if ours.problem.most_moves is None else CappedTable(ours, group)
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
