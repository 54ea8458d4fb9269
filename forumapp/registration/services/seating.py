"""One transaction with seats: locked and counted first; at its end those who wait move up, and 満席 is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from forumapp.forums.models import Forum
from forumapp.forums.revision import touch
from forumapp.registration.services import letters, waiting
from forumapp.registration.services.claiming import Claims


@contextmanager
def seats_of(forum: Forum) -> Iterator[Claims]:
    """Hold the seats of ``forum``; whoever can move up when the block ends does."""
    claims = Claims(forum)
    yield claims
    if claims.freed:
        waiting.move_up(claims)
    _tell_fullness(claims)


def refill(forum: Forum) -> None:
    """Let those who wait move up after seats were added."""
    with seats_of(forum) as claims:
        claims.freed = True


def _tell_fullness(claims: Claims) -> None:
    """空きあり・満席 is public; that a mode is full is told to those who hold the forum."""
    for mode, is_full in claims.fullness().items():
        if is_full != claims.before[mode]:
            touch(claims.forum)
            if is_full:
                letters.full(claims.forum, mode)
