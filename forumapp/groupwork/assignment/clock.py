"""How far a run has come, and when it ends: its cap of seconds, and whoever watches it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

Watch = Callable[[float], None]
"""Called now and then with the share of the work that is done, 0 to 1 and never less than before; may raise Cancelled."""


class Cancelled(Exception):
    """Whoever watches a run wants no plan any more. There is none then."""


@dataclass(slots=True)
class Clock:
    """The cap of the whole run, in seconds; ``bit`` tells that it was reached. Without a cap time plays no part.

    ``parts`` is the work in equal parts as it is foreseen; what turns out to be needless counts as done.
    """

    seconds: float | None
    watch: Watch | None = None
    parts: float = 1
    begun: float = field(default_factory=perf_counter)
    bit: bool = False
    done: float = 0
    told: float = 0

    def is_over(self) -> bool:
        """Say whether the cap is reached."""
        if self.seconds is not None and self.passed() > self.seconds:
            self.bit = True
        return self.bit

    def passed(self) -> float:
        """Return seconds since the beginning."""
        return perf_counter() - self.begun

    def reach(self, parts: float) -> None:
        """Tell the watcher that so much of the work is done. Raises what the watcher raises, Cancelled above all."""
        self.done = max(self.done, parts)
        if self.watch is not None:
            spent = self.passed() / self.seconds if self.seconds else 0
            self.told = max(self.told, min(1.0, max(self.done / self.parts, spent)))
            self.watch(self.told)
