"""What the programme asks the floors above; wiring.py names who answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from flask import Flask, current_app

from forumapp.agenda.models import Track
from forumapp.forums.models import Forum

EXTENSION = "forumapp.agenda.admissions"


class Admission(NamedTuple):
    """Who may attend a track: anybody at all, and how many seats are surely taken in its room."""

    is_open: bool
    seats_on_site: int = 0


Answer = Callable[[Forum, Sequence[Track]], Mapping[int, Admission] | None]


def answer(app: Flask, admissions: Answer) -> None:
    """Register who answers; only wiring.py does this."""
    app.extensions[EXTENSION] = admissions


def admissions_of(forum: Forum, tracks: Sequence[Track]) -> Mapping[int, Admission] | None:
    """Return who may attend each track by its id; None while the forum says nothing of whom it is for."""
    found: Answer = current_app.extensions.get(EXTENSION, lambda _forum, _tracks: None)
    return found(forum, tracks)
