"""Many things in portions that a statement can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Yield the things in lists of at most ``size``."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
