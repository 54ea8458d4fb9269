"""What no plan can avoid: by counting, and by the cheapest flow of one attribute's values to the groups.

A plan that costs no more than these is proved optimal. Both look at each attribute by itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heapreplace

from forumapp.groupwork.assignment.flow import Flow, Level
from forumapp.groupwork.assignment.instance import Feature, Instance, pairs
from forumapp.groupwork.assignment.online import mixed_tables
from forumapp.groupwork.assignment.problem import ModePolicy


@dataclass(frozen=True, slots=True)
class Unavoidable:
    """One round's share that every plan has: number of broken rules, of moves, and ``soft`` cost by attribute.

    Beyond the sum of their own costs the ``joined`` attributes cost ``more`` together.
    """

    organisations: dict[str, int]
    crowds: int
    hosts: int
    alone: int
    apart: int
    modes: int
    facilitators: int
    moves: int
    soft: dict[str, int]
    joined: tuple[str, ...] = ()
    more: int = 0

    def least(self) -> int:
        """Return the soft cost."""
        return self.more + sum(self.soft.values())

    def total(self, instance: Instance) -> int:
        """Return the cost that no table of one round can go below."""
        levels, penalty = instance.levels, instance.problem.move_penalty
        homes = max(self.crowds, sum(self.organisations.values()))
        hard = levels.organisation * (homes + self.hosts) + levels.apart * self.apart
        seats = levels.mode * (self.alone + self.modes) + levels.facilitator * self.facilitators
        most = instance.problem.most_moves
        beyond = 0 if most is None else levels.beyond * max(0, self.moves - most)
        return hard + seats + beyond + penalty * self.moves + self.least()


def count(instance: Instance) -> Unavoidable:
    """Count what shares of people, seats and pins make unavoidable."""
    alone = [feature for feature in instance.features if feature.rule == "alone"]
    soft = {name: 0 for name, weight in instance.problem.weights if weight}
    for feature in instance.features:
        if feature.weight:
            soft[feature.name] += feature.weight * fewest(instance, feature)
    return Unavoidable(
        organisations={
            feature.value: _excess(instance, feature)
            for feature in instance.features
            if feature.rule == "organisation"
        },
        crowds=_crowds(instance),
        hosts=sum(_excess(instance, feature) for feature in instance.features if feature.rule == "host"),
        alone=sum(len(feature.people) == 1 for feature in alone),
        apart=_apart(instance),
        modes=_seats(instance, "mode"),
        facilitators=_seats(instance, "facilitator"),
        moves=moves(instance),
        soft=soft,
    )


def fewest(instance: Instance, feature: Feature) -> int:
    """Return the fewest pairs of people with a value that must share a group, as rooms and blocks allow."""
    total, blocks, values = 0, instance.blocks, set(feature.people)
    for people, groups in instance.seats.parts:
        inside = values.intersection(people)
        room = [instance.seats.high[at] for at in groups]
        floors = Counter(blocks.block[one] for one in inside)
        large = [count for block, count in floors.items() if count > 1 and blocks.fixed[block] is None]
        total += heaped(len(inside), room, large) if large else spread(len(inside), room)
    return total


def spread(number: int, room: Sequence[int]) -> int:
    """Return the pairs when ``number`` people sit as far apart as the room of the groups allows."""
    total, level, left = 0, 0, number
    open_groups = len(room)
    for most in [*sorted(room), number]:
        height = min(most, level + left // open_groups) - level if open_groups else 0
        total += open_groups * (pairs(level + height) - pairs(level))
        left -= open_groups * height
        level += height
        if left < open_groups and level < most:
            return total + left * level
        open_groups -= 1
    return total


def heaped(number: int, room: Sequence[int], blocks: Sequence[int]) -> int:
    """Return the fewest pairs when ``blocks`` of these sizes cannot be parted; the largest lie in the largest rooms.

    More blocks than rooms are taken for single people.
    """
    floors = sorted(blocks, reverse=True)[: len(room)]
    floors += [0] * (len(room) - len(floors))
    heaps = [(min(floor, most), most) for floor, most in zip(floors, sorted(room, reverse=True), strict=True)]
    left = number - sum(size for size, _ in heaps)
    heapify(heaps)
    total = sum(pairs(size) for size, _ in heaps)
    while left > 0 and heaps:
        size, most = heaps[0]
        if size < most:
            heapreplace(heaps, (size + 1, most))
            total, left = total + size, left - 1
        else:
            heappop(heaps)
    return total


def _excess(instance: Instance, feature: Feature) -> int:
    """Return how many people of an organisation must be too many somewhere: by shares, by pins, by blocks."""
    shares = 0
    for people, groups in instance.seats.parts:
        inside = set(people)
        number = sum(one in inside for one in feature.people)
        shares += max(0, number - sum(min(feature.limit, instance.seats.high[at]) for at in groups))
    mine, blocks = set(feature.people), instance.blocks
    pinned = [0] * len(instance.problem.groups)
    free = 0
    for members, fixed in zip(blocks.members, blocks.fixed, strict=True):
        number = sum(one in mine for one in members)
        if fixed is None:
            free += max(0, number - feature.limit)
        else:
            pinned[fixed] += number
    return max(shares, free + sum(max(0, number - feature.limit) for number in pinned))


def _crowds(instance: Instance) -> int:
    """Count the people whom a group must take beyond what all organisations may send."""
    features = [feature for feature in instance.features if feature.rule == "organisation"]
    others = len(instance.problem.people) - sum(len(feature.people) for feature in features)
    limits = sum(feature.limit for feature in features)
    return sum(max(0, low - limits - others) for low in instance.seats.low)


def _apart(instance: Instance) -> int:
    blocks = instance.blocks
    seats = [blocks.fixed[blocks.block[one]] for one in range(len(instance.problem.people))]
    return sum(
        seats[one] is not None and seats[one] == seats[other] for one, other in instance.problem.apart_pairs()
    )


def _seats(instance: Instance, rule: str) -> int:
    """Count the people for whom every seat they may have breaks a rule, by pin or because no group is right."""
    blocks, groups = instance.blocks, range(len(instance.problem.groups))
    total = 0
    for members, fixed in zip(blocks.members, blocks.fixed, strict=True):
        choice = groups if fixed is None else [fixed]
        total += min(sum(rule in instance.tells(one, at) for one in members) for at in choice)
    return max(total, _crowded(instance, rule))


def _crowded(instance: Instance, rule: str) -> int:
    """Count the people for whom the groups that suit them have no seats left."""
    choices: dict[tuple[int, ...], int] = {}
    for person in range(len(instance.problem.people)):
        fine = tuple(
            at for at in range(len(instance.problem.groups)) if rule not in instance.tells(person, at)
        )
        choices[fine] = choices.get(fine, 0) + 1
    return sum(
        max(0, number - sum(instance.seats.high[at] for at in fine)) for fine, number in choices.items()
    )


def moves(instance: Instance) -> int:
    """Count the moves of a round that sizes force: people beyond a group's room, and those pinned elsewhere."""
    blocks, forced = instance.blocks, 0
    staying = [0] * len(instance.problem.groups)
    for person in range(len(instance.problem.people)):
        pin, present = blocks.fixed[blocks.block[person]], instance.problem.present(person, instance.number)
        if present is not None and pin is not None and pin != present:
            forced += 1
        elif present is not None:
            staying[present] += 1
    crowd = zip(staying, instance.seats.high, strict=True)
    return forced + sum(max(0, number - most) for number, most in crowd)


