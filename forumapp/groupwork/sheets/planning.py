"""What a file would change of an arrangement: each move, and where somebody else was faster."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from flask_babel import gettext as _

from forumapp.groupwork.models import Group
from forumapp.groupwork.naming import group_name, round_name
from forumapp.groupwork.queries.seating import Seating
from forumapp.groupwork.sheets.reading import Reading, Wish
from forumapp.registration.models import Registration
from forumapp.registration.sheets.faults import Notes

Place = tuple[Group | None, bool]
"""A group, or none, and whether somebody is pinned there."""


@dataclass(frozen=True)
class Move:
    """Somebody who sits elsewhere after the file, or is pinned or not. ``row`` of the file.

    ``base`` is the number of the group (0: none) at which the file was written, where somebody changed it since.
    """

    row: int
    person: Registration
    round: int
    before: Place
    after: Place
    base: int | None = None


@dataclass
class Plan:
    """What a file would do. ``clashes`` were changed by somebody else since the file was written; they are asked for."""

    rows: int
    moves: list[Move]
    clashes: list[Move]
    notes: Notes
    unread: list[str]
    has_base: bool
    warnings: list[str] = field(default_factory=list)

    def taken(self, *, clashes: bool) -> list[Move]:
        """Return the moves that are made; ``clashes``: also against somebody else's change."""
        return [*self.moves, *(self.clashes if clashes else [])]

    @property
    def digest(self) -> str:
        """Return a mark of exactly these moves."""
        told = [
            (
                one.person.id,
                one.round,
                *(side[0].id if side[0] else 0 for side in (one.before, one.after)),
                one.after[1],
            )
            for one in (*self.moves, *self.clashes)
        ]
        return sha256(repr((told, len(self.clashes))).encode()).hexdigest()[:24]


def plan(seated: Seating, reading: Reading) -> Plan:
    """Compare the wishes of a file with the draft."""
    groups = {group.number: group for group in seated.groups}
    moves: list[Move] = []
    clashes: list[Move] = []
    for wish in reading.wishes:
        for round_ in sorted(wish.seats):
            move = _move(seated, wish, round_, groups)
            if move is not None:
                (moves if move.base is None else clashes).append(move)
    made = Plan(
        len(reading.wishes),
        moves,
        clashes,
        reading.notes,
        reading.unread,
        all(wish.base is not None for wish in reading.wishes),
    )
    made.warnings = _warnings(seated, made)
    return made


def _move(seated: Seating, wish: Wish, round_: int, groups: dict[int, Group]) -> Move | None:
    number, pinned = wish.seats[round_]
    group = seated.group_of(wish.person, round_)
    is_pinned = (round_, wish.person.id) in seated.pinned
    now = (group.number if group else 0, is_pinned)
    base = wish.base.get(round_, (0, False)) if wish.base is not None else None
    wanted = (number or 0, _pin(pinned, number, base or now))
    if wanted in {base, now}:
        return None
    after = groups.get(wanted[0])
    if wanted[0] and after is None:
        return None  # only its pin was changed, and the group is gone
    clash = base is not None and base != now
    return Move(
        wish.row,
        wish.person,
        round_,
        (group, is_pinned),
        (after, wanted[1]),
        base[0] if clash and base else None,
    )


def _pin(pinned: bool | None, number: int | None, before: tuple[int, bool]) -> bool:
    """Return the pin that is meant: without a column for it, whoever stays stays as they are."""
    if pinned is not None:
        return pinned
    return before[1] and before[0] == (number or 0)


def _warnings(seated: Seating, made: Plan) -> list[str]:
    """Say which groups get more people than they have seats."""
    found = []
    for round_ in seated.rounds:
        counted = Counter(group.id for (its, _person), group in seated.seats.items() if its == round_)
        for move in made.taken(clashes=True):
            if move.round == round_:
                counted.subtract([move.before[0].id] if move.before[0] else [])
                counted.update([move.after[0].id] if move.after[0] else [])
        found += [
            _over(group, counted[group.id], round_, seated.rounds)
            for group in seated.groups
            if group.capacity is not None and counted[group.id] > group.capacity
        ]
    return found


def _over(group: Group, count: int, round_: int, rounds: Sequence[int]) -> str:
    name = group_name(group) if len(rounds) == 1 else f"{round_name(round_)} {group_name(group)}"
    return _(
        "%(group)sは定員%(capacity)d名のところ、%(count)d名になります。",
        group=name,
        capacity=group.capacity,
        count=count,
    )
