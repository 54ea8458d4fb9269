"""What a forum asks the floors above; wiring.py names who answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask, current_app

from forumapp.forums.models import Forum

EXTENSION = "forumapp.forums.participants"
PLANS = "forumapp.forums.plans"
REPORT = "forumapp.forums.report"


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


class ReportWords(NamedTuple):
    """What a forum's document says of its report: ``written`` returns it, ``read`` takes it and returns what it changed."""

    written: Callable[[Forum], dict[str, Any]]
    read: Callable[[Forum, dict[str, Any]], dict[str, list[Any]]]


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


def keep_report(app: Flask, words: ReportWords) -> None:
    """Register who knows what is said about reports; only wiring.py does this."""
    app.extensions[REPORT] = words


def report_words() -> ReportWords:
    """Return who knows what is said about reports."""
    found: ReportWords = current_app.extensions[REPORT]
    return found
