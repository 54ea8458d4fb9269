"""Swaps, moves and exchanges of blocks: a start by hand, annealing, and the last improvements.

The number of tries follows from the size alone, so that a fast machine and a slow one find the same plan.
"""

import math
from collections.abc import Sequence
from random import Random

from forumapp.groupwork.assignment.clock import Clock
from forumapp.groupwork.assignment.few import better_blocks, better_pair
from forumapp.groupwork.assignment.instance import Instance
from forumapp.groupwork.assignment.movable import Movable
from forumapp.groupwork.assignment.table import Table

CHUNK = 500
FEW = 60
"""So many people may try all exchanges of their blocks."""


def start(instance: Instance, placed: Sequence[int | None], random: Random) -> list[int]:
    """Seat everybody who has no seat yet, the ones with the rarest values last, each where it costs least."""
    seats, steps, slots = instance.seats, instance.steps, instance.slots
    group = [-1 if at is None else at for at in placed]
    count = [[0] * len(instance.features) for _ in seats.low]
    load = [0] * len(seats.low)

    def sit(one: int, at: int) -> None:
        group[one] = at
        load[at] += 1
        for feature in slots[one]:
            count[at][feature] += 1

    for one, seat in enumerate(placed):
        if seat is not None:
            sit(one, seat)
    for people, groups in seats.parts:
        waiting = [one for one in people if group[one] < 0]
        random.shuffle(waiting)
        waiting.sort(key=lambda one: instance.problem.present(one, instance.number) is None)
        for one in waiting:
            spare = len(people) - sum(max(load[at], seats.low[at]) for at in groups)
            open_groups = [
                at for at in groups if load[at] < seats.low[at] or (spare and load[at] < seats.high[at])
            ]
            row = instance.static[one]
            sit(
                one,
                min(
                    open_groups,
                    key=lambda at: (
                        row[at] + sum(steps[one][count[at][one]] for one in slots[one]),
                        load[at],
                    ),
                ),
            )
    return group


