"""Which items of the programme somebody was at. Pure.

Of the Web an item counts from a set share of its minutes; at the venue for whoever was checked in before its end. Only
items of the person's own track count, and an item held in one mode alone only for who was there in that mode.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme
from forumapp.attendance.tools.intervals import Stay, overlap, union
from forumapp.core import clock
from forumapp.forums.models import Forum, Mode

UNCOUNTED = {ItemKind.CONTAINER, ItemKind.BREAK}


@dataclass(frozen=True)
class Span:
    """An item with its time in seconds since 1970; ``mode`` where only one way leads to it."""

    id: int
    title: str
    start: int
    end: int
    track_id: int | None = None
    mode: Mode | None = None


def spans_of(forum: Forum, programme: Programme) -> tuple[Span, ...]:
    """Return the items that can be attended, in order: those with a beginning and an end, breaks left out."""
    if forum.day is None:
        return ()
    midnight = datetime.combine(forum.day, time.min)
    modes = {track.id: track.mode for track in programme.tracks}

    def second(day: int, minute: int) -> int:
        wall = midnight + timedelta(days=day, minutes=minute)
        return int(clock.to_utc(wall, forum.zone).timestamp())

    found = [
        Span(
            item.id,
            item.title,
            second(item.day, item.start),
            second(item.day, item.end),
            item.track_id,
            _only(item.mode or modes.get(item.track_id or 0)),
        )
        for item in programme.items
        if item.id is not None
        and item.kind not in UNCOUNTED
        and item.start is not None
        and item.end is not None
        and item.end > item.start
    ]
    return tuple(sorted(found, key=lambda span: (span.start, span.track_id or 0, span.id)))


def attended(
    spans: Iterable[Span], *, track_id: int | None, arrived: int | None, stays: Sequence[Stay], share: int
) -> frozenset[int]:
    """Return the ids of the items somebody was at. ``arrived``: the second of the check-in; ``share`` in per cent."""
    put = union(stays)
    return frozenset(
        span.id
        for span in spans
        if span.track_id in {None, track_id} and (_at_venue(span, arrived) or _by_web(span, put, share))
    )


def _at_venue(span: Span, arrived: int | None) -> bool:
    return arrived is not None and arrived < span.end and span.mode is not Mode.WEB


def _by_web(span: Span, stays: Sequence[Stay], share: int) -> bool:
    if not stays or span.mode is Mode.ON_SITE:
        return False
    return overlap(stays, span.start, span.end) * 100 >= share * (span.end - span.start)


def _only(mode: Mode | None) -> Mode | None:
    return None if mode is Mode.BOTH else mode
