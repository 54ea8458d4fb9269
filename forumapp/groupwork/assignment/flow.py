"""The cheapest way to send values through the groups: a flow with convex costs, improved along cycles.

Attributes that lie inside each other (organisation, population class, kind) are sent together: in each group a
tree, whose leaves are the finest values. Pins, sizes and the halls of the Web are kept, all other rules forgotten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from forumapp.groupwork.assignment.instance import Instance, pairs


@dataclass(frozen=True, slots=True)
class Level:
    """A partition of all people: ``value`` of each person; by value the ``weight`` of a pair and the most a group takes."""

    names: tuple[str, ...]
    value: list[int]
    weight: list[int]
    most: list[int]

    def lies_in(self, other: "Level") -> bool:
        """Say whether all people of one value have one value there, too."""
        found: dict[int, int] = {}
        return all(
            found.setdefault(mine, yours) == yours
            for mine, yours in zip(self.value, other.value, strict=True)
        )


@dataclass(slots=True)
class _Arcs:
    """Arcs side by side: ``flow`` people go from ``tail`` to ``head``; the next costs ``weight`` × flow."""

    tail: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    flow: list[int] = field(default_factory=list)
    least: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)

    def add(self, tail: int, head: int, least: int, most: int, weight: int) -> int:
        """Return the number of a new arc."""
        for column, value in zip(
            (self.tail, self.head, self.flow, self.least, self.most, self.weight),
            (tail, head, 0, least, most, weight),
            strict=True,
        ):
            column.append(value)
        return len(self.tail) - 1


class Flow:
    """Levels from the finest to the coarsest. Begins with a plan, which must keep what the levels allow."""

    def __init__(self, instance: Instance, levels: Sequence[Level], group: Sequence[int]) -> None:
        """Lay the arcs: from each finest value of a hall through its coarser ones in a group to the group, and out."""
        self.instance, self.levels, self.group = instance, levels, group
        self.arcs, self.nodes = _Arcs(), 0
        self.known: dict[tuple[int, ...], int] = {}
        halls = {one: hall for hall, (people, _) in enumerate(instance.seats.parts) for one in people}
        paths: dict[tuple[int, int, int], list[int]] = {}
        for one, at in enumerate(group):
            paths.setdefault((levels[0].value[one], halls[one], at), [])
        kinds = {(levels[0].value[one], halls[one]): one for one in range(len(group))}
        for (_, hall), one in kinds.items():
            for at in instance.seats.parts[hall][1]:
                paths[levels[0].value[one], hall, at] = self._path(one, hall, at)
        for one, at in enumerate(group):
            path = paths[levels[0].value[one], halls[one], at]
            for arc in path:
                self.arcs.flow[arc] += 1
            if instance.blocks.fixed[instance.blocks.block[one]] is not None:
                self.arcs.least[path[0]] += 1

    def keeps(self) -> bool:
        """Say whether the plan at the beginning keeps what the levels allow."""
        return all(flow <= most for flow, most in zip(self.arcs.flow, self.arcs.most, strict=True))

    def cheapest(self) -> int:
        """Return the least cost."""
        while cycle := self._saving():
            for arc, change in cycle:
                self.arcs.flow[arc] += change
        return sum(
            weight * pairs(flow) for weight, flow in zip(self.arcs.weight, self.arcs.flow, strict=True)
        )

    def _path(self, one: int, hall: int, at: int) -> list[int]:
        seats, path = self.instance.seats, list[int]()
        node = self._node(0, self.levels[0].value[one], hall)
        for depth, level in enumerate(self.levels):
            value = level.value[one]
            last = depth + 1 == len(self.levels)
            after = (
                self._node(9, at) if last else self._node(1, depth + 1, self.levels[depth + 1].value[one], at)
            )
            key: tuple[int, ...] = (2, depth, value, at)
            if key not in self.known:
                self.known[key] = self.arcs.add(node, after, 0, level.most[value], level.weight[value])
            path.append(self.known[key])
            node = after
        key = (3, at)
        if key not in self.known:
            self.known[key] = self.arcs.add(node, self._node(8), seats.low[at], seats.high[at], 0)
        return [*path, self.known[key]]

    def _node(self, *name: int) -> int:
        if (-1, *name) not in self.known:
            self.known[-1, *name] = self.nodes
            self.nodes += 1
        return self.known[-1, *name]

    def _edges(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield (from, to, cost, arc, change): what one more or one less on an arc would do."""
        arcs = self.arcs
        for arc, (tail, head, flow, least, most, weight) in enumerate(
            zip(arcs.tail, arcs.head, arcs.flow, arcs.least, arcs.most, arcs.weight, strict=True)
        ):
            if flow < most:
                yield tail, head, weight * flow, arc, 1
            if flow > least:
                yield head, tail, weight * (1 - flow), arc, -1

    def _saving(self) -> list[tuple[int, int]]:
        """Return the changes of a cycle that saves, or nothing (Bellman and Ford)."""
        edges = list(self._edges())
        distance, through = [0] * self.nodes, [-1] * self.nodes
        for _ in range(self.nodes):
            is_settled = True
            for number, (start, end, cost, _, _) in enumerate(edges):
                if distance[start] + cost < distance[end]:
                    distance[end], through[end], is_settled = distance[start] + cost, number, False
            if is_settled:
                break
            if cycle := _cycle(edges, through):
                return cycle
        return []


def _cycle(edges: Sequence[tuple[int, int, int, int, int]], through: Sequence[int]) -> list[tuple[int, int]]:
    """Return the changes around a cycle of the edges by which nodes were reached; such a cycle saves."""
    seen = [-1] * len(through)
    for begun in range(len(through)):
        node = begun
        while seen[node] < 0 and through[node] >= 0:
            seen[node] = begun
            node = edges[through[node]][0]
        if seen[node] == begun and through[node] >= 0:
            changes, last = [], node
            while True:
                start, _, _, arc, change = edges[through[node]]
                changes.append((arc, change))
                node = start
                if node == last:
                    return changes
    return []