class Search:
    """One table with its random numbers and its clock; ``best`` is the cheapest plan seen, of cost ``least``."""

    def __init__(self, table: Table, random: Random, clock: Clock, target: int) -> None:
        """Stop as soon as the total is down to ``target``."""
        self.table, self.random, self.clock, self.target = table, random, clock, target
        self.movable = Movable.of(table.instance)
        self.begun = clock.done
        self.best, self.least = list(table.group), table.total

    def is_done(self) -> bool:
        """Say whether nothing better can be or the time is over."""
        return self.least <= self.target or self.clock.is_over()

    def anneal(self, tries: int, hot: float, cold: float) -> None:
        """Try ``tries`` changes while the temperature falls from ``hot`` to ``cold``; end with the best plan."""
        chunks = max(1, tries // CHUNK)
        for chunk in range(chunks):
            if self.is_done():
                break
            self.clock.reach(self.begun + chunk / chunks)
            self.stir(hot * (cold / hot) ** (chunk / max(1, chunks - 1)))
        self.table.sit(self.best)

    def stir(self, heat: float) -> None:
        """Try CHUNK changes at one temperature."""
        everybody = sum(len(singles) for singles in self.movable.singles)
        for part, singles in enumerate(self.movable.singles):
            if len(singles) > 1:
                self._swaps(singles, singles, CHUNK * len(singles) // everybody // 2, heat)
                tense = self._tense(singles, self.movable.groups[part]) or singles
                self._swaps(tense, singles, CHUNK * len(singles) // everybody // 2, heat)
            if len(singles) > 1 and self.table.instance.problem.move_penalty:
                self._returns(singles, CHUNK // 4, heat)
            if singles and self.movable.resizes:
                self._moves(singles, self.movable.groups[part], CHUNK // 8, heat)
        if self.movable.blocks:
            self._exchanges(CHUNK // 8, heat)

    def _keep(self) -> None:
        if self.table.total < self.least:
            self.best[:], self.least = self.table.group, self.table.total

    def _tense(self, singles: list[int], groups: list[int]) -> list[int]:
        """Return the people who share a value with more in their group than somewhere else by two or more."""
        count, group, slots = self.table.count, self.table.group, self.table.slots
        most = [
            min(column) + 1 if feature.weight else len(group)
            for column, feature in zip(
                zip(*(count[at] for at in groups), strict=True), self.table.instance.features, strict=True
            )
        ]
        return [
            one
            for one in singles
            if any(count[group[one]][feature] > most[feature] for feature in slots[one])
        ]

    def _swaps(self, ours: list[int], singles: list[int], tries: int, heat: float) -> None:
        """Try to let ``ours`` change seats with ``singles``."""
        table, draw, log, amount, many = self.table, self.random.random, math.log, len(ours), len(singles)
        group, swapping, swap = table.group, table.swapping, table.swap
        for _ in range(tries):
            one, other = ours[int(draw() * amount)], singles[int(draw() * many)]
            if group[one] == group[other]:
                continue
            change = swapping(one, other)
            if change <= 0 or change < -heat * log(1.0 - draw()):
                swap(one, other)
                table.total += change
                if table.total < self.least:
                    self._keep()
                    if self.least <= self.target:
                        return

    def _returns(self, singles: list[int], tries: int, heat: float) -> None:
        """Try to let people who left their present group come back, in exchange for somebody there."""
        table, draw, ours = self.table, self.random.random, self.table.instance
        for _ in range(tries):
            one = singles[int(draw() * len(singles))]
            home = ours.problem.present(one, ours.number)
            if home is None or table.group[one] == home:
                continue
            there = [other for other in singles if table.group[other] == home]
            if not there:
                continue
            other = there[int(draw() * len(there))]
            change = table.swapping(one, other)
            if change <= 0 or change < -heat * math.log(1.0 - draw()):
                table.swap(one, other)
                table.total += change
                self._keep()

    def _moves(self, singles: list[int], groups: list[int], tries: int, heat: float) -> None:
        table, draw, seats = self.table, self.random.random, self.table.instance.seats
        for _ in range(tries):
            one, h = singles[int(draw() * len(singles))], groups[int(draw() * len(groups))]
            g = table.group[one]
            if g == h or table.size[g] <= seats.low[g] or table.size[h] >= seats.high[h]:
                continue
            change = table.moving(one, h)
            if change <= 0 or change < -heat * math.log(1.0 - draw()):
                table.move(one, h)
                table.total += change
                self._keep()

    def _exchanges(self, tries: int, heat: float) -> None:
        """Let a block change seats with as many people of another group of its part, give or take what sizes allow."""
        table, draw, seats = self.table, self.random.random, self.table.instance.seats
        blocks = self.movable.blocks
        free: list[list[int]] = [[] for _ in table.size]
        for one in self.movable.free:
            free[table.group[one]].append(one)
        for _ in range(tries):
            ours, groups = blocks[int(draw() * len(blocks))]
            g, h = table.group[ours[0]], groups[int(draw() * len(groups))]
            if g == h:
                continue
            theirs = self._partners(free[h], len(ours))
            here = table.size[g] - len(ours) + len(theirs)
            there = table.size[h] + len(ours) - len(theirs)
            if not (seats.low[g] <= here <= seats.high[g] and seats.low[h] <= there <= seats.high[h]):
                continue
            change = table.exchange(ours, theirs, g, h)
            if change > 0 and change >= -heat * math.log(1.0 - draw()):
                table.exchange(theirs, ours, g, h)
            else:
                free[g] = [one for one in free[g] if one not in ours] + theirs
                free[h] = [one for one in free[h] if one not in theirs] + ours
                self._keep()

    def _partners(self, free: list[int], size: int) -> list[int]:
        """Choose blocks of a group, up to ``size`` people in all."""
        blocks, chosen = self.table.instance.blocks, list[int]()
        for one in self.random.sample(free, len(free)):
            members = blocks.members[blocks.block[one]]
            if len(chosen) + len(members) <= size and one not in chosen:
                chosen += members
                if len(chosen) == size:
                    break
        return chosen

    def descend(self) -> None:
        """Take improving swaps and moves until there is none."""
        improved = True
        while improved and not self.is_done():
            improved = False
            for part, singles in enumerate(self.movable.singles):
                for place, one in enumerate(singles):
                    self.clock.reach(self.clock.done)
                    if self.movable.resizes and self._better_group(one, self.movable.groups[part]):
                        improved = True
                    for other in singles[:place]:
                        g, h = self.table.group[one], self.table.group[other]
                        if g != h and (change := self.table.swapping(one, other)) < 0:
                            self.table.swap(one, other)
                            self.table.total += change
                            improved = True
            if self.movable.blocks and len(self.table.group) <= FEW:
                improved = better_blocks(self.table, self.movable) or improved
            self._keep()

    def deepen(self) -> None:
        """Take changes that improve only two at a time, until there is none; for few people, it tries them all."""
        while not self.is_done() and better_pair(self.table, self.movable):
            self._keep()
            self.descend()

    def _better_group(self, one: int, groups: list[int]) -> bool:
        """Let somebody move to a cheaper group with room, and say whether there was one."""
        table, seats, moved = self.table, self.table.instance.seats, False
        for h in groups:
            g = table.group[one]
            if g == h or table.size[g] <= seats.low[g] or table.size[h] >= seats.high[h]:
                continue
            if (change := table.moving(one, h)) < 0:
                table.move(one, h)
                table.total += change
                moved = True
        return moved
