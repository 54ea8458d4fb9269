"""Which notes may be put into one sentence: agglomerative clusters (average linkage) that hold no opposites."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from forumapp.core.text import words
from forumapp.groupwork.similarity.measures import similarities
from forumapp.groupwork.similarity.stance import are_opposed, sides

ALIKE, ALIKE_BY_CHARACTERS = 0.22, 0.34
"""Average similarity from which notes are proposed together, with and without a dictionary (tests/groupwork/likeness.py)."""

RELATED = 0.16
"""Similarity from which an opposed note is shown beside a proposal."""

Edge = tuple[int, int]


@dataclass(frozen=True)
class Cluster:
    """Places of texts that are alike, the most central one first, and of opposed ones to be looked at with them."""

    places: tuple[int, ...]
    opposed: tuple[int, ...]


@dataclass
class _Merging:
    """Clusters in the making: members by number, and the sum of similarities between two of them."""

    members: dict[int, list[int]]
    sums: dict[int, dict[int, float]] = field(default_factory=dict)
    barred: dict[int, set[int]] = field(default_factory=dict)

    def average(self, one: int, other: int) -> float:
        return self.sums[one].get(other, 0.0) / (len(self.members[one]) * len(self.members[other]))


@dataclass(frozen=True)
class Likeness:
    """What belongs together among texts, and the pairs that speak of the same but may contradict each other."""

    clusters: tuple[Cluster, ...]
    opposed: tuple[Edge, ...]


@lru_cache(maxsize=64)
def liken(texts: tuple[str, ...]) -> Likeness:
    """Find the clusters of two texts and more, in the order of their first texts. The same texts give the same result."""
    alike = similarities(texts)
    faces = [sides(text) for text in texts]
    barred = {key for key in alike if are_opposed(faces[key[0]], faces[key[1]])}
    opposed = tuple(key for key in sorted(barred) if alike[key] >= RELATED)
    found = [
        Cluster(_by_centre(members, alike), _beside(members, opposed))
        for members in _merge(len(texts), alike, barred)
        if len(members) > 1
    ]
    return Likeness(tuple(sorted(found, key=lambda one: min(one.places))), opposed)


def by_centre(texts: Sequence[str]) -> tuple[int, ...]:
    """Return the places of texts, the most central one first."""
    return _by_centre(range(len(texts)), similarities(texts))


def _merge(many: int, alike: dict[Edge, float], opposed: set[Edge]) -> list[list[int]]:
    now = _Merging({place: [place] for place in range(many)})
    for place in range(many):
        now.sums[place], now.barred[place] = {}, set()
    for (one, other), value in alike.items():
        now.sums[one][other] = now.sums[other][one] = value
    for one, other in opposed:
        now.barred[one].add(other)
        now.barred[other].add(one)
    least = ALIKE if words.is_there() else ALIKE_BY_CHARACTERS
    queue = [(-value, one, other) for (one, other), value in alike.items() if value >= least]
    heapq.heapify(queue)
    fresh = many
    while queue:
        _value, one, other = heapq.heappop(queue)
        if one in now.members and other in now.members and other not in now.barred[one]:
            _join(now, one, other, fresh)
            for third in sorted(now.sums[fresh]):
                value = now.average(fresh, third)
                if value >= least:
                    heapq.heappush(queue, (-value, third, fresh))
            fresh += 1
    return [sorted(members) for members in now.members.values()]


def _join(now: _Merging, one: int, other: int, fresh: int) -> None:
    now.members[fresh] = now.members[one] + now.members[other]
    now.barred[fresh] = now.barred[one] | now.barred[other]
    now.sums[fresh] = {}
    mine, theirs = now.sums.pop(one), now.sums.pop(other)
    del now.members[one], now.members[other]
    for third in sorted(mine.keys() | theirs.keys()):
        if third not in now.members:
            continue
        now.sums[third][fresh] = now.sums[fresh][third] = mine.get(third, 0.0) + theirs.get(third, 0.0)
    for third in now.barred[fresh]:
        now.barred[third].add(fresh)


def _by_centre(members: Sequence[int], alike: dict[Edge, float]) -> tuple[int, ...]:
    def closeness(one: int) -> float:
        return sum(alike.get((min(one, two), max(one, two)), 0.0) for two in members if two != one)

    return tuple(sorted(members, key=lambda one: (-round(closeness(one), 9), one)))


def _beside(members: Sequence[int], opposed: Sequence[Edge]) -> tuple[int, ...]:
    inside = set(members)
    crossing = (edge for edge in opposed if len(inside.intersection(edge)) == 1)
    return tuple(sorted({two if one in inside else one for one, two in crossing}))
