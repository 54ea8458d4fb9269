"""How often an address, and a place in the network, may try what could be guessed.

The limit per place is wide: a whole town hall sits behind one address.
"""

from dataclasses import dataclass

from forumapp.accounts.errors import TooManyAttempts
from forumapp.core import throttle, transaction


@dataclass(frozen=True)
class Limit:
    """At most so many attempts within ``minutes``."""

    scope: str
    per_address: int
    per_place: int
    minutes: int

    def _keys(self, email: str, place: str) -> tuple[tuple[str, str, int], tuple[str, str, int]]:
        return (
            (f"{self.scope}.address", email, self.per_address),
            (f"{self.scope}.place", place, self.per_place),
        )

    def check(self, email: str, place: str) -> None:
        """Refuse when there were too many: TooManyAttempts. Reads before the write lock is taken, so call it first."""
        with transaction.reading():
            over = [
                throttle.is_over(scope, key, limit=limit, minutes=self.minutes)
                for scope, key, limit in self._keys(email, place)
            ]
        if any(over):
            raise TooManyAttempts(self.minutes)

    def count(self, email: str, place: str) -> None:
        """Count one attempt of ``email`` from ``place`` (see throttle.origin)."""
        for scope, key, _limit in self._keys(email, place):
            throttle.count(scope, key)


SIGN_IN = Limit("sign_in", per_address=10, per_place=50, minutes=15)
LOST_PASSWORD = Limit("lost_password", per_address=3, per_place=20, minutes=60)
