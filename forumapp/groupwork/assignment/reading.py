"""The input as JSON says it, read into a Problem. Every refusal is one sentence that names the place."""

import json
from collections.abc import Mapping
from typing import Any

from forumapp.groupwork.assignment import checks
from forumapp.groupwork.assignment.problem import (
    DEFAULT_WEIGHTS,
    Group,
    InvalidInput,
    Mode,
    ModePolicy,
    Pattern,
    Person,
    Problem,
)

MOST_PEOPLE, MOST_ROUNDS = 2_000, 20
KEYS = (
    [
        "people",
        "groups",
        "weights",
        "together",
        "apart",
        "rounds",
        "pattern",
        "mode_policy",
        "move_penalty",
        "most_moves",
        "seed",
        "seconds",
    ],
    ["id", "organisation", "mode", "attributes", "pinned", "group", "stays"],
    ["id", "capacity", "mode", "facilitator_organisation"],
)
MODES = {
    **dict.fromkeys(("on_site", "onsite", "venue", "会場"), Mode.ON_SITE),
    **dict.fromkeys(("web", "online", "オンライン"), Mode.WEB),
    **dict.fromkeys(("both", "mixed", "hybrid"), Mode.BOTH),
}
POLICIES = {"online_tables": ModePolicy.TABLES, **{str(policy): policy for policy in ModePolicy}}


def read_text(text: str) -> Problem:
    """Read JSON. Raises InvalidInput."""
    try:
        given = json.loads(
            text,
            object_pairs_hook=checks.unique,
            parse_constant=checks.no_number,
            parse_float=checks.decimal,
            parse_int=checks.integer,
        )
    except json.JSONDecodeError as error:
        raise InvalidInput("", f"This is not JSON: {error.msg} (line {error.lineno}).") from error
    except RecursionError as error:
        raise InvalidInput("", "This is not JSON: too many brackets within each other.") from error
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InvalidInput("", "A text holds half a character (a lone surrogate).") from error
    return read(given)


def read(given: Any) -> Problem:
    """Read decoded JSON. Raises InvalidInput."""
    top = checks.mapping(given, "", KEYS[0])
    rows = checks.rows(checks.needed(top, "people", ""), "people")
    if not rows:
        raise InvalidInput("people", "There is nobody to be seated.")
    if len(rows) > MOST_PEOPLE:
        raise InvalidInput("people", f"There may be at most {MOST_PEOPLE} people, not {len(rows)}.")
    groups = _groups(checks.needed(top, "groups", ""), len(rows))
    tables = _index([group.id for group in groups], "groups")
    rounds = checks.whole(top.get("rounds"), "rounds", 1, 1, MOST_ROUNDS)
    people = tuple(_person(row, f"people[{place}]", tables, rounds) for place, row in enumerate(rows))
    names = _index([person.id for person in people], "people")
    return Problem(
        people=people,
        groups=groups,
        weights=_weights(top.get("weights")),
        together=_sets(top.get("together"), "together", names),
        apart=_sets(top.get("apart"), "apart", names),
        rounds=rounds,
        pattern=_pattern(top.get("pattern"), rounds, people),
        policy=_policy(top.get("mode_policy"), groups),
        move_penalty=checks.amount(top.get("move_penalty", 0), "move_penalty"),
        most_moves=_most_moves(top.get("most_moves")),
        seed=checks.whole(top.get("seed"), "seed", 0, -(2**63), 2**63),
        seconds=checks.seconds(top.get("seconds")),
    )


def _most_moves(given: Any) -> int | None:
    return None if given is None else checks.whole(given, "most_moves", 0, 0, MOST_PEOPLE)


def _person(row: Any, place: str, tables: Mapping[str, int], rounds: int) -> Person:
    given = checks.mapping(row, place, KEYS[1])
    mode = _mode(given.get("mode"), f"{place}.mode")
    if mode is Mode.BOTH:
        raise InvalidInput(f"{place}.mode", "A person is either on_site or web.")
    present = _present(given.get("group"), f"{place}.group", tables, rounds)
    return Person(
        id=str(checks.identity(checks.needed(given, "id", place), f"{place}.id")),
        organisation=checks.text(given.get("organisation"), f"{place}.organisation"),
        mode=mode,
        attributes=_attributes(given.get("attributes"), f"{place}.attributes"),
        pinned=_pinned(given.get("pinned"), f"{place}.pinned", tables, present),
        present=present,
        stays=checks.truth(given.get("stays"), f"{place}.stays"),
    )


def _present(given: Any, place: str, tables: Mapping[str, int], rounds: int) -> tuple[int | None, ...]:
    """Return the present group of each round; a group alone is that of the first."""
    if not isinstance(given, list):
        return () if given is None else (_group(given, place, tables),)
    if len(given) > rounds:
        raise InvalidInput(place, f"There are {len(given)} groups for {rounds} rounds.")
    return tuple(_group(one, f"{place}[{at}]", tables) for at, one in enumerate(given))


