"""An arrangement as the search reads it (docs/group-assignment.md): ids alone, no names."""

from collections.abc import Collection
from typing import Any

from forumapp.groupwork.arrangement import GroupingRule, Pattern, RuleKind
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries.arrangement import weights_of
from forumapp.groupwork.queries.seating import Attendee, Seating

MOVE_PENALTY = 3
"""What it costs to move somebody after the arrangement was made."""
SECONDS = 20
"""Cap of a whole search."""
STAYING = {Pattern.HOSTS, Pattern.HOME}


def problems(seating: Seating, *, is_late: bool, away: Collection[int] = ()) -> list[dict[str, Any]]:
    """Return what is to be searched, one after the other; ``away`` are left out although they are registered.

    A late change of several rounds is one problem a round, so that in each as few people as possible move.
    """
    if is_late:
        rounds = range(1, seating.arrangement.rounds + 1)
        return [_problem(seating, away, rounds=1, present=number, share=len(rounds)) for number in rounds]
    return [_problem(seating, away, rounds=seating.arrangement.rounds)]


def _problem(
    seating: Seating, away: Collection[int], *, rounds: int, present: int | None = None, share: int = 1
) -> dict[str, Any]:
    arrangement = seating.arrangement
    people = [one for one in seating.candidates if one.id not in away]
    known = {one.id for one in people}
    made: dict[str, Any] = {
        "people": [_person(seating, one, rounds, present) for one in people],
        "groups": [_group(one) for one in seating.groups],
        "weights": weights_of(arrangement),
        "together": _rules(seating.rules, RuleKind.TOGETHER, known),
        "apart": _rules(seating.rules, RuleKind.APART, known),
        "rounds": rounds,
        "mode_policy": arrangement.mode_policy.value,
        "seed": arrangement.seed,
        "seconds": SECONDS / share,
    }
    if present is not None:
        made["move_penalty"] = MOVE_PENALTY
    elif arrangement.pattern in STAYING:
        made["pattern"] = arrangement.pattern.value
    return made


def _person(seating: Seating, one: Attendee, rounds: int, present: int | None) -> dict[str, Any]:
    place = seating.at(present or 1).get(one.id)
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
    if place is not None and place.group_id in living and (present is not None or place.is_pinned):
        made |= {"group": place.group_id, "pinned": place.is_pinned}
        if place.is_pinned and rounds > 1 and seating.arrangement.pattern in STAYING:
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
