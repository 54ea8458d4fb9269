"""The input as JSON says it, read into a Problem. Every refusal is one sentence that names the place."""

import json
import math
from collections.abc import Mapping
from typing import Any

from forumapp.groupwork.assignment.problem import (
    DEFAULT_WEIGHTS,
    SCALE,
    Group,
    InvalidInput,
    Mode,
    ModePolicy,
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
        "mode_policy",
        "move_penalty",
        "seed",
        "seconds",
    ],
    ["id", "organisation", "mode", "attributes", "pinned", "group"],
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
        given = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
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
    top = _object(given, "", KEYS[0])
    rows = _list(_needed(top, "people", ""), "people")
    if not rows:
        raise InvalidInput("people", "There is nobody to be seated.")
    if len(rows) > MOST_PEOPLE:
        raise InvalidInput("people", f"There may be at most {MOST_PEOPLE} people, not {len(rows)}.")
    groups = _groups(_needed(top, "groups", ""), len(rows))
    tables = _index([group.id for group in groups], "groups")
    people = tuple(_person(row, f"people[{place}]", tables) for place, row in enumerate(rows))
    names = _index([person.id for person in people], "people")
    return Problem(
        people=people,
        groups=groups,
        weights=_weights(top.get("weights")),
        together=_sets(top.get("together"), "together", names),
        apart=_sets(top.get("apart"), "apart", names),
        rounds=_whole(top.get("rounds"), "rounds", 1, 1, MOST_ROUNDS),
        policy=_policy(top.get("mode_policy"), groups),
        move_penalty=_amount(top.get("move_penalty", 0), "move_penalty"),
        seed=_whole(top.get("seed"), "seed", 0, -(2**63), 2**63),
        seconds=_seconds(top.get("seconds")),
    )


def _person(row: Any, place: str, tables: Mapping[str, int]) -> Person:
    given = _object(row, place, KEYS[1])
    mode = _mode(given.get("mode"), f"{place}.mode")
    if mode is Mode.BOTH:
        raise InvalidInput(f"{place}.mode", "A person is either on_site or web.")
    present = _group(given.get("group"), f"{place}.group", tables)
    pinned = given.get("pinned")
    if pinned is True:
        if present is None:
            raise InvalidInput(
                f"{place}.pinned", "A pinned person needs a group: name it in “group” or in “pinned”."
            )
        pinned = present
    elif pinned is False:
        pinned = None
    else:
        pinned = _group(pinned, f"{place}.pinned", tables)
    return Person(
        id=str(_id(_needed(given, "id", place), f"{place}.id")),
        organisation=_text(given.get("organisation"), f"{place}.organisation"),
        mode=mode,
        attributes=_attributes(given.get("attributes"), f"{place}.attributes"),
        pinned=pinned,
        present=present,
    )


def _attributes(given: Any, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for name, value in ({} if given is None else _object(given, place)).items():
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
        count = _whole(given, "groups", 1, 1, MOST_PEOPLE)
        return tuple(Group(str(number + 1), people) for number in range(count))
    rows = _list(given, "groups", "This is a list of groups or their number.")
    if not rows:
        raise InvalidInput("groups", "There is no group.")
    return tuple(_one_group(row, f"groups[{place}]", people) for place, row in enumerate(rows))


def _one_group(row: Any, place: str, people: int) -> Group:
    given = _object(row, place, KEYS[2])
    return Group(
        id=_id(_needed(given, "id", place), f"{place}.id"),
        capacity=_whole(given.get("capacity"), f"{place}.capacity", people, 0, 10**9),
        mode=_mode(given.get("mode"), f"{place}.mode"),
        facilitator_organisation=_text(
            given.get("facilitator_organisation"), f"{place}.facilitator_organisation"
        ),
    )


def _weights(given: Any) -> tuple[tuple[str, int], ...]:
    weights = DEFAULT_WEIGHTS if given is None else _object(given, "weights")
    return tuple((name, _amount(weight, f"weights.{name}")) for name, weight in weights.items())


def _sets(given: Any, place: str, names: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    found = []
    for at, row in enumerate([] if given is None else _list(given, place)):
        people = []
        for inside, one in enumerate(_list(row, f"{place}[{at}]", "This is a list of people's ids.")):
            where = f"{place}[{at}][{inside}]"
            name = str(_id(one, where))
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
        raise InvalidInput(place, f"{_shown(given)} is no mode: on_site or web (for groups also both).")
    return mode


def _group(given: Any, place: str, tables: Mapping[str, int]) -> int | None:
    if given is None:
        return None
    name = str(_id(given, place))
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


def _id(given: Any, place: str) -> str | int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip():
        return given
    raise InvalidInput(place, "An id is a text or a whole number, and not empty.")


def _text(given: Any, place: str) -> str | None:
    if given is None or isinstance(given, str):
        return (given or "").strip() or None
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise InvalidInput(place, "This is a text.")


def _whole(given: Any, place: str, default: int, least: int, most: int) -> int:
    if given is None:
        return default
    if isinstance(given, bool) or not isinstance(given, int):
        raise InvalidInput(place, f"This is a whole number, not {_shown(given)}.")
    if not least <= given <= most:
        raise InvalidInput(place, f"This is at least {least} and at most {most}, not {given}.")
    return given


def _number(given: Any, place: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise InvalidInput(place, f"This is a number, not {_shown(given)}.")
    return given


def _amount(given: Any, place: str) -> int:
    amount = _number(given, place)
    thousandths = round(amount * SCALE)
    if not 0 <= amount <= 10**6 or abs(thousandths - amount * SCALE) > 1e-6 * SCALE:
        raise InvalidInput(place, "This is at least 0, at most 1000000, with at most three decimals.")
    return thousandths


def _seconds(given: Any) -> float | None:
    if given is None:
        return None
    seconds = _number(given, "seconds")
    if seconds <= 0:
        raise InvalidInput("seconds", "This is more than 0; leave it out for no cap.")
    return float(seconds)


def _needed(given: Mapping[str, Any], key: str, place: str) -> Any:
    if given.get(key) is None:
        raise InvalidInput(f"{place}.{key}" if place else key, "This is missing.")
    return given[key]


def _object(given: Any, place: str, keys: list[str] | None = None) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidInput(place, f"{'This' if place else 'The input'} is an object, not {_shown(given)}.")
    for key in given:
        if keys is not None and key not in keys:
            raise InvalidInput(
                f"{place}.{key}" if place else key, f"Nothing has this name; known: {', '.join(keys)}."
            )
    return given


def _list(given: Any, place: str, message: str = "This is a list.") -> list[Any]:
    if not isinstance(given, list):
        raise InvalidInput(place, message)
    return given


def _shown(given: Any) -> str:
    text = json.dumps(given, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise InvalidInput("", f"The name “{double}” stands twice in one object.")
    return found


def _no_number(text: str) -> float:
    raise InvalidInput("", f"{text} is no number.")
