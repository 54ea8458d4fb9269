"""What a forum asks the floors above; wiring.py names who answers."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask import Flask, current_app

from forumapp.forums.models import Forum

EXTENSION = "forumapp.forums.participants"
PLANS = "forumapp.forums.plans"


class Participants(NamedTuple):
    """People who registered: ``ever`` in whatever state, ``present`` those who would come or wait now."""

    ever: int
    present: int


class Plan(NamedTuple):
    """Something that happens to a forum by itself: its words, when (wall time), the endpoint that sets it.

    On the forum's overview are said: ``warning``, what went wrong with it, and ``waits``, whose turn it is.
    """

    label: str
    at: datetime
    endpoint: str
    note: str = ""
    warning: str = ""
    waits: str = ""


Answer = Callable[[Forum], Participants]
Planner = Callable[[Forum], list[Plan]]


def answer(app: Flask, participants: Answer) -> None:
    """Register who answers; only wiring.py does this."""
    app.extensions[EXTENSION] = participants


def participants_of(forum: Forum) -> Participants:
    """Return how many people have registered; none while no floor above takes registrations."""
    found: Answer = current_app.extensions.get(EXTENSION, lambda _forum: Participants(0, 0))
    return found(forum)


def plan(app: Flask, planner: Planner) -> None:
    """Register who plans something for forums; only wiring.py does this."""
    app.extensions.setdefault(PLANS, []).append(planner)


def plans_of(forum: Forum) -> list[Plan]:
    """Return what the floors above have planned for a forum, in the order of time."""
    planners: list[Planner] = current_app.extensions.get(PLANS, [])
    return sorted((one for planner in planners for one in planner(forum)), key=lambda one: one.at)
