"""What is asked: people, groups and rules, already checked. People and groups are named by their place in the list."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How somebody takes part; BOTH belongs to groups."""

    ON_SITE = "on_site"
    WEB = "web"
    BOTH = "both"


class ModePolicy(StrEnum):
    """TABLES: tables of their own for the Web. MIXED: nobody is alone online at a table. IGNORE: modes do not matter."""

    TABLES = "tables"
    MIXED = "mixed"
    IGNORE = "ignore"


class Pattern(StrEnum):
    """Who moves between rounds. FRESH: everybody. HOSTS: all but those who stay. HOME: all come back in the last round."""

    FRESH = "fresh"
    HOSTS = "hosts"
    HOME = "home"


DEFAULT_WEIGHTS = {
    "department": 5,
    "rank": 3,
    "kind": 2,
    "population_class": 2,
    "population": 2,
    "mode": 1,
}
"""Weight of a pair in one group that shares a value of this attribute."""

SCALE = 1000
"""Weights and penalties are kept as whole thousandths, so that sums are exact."""


class InvalidInput(ValueError):
    """The input cannot be used: ``message`` says why, ``place`` is the path of the value or ""."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place, self.message = place, message


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be seated. ``pinned`` is a group, ``present`` one for each round; without a mode they sit on site."""

    id: str
    organisation: str | None = None
    mode: Mode | None = None
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pinned: int | None = None
    present: tuple[int | None, ...] = ()
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A table or an online room. ``id`` goes out as it came in; ``mode`` None leaves it to the policy."""

    id: str | int
    capacity: int
    mode: Mode | None = None
    facilitator_organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A checked input. ``weights`` and ``move_penalty`` are in thousandths, ``seconds`` None is no cap.

    ``most_moves`` may leave their group in a round, more only for a rule or a seat; None is no cap.
    """

    people: tuple[Person, ...]
    groups: tuple[Group, ...]
    weights: tuple[tuple[str, int], ...] = tuple((name, SCALE * w) for name, w in DEFAULT_WEIGHTS.items())
    together: tuple[tuple[int, ...], ...] = ()
    apart: tuple[tuple[int, ...], ...] = ()
    rounds: int = 1
    pattern: Pattern = Pattern.FRESH
    policy: ModePolicy = ModePolicy.IGNORE
    move_penalty: int = 0
    most_moves: int | None = None
    seed: int = 0
    seconds: float | None = None

    def values(self, person: int, attribute: str) -> tuple[str, ...]:
        """Return a person's values of an attribute; mode and organisation stand beside the others."""
        one = self.people[person]
        for name, values in one.attributes:
            if name == attribute:
                return values
        beside = {"mode": one.mode, "organisation": one.organisation}.get(attribute)
        return () if beside is None else (str(beside),)

    def present(self, person: int, number: int) -> int | None:
        """Return the group in which somebody sits now in a round."""
        groups = self.people[person].present
        return groups[number] if number < len(groups) else None

    @property
    def planned(self) -> int:
        """Return the number of rounds that are planned: the way home is none."""
        return self.rounds - 1 if self.pattern is Pattern.HOME else self.rounds

    def apart_pairs(self) -> Iterator[tuple[int, int]]:
        """Yield each pair that must not sit together once, in the order of the input."""
        seen = set()
        for people in self.apart:
            for place, one in enumerate(people):
                for other in people[place + 1 :]:
                    pair = (min(one, other), max(one, other))
                    if pair not in seen:
                        seen.add(pair)
                        yield pair
