"""Late changes: from a plan that people know already to the one for those who are here now, with the fewest moves."""

from collections.abc import Mapping, Sequence
from typing import Any

FEWEST, EVENING = 1_000, 2.5
"""Penalties: at the first nobody moves but for a rule or a seat, at the second also where it clearly balances groups."""


def after(
    given: Mapping[str, Any], rounds: Sequence[Mapping[str, str | int]], penalty: float = FEWEST
) -> dict[str, Any]:
    """Return the input that keeps a plan: ``given`` is that of the people and groups of now.

    ``rounds`` is the plan as it came out, a group for each person and round. Who is gone is left out of
    ``given["people"]``; who is new has no group yet; a group that is gone holds nobody.
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
    return {**given, "people": people, "move_penalty": penalty}
