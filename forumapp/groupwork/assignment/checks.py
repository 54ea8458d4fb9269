"""Single values of the input: what they may be. Every refusal is one sentence that names the place."""

import json
import math
from collections.abc import Mapping
from typing import Any

from forumapp.groupwork.assignment.problem import SCALE, InvalidInput

MOST_SECONDS = 86_400
MOST_DIGITS = 1_000


def identity(given: Any, place: str) -> str | int:
    """Return an id: a text or a whole number."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip():
        return given
    raise InvalidInput(place, "An id is a text or a whole number, and not empty.")


def text(given: Any, place: str) -> str | None:
    """Return a text without spaces around it, or None."""
    if given is None or isinstance(given, str):
        return (given or "").strip() or None
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise InvalidInput(place, "This is a text.")


def whole(given: Any, place: str, default: int, least: int, most: int) -> int:
    """Return a whole number between two limits, or what stands for a missing one."""
    if given is None:
        return default
    if isinstance(given, bool) or not isinstance(given, int):
        raise InvalidInput(place, f"This is a whole number, not {shown(given)}.")
    if not least <= given <= most:
        raise InvalidInput(place, f"This is at least {least} and at most {most}, not {given}.")
    return given


def truth(given: Any, place: str) -> bool:
    """Return true or false; what is missing is false."""
    if given is None or isinstance(given, bool):
        return bool(given)
    raise InvalidInput(place, f"This is true or false, not {shown(given)}.")


def number(given: Any, place: str) -> float:
    """Return a finite number."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < math.inf:
        raise InvalidInput(place, f"This is a number, not {shown(given)}.")
    return given


def amount(given: Any, place: str) -> int:
    """Return a weight in whole thousandths."""
    amount = number(given, place)
    if not 0 <= amount <= 10**6 or abs(round(amount * SCALE) - amount * SCALE) > 1e-6 * SCALE:
        raise InvalidInput(place, "This is at least 0, at most 1000000, with at most three decimals.")
    return round(amount * SCALE)


def seconds(given: Any) -> float | None:
    """Return a cap in seconds, or None."""
    if given is None:
        return None
    seconds = number(given, "seconds")
    if not 0 < seconds <= MOST_SECONDS:
        raise InvalidInput(
            "seconds", "This is more than 0 and at most a day (86400); leave it out for no cap."
        )
    return float(seconds)


def needed(given: Mapping[str, Any], key: str, place: str) -> Any:
    """Return a value that must be there."""
    if given.get(key) is None:
        raise InvalidInput(f"{place}.{key}" if place else key, "This is missing.")
    return given[key]


def mapping(given: Any, place: str, keys: list[str] | None = None) -> dict[str, Any]:
    """Return an object, whose names are all known where ``keys`` lists them."""
    if not isinstance(given, dict):
        raise InvalidInput(place, f"{'This' if place else 'The input'} is an object, not {shown(given)}.")
    for key in given:
        if keys is not None and key not in keys:
            raise InvalidInput(
                f"{place}.{key}" if place else key, f"Nothing has this name; known: {', '.join(keys)}."
            )
    return given


def rows(given: Any, place: str, message: str = "This is a list.") -> list[Any]:
    """Return a list."""
    if not isinstance(given, list):
        raise InvalidInput(place, message)
    return given


def shown(given: Any) -> str:
    """Return a value as JSON, cut to forty characters."""
    text = json.dumps(given, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose names stand once each."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise InvalidInput("", f"The name “{double}” stands twice in one object.")
    return found


def no_number(text: str) -> float:
    """Refuse NaN and infinity."""
    raise InvalidInput("", f"{text} is no number.")


def decimal(text: str) -> float:
    """Return a decimal number of JSON; one that is too large is none."""
    found = float(text)
    return found if math.isfinite(found) else no_number(text)


def integer(text: str) -> int:
    """Return a whole number of JSON; one that fills pages is none."""
    if len(text) > MOST_DIGITS:
        raise InvalidInput("", f"A number has {len(text)} digits.")
    return int(text)
