"""The same for many people at once: those for whom it can be done, and why not for the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forumapp.agenda import queries as agenda
from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, Mode
from forumapp.registration.errors import Ended
from forumapp.registration.models import ALIVE, Registration
from forumapp.registration.services import changing
from forumapp.registration.services.claiming import Claims, check_track
from forumapp.registration.services.seating import seats_of

MOST = 500
"""How many are changed in one go: each gets a letter and an entry, while nobody else can register."""


@dataclass(frozen=True)
class Outcome:
    """Whom it was done for, and for whom it cannot be done with the reason."""

    done: tuple[Registration, ...]
    left: tuple[tuple[Registration, str], ...]


def change_mode(forum: Forum, people: Sequence[Registration], *, by: Actor, mode: Mode) -> Outcome:
    """Move people to the venue or to the Web, in their order while there are seats; the others stay as they are."""

    def move(claims: Claims, one: Registration) -> None:
        if one.mode is mode:
            raise DomainError(_("すでにこの参加方法です。"))
        changing.move(claims, one, by=by, mode=mode, by_hand=True)

    return _each(forum, people, move)


def move_track(forum: Forum, people: Sequence[Registration], *, by: Actor, track_id: int | None) -> Outcome:
    """Put people into another track (None: into none). Raises DomainError for ``track``."""
    check_track(track_id, agenda.released_tracks(forum.id))

    def move(_claims: Claims, one: Registration) -> None:
        if one.track_id == track_id:
            raise DomainError(_("すでにこの部会です。"))
        changing.change_track(one, by=by, track_id=track_id)

    return _each(forum, people, move)


def cancel(forum: Forum, people: Sequence[Registration], *, by: Actor) -> Outcome:
    """End people's registrations; those who wait for their seats move up when all are done."""

    def end(claims: Claims, one: Registration) -> None:
        if one.state not in ALIVE:
            raise Ended(_("すでに参加しないことになっています。"))
        changing.end(claims, one, by=by, by_hand=True)

    return _each(forum, people, end)


def _each(
    forum: Forum, people: Sequence[Registration], act: Callable[[Claims, Registration], None]
) -> Outcome:
    done, left = [], []
    with seats_of(forum) as claims:
        for one in people:
            try:
                act(claims, one)
            except DomainError as refused:
                left.append((one, refused.message))
            else:
                done.append(one)
    return Outcome(tuple(done), tuple(left))
