"""Late changes: from a plan that people know already to the one for those who are here now, with the fewest moves."""

from collections.abc import Mapping, Sequence
from typing import Any

FEWEST, EVENING = 1_000, 1.25
"""Penalties: at the first nobody moves but for a rule or a seat, at the second also where it balances groups."""

SHARE, PAIR = 0.07, 2
"""So many of all people may move at most to balance groups, but always two, who change seats."""


def after(
    given: Mapping[str, Any], rounds: Sequence[Mapping[str, str | int]], *, evens: bool = False
) -> dict[str, Any]:
    """Return the input that keeps a plan: ``given`` is that of the people and groups of now.

    ``rounds`` is the plan as it came out, a group for each person and round. Who is gone is left out of
    ``given["people"]``; who is new has no group yet; a group that is gone holds nobody. Where the change ``evens`` the
    groups out, some more may move for that.
    """
    groups = given["groups"]
    ids = range(1, groups + 1) if isinstance(groups, int) else [group["id"] for group in groups]
    open_groups = {str(one) for one in ids}
    people = []
    for person in given["people"]:
        seats = [plan.get(str(person["id"])) for plan in rounds]
        present = [None if seat is None or str(seat) not in open_groups else seat for seat in seats]
        known = {name: value for name, value in person.items() if name != "group"}
        people.append({**known, "group": present} if any(seat is not None for seat in present) else known)
    made = {**given, "people": people}
    return {**made, **evening(len(people))} if evens else {**made, "move_penalty": FEWEST}


def evening(people: int) -> dict[str, Any]:
    """Return what lets some of so many people move so that groups are balanced."""
    return {"move_penalty": EVENING, "most_moves": most_moves(people)}


def most_moves(people: int) -> int:
    """Return how many of so many people may move so that groups are balanced."""
    return max(PAIR, int(people * SHARE))
