"""Rows that follow each other: they touch or leave a declared gap (V1), fit into their container (V3), and have time."""

from collections.abc import Iterator

from forumapp.agenda.checks.cautions import Caution
from forumapp.agenda.checks.walking import Walk, begins, chains
from forumapp.agenda.programme import ProgrammeItem


def neighbours(walk: Walk) -> Iterator[Caution]:
    """Yield gaps, overlaps, items before their container, and optional items for which no time is left."""
    for container, chain in chains(walk.programme):
        rows = [row for row in chain if row.start is not None]
        first = min(rows, key=begins, default=None)
        if (
            container
            and container.start is not None
            and first is not None
            and begins(first) < begins(container)
        ):
            yield Caution("before_container", _row(first), first.title, other=container.title)
    for before, after, apart in walk.steps:
        if apart > 0 and not after.is_fixed:
            yield Caution("gap", _row(after), after.title, other=before.title, minutes=apart)
        elif apart < 0 and before.is_optional:
            yield Caution("optional_late", before.id, before.title, other=after.title, minutes=-apart)
        elif apart < 0:
            yield Caution("overlap", _row(after), after.title, other=before.title, minutes=-apart)


def leftovers(walk: Walk) -> Iterator[Caution]:
    """Yield remainder items for which nothing remains, and the end that nobody knows."""
    for item, _track in walk.placed:
        if item.is_remainder and item.start is not None and item.minutes == 0:
            yield Caution("remainder_empty", item.id, item.title)
    items = [item for item, _track in walk.placed if not item.is_container and item.start is not None]
    if items and walk.programme.end is None:
        last = max(items, key=lambda item: (item.day, item.start or 0))
        yield Caution("end_unknown", last.id, last.title)


def _row(item: ProgrammeItem) -> int | None:
    """Return the row at which a doubt stands: of a parallel part that nobody named, its first item's."""
    return next((row.id for row in item.walk() if row.id is not None), None)
