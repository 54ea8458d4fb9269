"""The same rules for OR-tools' CP-SAT, written from the input and the documentation, not from the engine.

Only the sizes of the groups and their halls come from the engine: they are fixed before anybody is seated.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

WEIGHTS = {"department": 5, "rank": 3, "kind": 2, "population_class": 2, "population": 2, "mode": 1}
SETTINGS = {"num_workers": 1, "random_seed": 1, "symmetry_level": 2, "linearization_level": 2}
RANKS = ("apart", "organisation", "mode", "facilitator", "beyond")
"""The last is no rule: moves beyond the cap."""


@dataclass(frozen=True)
class Optimum:
    """The least number of broken rules by rank, and the least cost (soft, with moves) that they leave."""

    broken: dict[str, int]
    cost: int


def optimum(given, seats, *, limit=60.0, hint=None):
    """Return the Optimum of one round, or None where the solver could not prove one within its limit."""
    model = _Model(given, seats)
    if hint is not None:
        model.hint(hint)
    broken = {}
    for rank in RANKS:
        least = model.least(sum(model.broken[rank]), limit) if model.broken[rank] else 0
        if least is None:
            return None
        broken[rank] = least
        model.cp.add(sum(model.broken[rank]) == least)
    cost = model.least(sum(model.cost), limit)
    return None if cost is None else Optimum(broken, cost)


class _Model:
    def __init__(self, given, seats):
        self.cp = cp_model.CpModel()
        self.given, self.people = given, given["people"]
        groups = given["groups"]
        self.groups = [{"id": str(at + 1)} for at in range(groups)] if isinstance(groups, int) else groups
        self.names = [str(group["id"]) for group in self.groups]
        self.at = {str(one["id"]): number for number, one in enumerate(self.people)}
        self.sits = [
            [self.cp.new_bool_var(f"{one}@{group}") for group in range(len(self.groups))]
            for one in range(len(self.people))
        ]
        self.broken = defaultdict(list)
        self.cost = []
        self._sizes(seats)
        self._fixed()
        self._apart()
        self._organisations()
        self._modes(seats)
        self._spread()
        self._moves()

    def least(self, what, limit):
        self.cp.minimize(what)
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = limit
        for name, value in SETTINGS.items():
            setattr(solver.parameters, name, value)
        if solver.solve(self.cp) != cp_model.OPTIMAL:
            return None
        return round(solver.objective_value)

    def hint(self, plan):
        for one, person in enumerate(self.people):
            for group, name in enumerate(self.names):
                self.cp.add_hint(self.sits[one][group], str(plan[str(person["id"])]) == name)

    def _column(self, people, group):
        return [self.sits[one][group] for one in people]

    def _sizes(self, seats):
        for row in self.sits:
            self.cp.add_exactly_one(row)
        for group in range(len(self.groups)):
            size = sum(self._column(range(len(self.people)), group))
            self.cp.add_linear_constraint(size, seats.low[group], seats.high[group])
        for people, groups in seats.parts:
            for one in people:
                self.cp.add_exactly_one(self.sits[one][group] for group in groups)

    def _pin(self, person):
        pinned = person.get("pinned")
        return person["group"] if pinned is True else pinned if pinned is not False else None

    def _fixed(self):
        pins = {}
        for one, person in enumerate(self.people):
            if (pin := self._pin(person)) is not None:
                pins[one] = self.names.index(str(pin))
                self.cp.add(self.sits[one][pins[one]] == 1)
        for names in self.given.get("together", []):
            people = [self.at[str(name)] for name in names]
            assert len({pins.get(one) for one in people} - {None}) <= 1, "pins part them: not for this oracle"
            for one, other in pairwise(people):
                for mine, yours in zip(self.sits[one], self.sits[other], strict=True):
                    self.cp.add(mine == yours)

    def _both(self, one, other, group):
        both = self.cp.new_bool_var("")
        self.cp.add_bool_or(self.sits[one][group].Not(), self.sits[other][group].Not(), both)
        return both

    def _apart(self):
        pairs = {
            tuple(sorted((self.at[str(a)], self.at[str(b)])))
            for names in self.given.get("apart", [])
            for a, b in combinations(dict.fromkeys(names), 2)
        }
        for one, other in sorted(pairs):
            self.broken["apart"] += [self._both(one, other, group) for group in range(len(self.groups))]

    def _organisations(self):
        homes = defaultdict(list)
        for one, person in enumerate(self.people):
            if person.get("organisation"):
                homes[person["organisation"]].append(one)
        for home, people in homes.items():
            limit = -(-len(people) // len(self.groups))
            for group, table in enumerate(self.groups):
                if len(people) > limit:
                    excess = self.cp.new_int_var(0, len(people), "")
                    self.cp.add(excess >= sum(self._column(people, group)) - limit)
                    self.broken["organisation"].append(excess)
                if table.get("facilitator_organisation") == home:
                    self.broken["facilitator"] += self._column(people, group)

    def _modes(self, seats):
        web = [one for one, person in enumerate(self.people) if person.get("mode") == "web"]
        site = [one for one in range(len(self.people)) if one not in set(web)]
        for group, mode in enumerate(seats.modes):
            if mode is not None:
                self.broken["mode"] += self._column(site if mode == "web" else web, group)
        if self.given.get("mode_policy") == "mixed":
            for group in range(len(self.groups)):
                online, alone = sum(self._column(web, group)), self.cp.new_bool_var("")
                some = self.cp.new_bool_var("")
                self.cp.add(online == 0).only_enforce_if(some.Not(), alone.Not())
                self.cp.add(online >= 2).only_enforce_if(some, alone.Not())
                self.broken["mode"].append(alone)

    def _spread(self):
        for name, weight in self.given.get("weights", WEIGHTS).items():
            values = defaultdict(list)
            for one, person in enumerate(self.people):
                beside = {"mode": person.get("mode"), "organisation": person.get("organisation")}
                told = person.get("attributes", {}).get(name, beside.get(name))
                for value in told if isinstance(told, list) else [told]:
                    if value is not None:
                        values[value].append(one)
            for people in values.values():
                for group in range(len(self.groups)):
                    # the (t+1)th person of a value at a table makes t pairs
                    steps = [self.cp.new_bool_var("") for _ in people]
                    self.cp.add(sum(self._column(people, group)) == sum(steps))
                    for step, after in pairwise(steps):
                        self.cp.add_implication(after, step)
                    self.cost += [weight * pairs * step for pairs, step in enumerate(steps) if pairs]

    def _moves(self):
        penalty, most = self.given.get("move_penalty", 0), self.given.get("most_moves")
        leaving = [
            1 - self.sits[one][self.names.index(str(person["group"]))]
            for one, person in enumerate(self.people)
            if person.get("group") is not None
        ]
        self.cost += [penalty * one for one in leaving]
        if most is not None:
            beyond = self.cp.new_int_var(0, len(self.people), "")
            self.cp.add(beyond >= sum(leaving) - most)
            self.broken["beyond"].append(beyond)
