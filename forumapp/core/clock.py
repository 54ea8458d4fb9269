"""The only place that asks what time it is.

Instants that happened are aware UTC; what is planned is local wall time plus the forum's zone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def _system() -> datetime:
    return datetime.now(UTC)


_source: list[Callable[[], datetime]] = [_system]


def now() -> datetime:
    """Return the present instant, aware, UTC."""
    return _source[-1]()


def today(zone: str = "Asia/Tokyo") -> date:
    """Return the present date in ``zone`` (IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def to_utc(wall: datetime, zone: str) -> datetime:
    """Turn naive wall time in ``zone`` into an aware UTC instant."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def to_wall(instant: datetime, zone: str) -> datetime:
    """Turn an aware instant into naive wall time in ``zone``."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


class FrozenClock:
    """A clock of the tests: stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, **parts: float) -> None:
        """Move forward by ``timedelta(**parts)``."""
        self.instant += timedelta(**parts)


@contextmanager
def frozen(instant: datetime) -> Iterator[FrozenClock]:
    """Let the clock stand at ``instant`` (aware) inside the block."""
    clock = FrozenClock(instant)
    _source.append(clock)
    try:
        yield clock
    finally:
        _source.remove(clock)
