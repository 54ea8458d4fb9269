"""An arrangement as the search reads it (docs/group-assignment.md): ids alone, no names."""

from collections.abc import Collection
from typing import Any

from forumapp.groupwork.arrangement import GroupingRule, Pattern, RuleKind
from forumapp.groupwork.assignment.changes import after
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries.arrangement import weights_of
from forumapp.groupwork.queries.draft import Attendee, Seating

SECONDS = 20
"""Cap of a whole search."""
STAYING = {Pattern.HOSTS, Pattern.HOME}


def problem(
    seating: Seating, *, is_late: bool, away: Collection[int] = (), evens: bool = False
) -> dict[str, Any]:
    """Return what is to be searched; ``away`` are left out although they are registered.

    A late change keeps every seat of every round that it can, but where it ``evens`` the groups out.
    """
    arrangement = seating.arrangement
    people = [one for one in seating.candidates if one.id not in away]
    known = {one.id for one in people}
    rounds = range(1, arrangement.rounds + 1)
    made: dict[str, Any] = {
        "people": [_person(seating, one) for one in people],
        "groups": [_group(one) for one in seating.groups],
        "weights": weights_of(arrangement),
        "together": _rules(seating.rules, RuleKind.TOGETHER, known),
        "apart": _rules(seating.rules, RuleKind.APART, known),
        "rounds": len(rounds),
        "mode_policy": arrangement.mode_policy.value,
        "seed": arrangement.seed,
        "seconds": SECONDS,
    }
    if arrangement.pattern in STAYING:
        made["pattern"] = arrangement.pattern.value
    if not is_late:
        return made
    kept = [{str(person): place.group_id for person, place in seating.at(one).items()} for one in rounds]
    return after(made, kept, evens=evens)


def _person(seating: Seating, one: Attendee) -> dict[str, Any]:
    place = seating.at(1).get(one.id)
    living = {group.id for group in seating.groups}
    made: dict[str, Any] = {
        "id": str(one.id),
        "organisation": one.home,
        "mode": one.mode.value,
        "attributes": {
            "department": str(one.department.id) if one.department else None,
            "rank": str(one.rank.id) if one.rank else None,
            "kind": one.kind.value if one.kind else None,
        },
    }
    if place is not None and place.is_pinned and place.group_id in living:
        made["pinned"] = place.group_id
        if seating.arrangement.pattern in STAYING:
            made["stays"] = True
    return made


def _group(group: Group) -> dict[str, Any]:
    made: dict[str, Any] = {"id": group.id}
    if group.capacity is not None:
        made["capacity"] = group.capacity
    if group.mode is not None:
        made["mode"] = group.mode.value
    if group.home_id is not None:
        made["facilitator_organisation"] = str(group.home_id)
    return made


def _rules(rules: Collection[GroupingRule], kind: RuleKind, known: set[int]) -> list[list[str]]:
    sets = [
        [str(one.registration_id) for one in rule.people if one.registration_id in known]
        for rule in rules
        if rule.kind is kind
    ]
    return [people for people in sets if len(people) > 1]
