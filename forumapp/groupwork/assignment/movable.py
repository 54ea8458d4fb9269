"""Who may change seats: all but the pinned, alone or as blocks."""

from dataclasses import dataclass

from forumapp.groupwork.assignment.instance import Instance


@dataclass(frozen=True, slots=True)
class Movable:
    """What may change: single people by part, larger blocks with the groups of their part, and whether sizes may."""

    singles: list[list[int]]
    blocks: list[tuple[list[int], list[int]]]
    groups: list[list[int]]
    free: list[int]
    resizes: bool

    @classmethod
    def of(cls, instance: Instance) -> "Movable":
        """Leave out the pinned."""
        blocks, seats = instance.blocks, instance.seats
        free = [fixed is None for fixed in blocks.fixed]
        singles = [
            [one for one in people if free[blocks.block[one]] and len(blocks.members[blocks.block[one]]) == 1]
            for people, _ in seats.parts
        ]
        home = {one: groups for people, groups in seats.parts for one in people}
        large = [
            (members, home[members[0]])
            for members, is_free in zip(blocks.members, free, strict=True)
            if is_free and len(members) > 1
        ]
        everybody = [one for one, block in enumerate(blocks.block) if free[block]]
        return cls(singles, large, [groups for _, groups in seats.parts], everybody, seats.low != seats.high)
