"""What a change would mean, before it is kept: what moves, which warnings it brings, whom it concerns. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.differences import Difference, Row
from forumapp.agenda.ripple import Ripple

CLASHES = frozenset(
    {
        "overlap",
        "person_twice",
        "room_twice",
        "link_twice",
        "speaker_away",
        "venue_early",
        "venue_late",
        "after_end",
    }
)
"""Warnings that nobody brings about on purpose: a change that does is shown before it is kept."""


@dataclass(frozen=True)
class Outcome:
    """What a change does in one mode. ``cautions`` are those that it brings; ``concerned`` counts registered people."""

    ripple: Ripple
    difference: Difference
    cautions: Sequence[Caution]
    concerned: int = 0

    def others(self, own: Collection[int]) -> bool:
        """Say whether rows besides ``own`` become other ones."""
        found = self.difference
        rows: list[Row] = [*found.added, *found.withdrawn]
        for pairs in (
            *found.shifted.values(),
            found.retimed,
            found.moved,
            found.relocated,
            found.remoded,
        ):
            rows += [pair.after for pair in pairs]
        return any(row.item.id not in own for row in rows)

    def asks(self, own: Collection[int]) -> bool:
        """Say whether somebody should look at it first."""
        clashes = any(caution.code in CLASHES for caution in self.cautions)
        return self.others(own) or clashes or self.concerned > 0


@dataclass(frozen=True)
class Foresight:
    """What was rehearsed: the mode that was asked for, and every mode that leads to something else."""

    chosen: Outcome
    modes: Sequence[Outcome]


def brought(before: Sequence[Caution], after: Sequence[Caution]) -> list[Caution]:
    """Return the warnings of ``after`` that were not there before: another code, row or name, not merely other minutes."""
    known = {_key(caution) for caution in before}
    return [caution for caution in after if _key(caution) not in known]


def _key(caution: Caution) -> tuple[object, ...]:
    return caution.code, caution.item_id, caution.other, caution.name
