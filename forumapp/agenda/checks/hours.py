"""The programme within its hours: the venue's on each day, the forum's own end, and its days."""

from collections.abc import Iterator
from itertools import pairwise

from forumapp.agenda.checks.cautions import Caution, Surroundings
from forumapp.agenda.checks.walking import DAY, Walk, begins, finishes, mode_of
from forumapp.agenda.programme import ProgrammeItem
from forumapp.forums.models import Mode


def venue_hours(walk: Walk, mode: Mode, around: Surroundings) -> Iterator[Caution]:
    """Yield for each day the item that begins before the venue opens and the one that is over last after it closes."""
    by_day: dict[int, list[ProgrammeItem]] = {}
    for item, track in walk.timed:
        if mode_of(item, track, mode) is not Mode.WEB:
            by_day.setdefault(item.day, []).append(item)
    for items in by_day.values():
        first, last = min(items, key=begins), max(items, key=finishes)
        if around.opens is not None and (first.start or 0) < around.opens:
            apart = around.opens - (first.start or 0)
            yield Caution("venue_early", first.id, first.title, minutes=apart, time=around.opens)
        if around.closes is not None and (last.end or 0) > around.closes:
            apart = (last.end or 0) - around.closes
            yield Caution(
                "venue_late", last.id, last.title, minutes=apart, time=around.closes, until=last.end or 0
            )


def own_end(walk: Walk, around: Surroundings) -> Iterator[Caution]:
    """Yield the last item on each day that goes on after the end that the organiser gave."""
    if around.ends is None:
        return
    late: dict[int, ProgrammeItem] = {}
    for item, _track in walk.timed:
        known = late.get(item.day)
        if finishes(item) > around.ends and (known is None or finishes(known) < finishes(item)):
            late[item.day] = item
    for item in late.values():
        code = "day_outside" if item.day * DAY >= around.ends else "after_end"
        yield Caution(code, item.id, item.title, time=around.ends, until=item.end or 0, number=item.day + 1)


def days(walk: Walk) -> Iterator[Caution]:
    """Yield the first item after days without any."""
    numbers = [day.number for day in walk.programme.days if day.items]
    for before, after in pairwise([-1, *numbers]):
        if after > before + 1:
            first = next(day for day in walk.programme.days if day.number == after).items[0]
            row = next((item for item in first.walk() if item.id is not None), first)
            yield Caution("day_skipped", row.id, row.title, number=after + 1, limit=before + 2)


def clock_changes(walk: Walk, around: Surroundings) -> Iterator[Caution]:
    """Yield items that last longer or shorter than printed because clocks are changed meanwhile.

    Put forward, the minutes skipped are missing; put back, an hour comes twice and the first one counts, as in
    calendars (RFC 5545 section 3.3.5).
    """
    for at, minutes in around.clock_changes:
        for item, _track in walk.timed:
            begun, over = begins(item), finishes(item)
            skipped = max(0, min(over, at + minutes) - max(begun, at))
            repeated = -minutes if minutes < 0 and begun < at <= over else 0
            if skipped or repeated:
                yield Caution(
                    "clock_change",
                    item.id,
                    item.title,
                    minutes=over - begun,
                    time=at - item.day * DAY,
                    number=over - begun - skipped + repeated,
                )
