"""How many seats are taken, and whether there is still one."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Forum, Mode
from forumapp.forums.states import deadline_of, is_open_for, takes
from forumapp.registration.models import Registration, RegistrationState

MODES = (Mode.ON_SITE, Mode.WEB)


@dataclass(frozen=True)
class Places:
    """The seats of one mode. ``seats`` is None without limit; ``deadline`` is wall time of the forum."""

    mode: Mode
    seats: int | None
    taken: int
    is_open: bool
    deadline: datetime | None

    @property
    def left(self) -> int | None:
        """Return the free seats; None without limit."""
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def is_full(self) -> bool:
        """Say whether no seat is free."""
        return self.left == 0

    @property
    def can_be_chosen(self) -> bool:
        """Say whether one can register for this mode now."""
        return self.is_open and not self.is_full


def taken(forum: Forum) -> dict[Mode, int]:
    """Return the confirmed registrations per mode."""
    confirmed = (
        sa.select(Registration.mode, sa.func.count())
        .where(Registration.forum_id == forum.id, Registration.state == RegistrationState.CONFIRMED)
        .group_by(Registration.mode)
    )
    found: dict[Mode, int] = dict(db.session.execute(confirmed).tuples().all())
    return {mode: found.get(mode, 0) for mode in MODES}


def limit(forum: Forum, mode: Mode) -> int | None:
    """Return the seats for ``mode``; None without limit."""
    return forum.seats_web if mode is Mode.WEB else forum.seats_on_site


def places(forum: Forum, now: datetime | None = None) -> tuple[Places, ...]:
    """Return the seats of each mode in which the forum can be attended; one statement."""
    now, counts = now or clock.now(), taken(forum)
    return tuple(
        Places(
            mode, limit(forum, mode), counts[mode], is_open_for(forum, mode, now), deadline_of(forum, mode)
        )
        for mode in MODES
        if takes(forum, mode)
    )
