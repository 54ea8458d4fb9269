"""What a forum asks the floors above; wiring.py names who answers."""

from collections.abc import Callable
from typing import Protocol

from flask import Flask, current_app

EXTENSION = "forumapp.forums.participants"


class Participants(Protocol):
    """Who takes part."""

    def __call__(self, forum_id: int) -> int:
        """Return how many people have registered for the forum, in whatever state."""


def answer(app: Flask, participants: Participants) -> None:
    """Register the answer; only wiring.py does this."""
    app.extensions[EXTENSION] = participants


def count_participants(forum_id: int) -> int:
    """Return how many people have registered; 0 while no floor above takes registrations."""
    found: Callable[[int], int] = current_app.extensions.get(EXTENSION, lambda _forum_id: 0)
    return found(forum_id)
