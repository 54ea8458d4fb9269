"""What a forum asks the floors above; wiring.py names who answers."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, current_app

from forumapp.forums.models import Forum

EXTENSION = "forumapp.forums.participants"


class Participants(NamedTuple):
    """People who registered: ``ever`` in whatever state, ``present`` those who would come or wait now."""

    ever: int
    present: int


Answer = Callable[[Forum], Participants]


def answer(app: Flask, participants: Answer) -> None:
    """Register who answers; only wiring.py does this."""
    app.extensions[EXTENSION] = participants


def participants_of(forum: Forum) -> Participants:
    """Return how many people have registered; none while no floor above takes registrations."""
    found: Answer = current_app.extensions.get(EXTENSION, lambda _forum: Participants(0, 0))
    return found(forum)
