"""Which cells of a divided table may be shown, so that no small one can be worked out. Pure.

A cell is the number of answers of one group. The total is known. Cells of fewer than k answers are hidden; what is
hidden can be subtracted from the total, so the hidden ones together are at least two groups and at least k answers:
else the smallest shown ones are hidden too (complementary suppression), in the end all of them.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)


def visible(cells: Mapping[Group, int], k: int) -> frozenset[Group]:
    """Return the groups whose cell may be shown; groups without an answer are not cells."""
    filled = {group: count for group, count in cells.items() if count > 0}
    hidden = {group for group, count in filled.items() if count < k}
    rest = sorted((group for group in filled if group not in hidden), key=lambda group: filled[group])
    while rest and not _is_safe(hidden, filled, k):
        hidden.add(rest.pop(0))
    return frozenset(filled) - hidden


def _is_safe(hidden: set[Group], cells: Mapping[Group, int], k: int) -> bool:
    return not hidden or (len(hidden) > 1 and sum(cells[group] for group in hidden) >= k)


GROWTH = 5
"""An edition shows at least a GROWTHth more than the one before: many answers make few editions."""


def step(waiting: int, shown: int, k: int) -> int:
    """Return how many of the answers that wait may be shown now: at least k, and at least k stay behind; else 0.

    Those that stay behind are shown with the last edition, which so differs from the one before by at least k answers.
    """
    return waiting - k if waiting - k >= max(k, shown // GROWTH) else 0