def _pinned(given: Any, place: str, tables: Mapping[str, int], present: tuple[int | None, ...]) -> int | None:
    if given is True:
        if not present or present[0] is None:
            raise InvalidInput(place, "A pinned person needs a group: name it in “group” or in “pinned”.")
        return present[0]
    return None if given is False else _group(given, place, tables)


def _pattern(given: Any, rounds: int, people: tuple[Person, ...]) -> Pattern:
    if given is not None and given not in list(Pattern):
        raise InvalidInput("pattern", "This is one of fresh, hosts and home.")
    pattern = Pattern.FRESH if given is None else Pattern(given)
    if rounds < (needed := {Pattern.FRESH: 1, Pattern.HOSTS: 2, Pattern.HOME: 3}[pattern]):
        raise InvalidInput("rounds", f"The pattern {pattern} needs at least {needed} rounds.")
    hosts = [at for at, person in enumerate(people) if person.stays]
    if pattern is Pattern.HOSTS and not hosts:
        raise InvalidInput("pattern", "The pattern hosts needs somebody who stays: people[…].stays.")
    if pattern is Pattern.FRESH and hosts:
        raise InvalidInput(
            f"people[{hosts[0]}].stays", "Somebody stays only with the patterns hosts and home."
        )
    return pattern


def _attributes(given: Any, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for name, value in ({} if given is None else checks.mapping(given, place)).items():
        inside = f"{place}.{name}"
        several = value if isinstance(value, list) else [value]
        texts = [_value(one, inside) for one in several]
        found.append((name, tuple(dict.fromkeys(text for text in texts if text))))
    return tuple(found)


def _value(value: Any, place: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise InvalidInput(place, "A value is a text, a number or a list of them.")


def _groups(given: Any, people: int) -> tuple[Group, ...]:
    if isinstance(given, int) and not isinstance(given, bool):
        count = checks.whole(given, "groups", 1, 1, MOST_PEOPLE)
        return tuple(Group(str(number + 1), people) for number in range(count))
    rows = checks.rows(given, "groups", "This is a list of groups or their number.")
    if not rows:
        raise InvalidInput("groups", "There is no group.")
    return tuple(_one_group(row, f"groups[{place}]", people) for place, row in enumerate(rows))


def _one_group(row: Any, place: str, people: int) -> Group:
    given = checks.mapping(row, place, KEYS[2])
    return Group(
        id=checks.identity(checks.needed(given, "id", place), f"{place}.id"),
        capacity=checks.whole(given.get("capacity"), f"{place}.capacity", people, 0, 10**9),
        mode=_mode(given.get("mode"), f"{place}.mode"),
        facilitator_organisation=checks.text(
            given.get("facilitator_organisation"), f"{place}.facilitator_organisation"
        ),
    )


def _weights(given: Any) -> tuple[tuple[str, int], ...]:
    weights = DEFAULT_WEIGHTS if given is None else checks.mapping(given, "weights")
    return tuple((name, checks.amount(weight, f"weights.{name}")) for name, weight in weights.items())


def _sets(given: Any, place: str, names: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    found = []
    for at, row in enumerate([] if given is None else checks.rows(given, place)):
        people = []
        for inside, one in enumerate(checks.rows(row, f"{place}[{at}]", "This is a list of people's ids.")):
            where = f"{place}[{at}][{inside}]"
            name = str(checks.identity(one, where))
            if name not in names:
                raise InvalidInput(where, f"Nobody has the id “{name}”.")
            people.append(names[name])
        found.append(tuple(dict.fromkeys(people)))
    return tuple(found)


def _policy(given: Any, groups: tuple[Group, ...]) -> ModePolicy:
    if given is None:
        told = any(group.mode in {Mode.ON_SITE, Mode.WEB} for group in groups)
        return ModePolicy.TABLES if told else ModePolicy.IGNORE
    policy = POLICIES.get(given) if isinstance(given, str) else None
    if policy is None:
        raise InvalidInput("mode_policy", "This is one of tables, mixed and ignore.")
    return policy


def _mode(given: Any, place: str) -> Mode | None:
    if given is None:
        return None
    mode = MODES.get(given.strip().lower()) if isinstance(given, str) else None
    if mode is None:
        raise InvalidInput(place, f"{checks.shown(given)} is no mode: on_site or web (for groups also both).")
    return mode


def _group(given: Any, place: str, tables: Mapping[str, int]) -> int | None:
    if given is None:
        return None
    name = str(checks.identity(given, place))
    if name not in tables:
        raise InvalidInput(place, f"No group has the id “{name}”.")
    return tables[name]


def _index(ids: list[str] | list[str | int], place: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, one in enumerate(ids):
        if str(one) in found:
            raise InvalidInput(f"{place}[{at}].id", f"“{one}” is the id of {place}[{found[str(one)]}], too.")
        found[str(one)] = at
    return found
