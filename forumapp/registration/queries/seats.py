"""The seats of each mode as people see them: how many, how many are free, until when."""

from dataclasses import dataclass
from datetime import datetime

from forumapp.core import clock
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import deadline_of, is_open_for, takes
from forumapp.registration.models import Entry
from forumapp.registration.queries import ledger
from forumapp.registration.queries.ledger import MODES, Ledger, Seat


@dataclass(frozen=True)
class Places:
    """The seats of one mode. ``seats`` and ``left`` are None without limit; ``deadline`` is wall time of the forum.

    ``left`` are those outside the quotas. ``can_wait``: one can enter the waiting list; ``waiting`` are on it.
    ``only_organisations``: nobody registers by themselves, each organisation answers for its people.
    """

    mode: Mode
    seats: int | None
    taken: int
    left: int | None
    is_open: bool
    deadline: datetime | None
    has_waiting: bool = False
    waiting: int = 0
    only_organisations: bool = False

    @property
    def is_full(self) -> bool:
        """Say whether no seat is free, or others wait for the free ones."""
        return self.left == 0 or self.waiting > 0

    @property
    def can_be_chosen(self) -> bool:
        """Say whether one can register for this mode now and have a seat."""
        return self.is_open and not self.is_full

    @property
    def can_wait(self) -> bool:
        """Say whether one can enter the waiting list of this mode now."""
        return self.is_open and self.is_full and self.has_waiting


def places(forum: Forum, now: datetime | None = None) -> tuple[Places, ...]:
    """Return the seats of each mode in which the forum can be attended, for those who come outside the quotas."""
    return places_in(ledger.read(forum), now)


def places_in(book: Ledger, now: datetime | None = None) -> tuple[Places, ...]:
    """Return the same of a ledger that was read already."""
    forum, now = book.forum, now or clock.now()
    by_themselves = book.rules.entry is not Entry.ORGANISATIONS
    return tuple(
        Places(
            mode=mode,
            seats=book.limit(mode),
            taken=book.counted[mode],
            left=book.left(mode),
            is_open=by_themselves and is_open_for(forum, mode, now),
            deadline=deadline_of(forum, mode),
            has_waiting=book.rules.has_waiting,
            waiting=book.queue(Seat(mode)),
            only_organisations=not by_themselves,
        )
        for mode in MODES
        if takes(forum, mode)
    )
