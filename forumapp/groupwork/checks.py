"""Which rules an arrangement breaks as it stands, after changes by hand; pure. Nothing is refused for them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from forumapp.forums.models import Mode
from forumapp.groupwork.arrangement import ModePolicy, RuleKind
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries.draft import Attendee, Seating


class Doubt(StrEnum):
    """What may be wrong with a group."""

    FULL = "full"
    ORGANISATION = "organisation"
    MODE = "mode"
    ALONE = "alone"
    HOME = "home"
    TOGETHER = "together"
    APART = "apart"


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold: in a group (None: across groups), about these people; ``limit`` is what it allows."""

    doubt: Doubt
    group: Group | None
    people: tuple[Attendee, ...]
    limit: int = 0


def broken(seating: Seating, round_: int) -> list[Broken]:
    """Return what does not hold in a round, group by group, then the rules about people."""
    found: list[Broken] = []
    most = _most_of_one_organisation(seating, round_)
    for group in seating.groups:
        found += _in_group(seating, group, seating.of(group.id, round_), most)
    return found + list(_rules(seating, round_))


def _most_of_one_organisation(seating: Seating, round_: int) -> dict[str, int]:
    """Return how many of an organisation may sit at one table when they are shared out evenly over those they may sit at."""
    here = seating.at(round_)
    people = Counter((one.home, one.mode) for one in seating.candidates if one.id in here)
    most: dict[str, int] = defaultdict(int)
    for (home, mode), number in people.items():
        open_to = [group for group in seating.groups if group.mode in {None, Mode.BOTH, mode}]
        apart = seating.arrangement.mode_policy is ModePolicy.TABLES and open_to
        tables = len(open_to) if apart else max(1, len(seating.groups))
        most[home] = max(most[home], -(-number // tables), -(-_of(people, home) // len(seating.groups)))
    return most


def _of(people: Counter[tuple[str, Mode]], home: str) -> int:
    return sum(number for (one, _mode), number in people.items() if one == home)


def _in_group(
    seating: Seating, group: Group, people: list[Attendee], most: dict[str, int]
) -> Iterator[Broken]:
    living = [one for one in people if not one.is_out]
    if group.capacity is not None and len(living) > group.capacity:
        yield Broken(Doubt.FULL, group, tuple(living), group.capacity)
    homes: dict[str, list[Attendee]] = defaultdict(list)
    for one in living:
        homes[one.home].append(one)
    for home, same in homes.items():
        if home and len(same) > most[home]:
            yield Broken(Doubt.ORGANISATION, group, tuple(same), most[home])
    if group.home_id is not None and (own := homes.get(str(group.home_id))):
        yield Broken(Doubt.HOME, group, tuple(own))
    yield from _modes(seating.arrangement.mode_policy, group, living)


def _modes(policy: ModePolicy, group: Group, living: list[Attendee]) -> Iterator[Broken]:
    online = [one for one in living if one.mode is Mode.WEB]
    if policy is ModePolicy.IGNORE or not living:
        return
    if group.mode in {Mode.ON_SITE, Mode.WEB}:
        strangers = [one for one in living if one.mode is not group.mode]
        if strangers:
            yield Broken(Doubt.MODE, group, tuple(strangers))
    elif policy is ModePolicy.TABLES and group.mode is None and 0 < len(online) < len(living):
        few = (
            online if 2 * len(online) <= len(living) else [one for one in living if one.mode is not Mode.WEB]
        )
        yield Broken(Doubt.MODE, group, tuple(few))
    if policy is ModePolicy.MIXED and len(online) == 1 and len(living) > 1:
        yield Broken(Doubt.ALONE, group, tuple(online))


def _rules(seating: Seating, round_: int) -> Iterator[Broken]:
    here, groups = seating.at(round_), {group.id: group for group in seating.groups}
    for rule in seating.rules:
        people = [
            seating.people[one.registration_id]
            for one in rule.people
            if one.registration_id in here and one.registration_id in seating.people
        ]
        tables: dict[int, list[Attendee]] = defaultdict(list)
        for one in people:
            tables[here[one.id].group_id].append(one)
        if rule.kind is RuleKind.TOGETHER and len(tables) > 1:
            yield Broken(Doubt.TOGETHER, None, tuple(people))
        elif rule.kind is RuleKind.APART:
            for ident, same in tables.items():
                if len(same) > 1:
                    yield Broken(Doubt.APART, groups.get(ident), tuple(same))
