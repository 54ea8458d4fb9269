"""A change that moves 1,000 items of one day, worked out as the check of a change does it: without the database."""

import time
from statistics import median

from forumapp.agenda.differences import compare
from forumapp.agenda.models import Item, ItemKind
from forumapp.agenda.ripple import Ripple, settle, trace
from forumapp.agenda.timetable import build

ITEMS = 1000
ROUNDS = 10


def _items(first: int) -> list[Item]:
    """Return a day of items of one minute; the first takes ``first`` minutes."""
    return [
        Item(
            id=number,
            position=number,
            day=0,
            kind=ItemKind.TALK,
            title=f"講演{number}",
            title_en="",
            start=600 + number - 1,
            minutes=first if number == 1 else 1,
            is_fixed=False,
            is_remainder=False,
            is_optional=False,
            end_text="",
            note="",
        )
        for number in range(1, ITEMS + 1)
    ]


def milliseconds() -> tuple[float, list[int]]:
    """Return the median processor time of tracing, settling, building both programmes and comparing them; how many moved."""
    times, moved = [], []
    for _ in range(ROUNDS):
        old, new = _items(1), _items(11)
        begun = time.process_time()
        settled = settle(trace(old, [], 600), new, [], 600, touched={1}, how=Ripple.SHIFT)
        for item in new:
            if item.id in settled:
                item.start = settled[item.id].start
        difference = compare(build(old, [], 600), build(new, [], 600))
        times.append((time.process_time() - begun) * 1000)
        moved = [len(pairs) for pairs in difference.shifted.values()]
    return median(times), moved
