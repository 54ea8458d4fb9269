"""Which files are open to whom right now: the policy, asked with what the database and the clock say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from flask import current_app

from forumapp.agenda.programme import Programme
from forumapp.agenda.queries import released_programme
from forumapp.core import clock, jobs
from forumapp.forums.models import Forum
from forumapp.materials import moments, policy
from forumapp.materials.models import Material, Recording
from forumapp.materials.policy import Closed, Viewer

Thing = TypeVar("Thing", Material, Recording)
WORKER, LATE = "postman", timedelta(minutes=5)
"""How the worker signs its beats, and after how long without one it counts as away."""


@dataclass(frozen=True)
class Opening:
    """A forum's programme and the present moment; ``ends``: when its items end, of all that are released."""

    forum: Forum
    released: frozenset[int]
    ends: Mapping[int, datetime]
    now: datetime
    is_scanned: bool

    def opens_at(self, thing: Material | Recording) -> datetime | None:
        """Return when the thing is published; None while nobody knows."""
        return moments.opens_at(thing, self.forum, self.ends)

    def closed(self, thing: Material | Recording, viewer: Viewer) -> Closed | None:
        """Say why the viewer may not open the thing, None if they may."""
        return policy.closed(
            thing,
            viewer,
            now=self.now,
            is_released=thing.item_id is None or thing.item_id in self.released,
            opens_at=self.opens_at(thing),
            is_scanned=self.is_scanned,
            is_worked=lambda: self.is_worked,
        )

    @cached_property
    def is_worked(self) -> bool:
        """Say whether a worker is there; one statement, the first time that somebody asks."""
        return is_worked()

    def among(self, things: Iterable[Thing], viewer: Viewer) -> Iterator[Thing]:
        """Yield what the viewer may open."""
        return (thing for thing in things if self.closed(thing, viewer) is None)


def opening(forum: Forum, programme: Programme | None = None) -> Opening:
    """Look at the forum now; ``programme`` is its released one if it is at hand, or the part that somebody attends."""
    shown = released_programme(forum.id) if programme is None else programme
    released = frozenset(item.id for item in shown.walk() if item.id is not None)
    ends = moments.ends_of(forum, shown)
    return Opening(forum, released, ends, clock.now(), _is_scanned())


def is_open(thing: Material | Recording, forum: Forum, viewer: Viewer) -> bool:
    """Say whether the viewer may open the thing; organisers and senders are answered without a statement."""
    whole = viewer in {Viewer.ANYBODY, Viewer.PARTICIPANT}
    return opening(forum, None if whole else Programme(())).closed(thing, viewer) is None


def is_worked() -> bool:
    """Say whether a worker was there a moment ago."""
    beat = jobs.last_beat(WORKER)
    return beat is not None and clock.now() - beat < LATE


def _is_scanned() -> bool:
    return bool(current_app.config["SERVER"].clamd)
