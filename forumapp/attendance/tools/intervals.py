"""Times in a meeting as intervals of whole seconds: put together without counting anything twice."""

from collections.abc import Iterable, Sequence

Stay = tuple[int, int]
"""From when until when, in seconds since 1970."""


def union(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    """Put together what overlaps or touches, in order of time. An end before its start is no time at all there."""
    put: list[Stay] = []
    for start, end in sorted((start, max(start, end)) for start, end in stays):
        if put and start <= put[-1][1]:
            put[-1] = (put[-1][0], max(put[-1][1], end))
        else:
            put.append((start, end))
    return tuple(put)


def seconds(stays: Iterable[Stay]) -> int:
    """Return how long that is without the gaps."""
    return sum(end - start for start, end in union(stays))


def minutes(stays: Iterable[Stay]) -> int:
    """Return whole minutes as people count them: half a minute is one."""
    return (seconds(stays) + 30) // 60


def overlap(stays: Sequence[Stay], start: int, end: int) -> int:
    """Return how many seconds of ``start``..``end`` are covered by ``stays``, which :func:`union` has put together."""
    return sum(max(0, min(until, end) - max(since, start)) for since, until in stays)


def spells(stays: Iterable[Stay]) -> int:
    """Return how often somebody was there, with gaps between."""
    return len(union(stays))