def lift(instance: Instance, known: Unavoidable, group: Sequence[int]) -> Unavoidable:
    """Strengthen the soft bounds by the flow of each attribute, beginning from a plan of all people."""
    soft = dict(known.soft)
    for level in _attributes(instance):
        (name,) = level.names
        soft[name] = max(soft[name], Flow(instance, [level], group).cheapest())
    weight = dict(instance.problem.weights).get("mode")
    is_mixed = instance.problem.policy is ModePolicy.MIXED
    if weight and is_mixed and keeps_alone_rule(instance, group):
        soft["mode"] = max(soft["mode"], weight * mixed_tables(instance))
    return replace(known, soft=soft)


def join(instance: Instance, known: Unavoidable, group: Sequence[int]) -> Unavoidable:
    """Strengthen the bound by one flow of the attributes that lie inside each other, with the rule of organisations.

    That rule is seen where ``group`` keeps it: then each plan of that rank does.
    """
    levels = sorted(_attributes(instance), key=lambda level: -len(level.weight))
    chain = [_homes(instance)]
    for level in levels:
        if chain[-1].lies_in(level):
            chain.append(level)
    flow = Flow(instance, chain, group)
    if len(chain) == 1 or not flow.keeps():
        return known
    joined = tuple(name for level in chain for name in level.names)
    return replace(
        known, joined=joined, more=max(0, flow.cheapest() - sum(known.soft[name] for name in joined))
    )


def _attributes(instance: Instance) -> list[Level]:
    """Return the attributes of which nobody has two values."""
    found, everybody = [], len(instance.problem.people)
    for name, weight in instance.problem.weights:
        values = [one for one in instance.features if one.weight and one.name == name]
        seated = [one for feature in values for one in feature.people]
        if values and len(seated) == len(set(seated)):
            value = [0] * everybody
            for number, feature in enumerate(values, start=1):
                for one in feature.people:
                    value[one] = number
            most = [everybody] * (len(values) + 1)
            found.append(Level((name,), value, [0] + [weight] * len(values), most))
    return found


def _homes(instance: Instance) -> Level:
    """Return the organisations as the finest level, with the most that a group may take of each."""
    numbers: dict[str | None, int] = {}
    value = [numbers.setdefault(person.organisation, len(numbers)) for person in instance.problem.people]
    limits = {one.value: one.limit for one in instance.features if one.rule == "organisation"}
    most = [limits.get(home or "", len(value)) for home in numbers]
    return Level((), value, [0] * len(numbers), most)


def keeps_alone_rule(instance: Instance, group: Sequence[int]) -> bool:
    """Say whether a plan shows that nobody need be alone online."""
    people = [one for feature in instance.features if feature.rule == "alone" for one in feature.people]
    return 1 not in Counter(group[one] for one in people).values()
