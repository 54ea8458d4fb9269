"""Whom an organiser means in the table of registrations, and what can be done with them: own actions and those of upper floors."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, current_app, g
from werkzeug.datastructures import MultiDict

from forumapp.forums.models import Forum
from forumapp.registration import filters
from forumapp.registration.queries import listing

EXTENSION = "forumapp.registration.selection"
IDS = "ids"


class Scope(StrEnum):
    """Which of the rows: those ticked, those of the page, or all that the filter finds."""

    TICKED = "ticked"
    PAGE = "page"
    ALL = "all"


@dataclass(frozen=True)
class Action:
    """Something that an upper floor does with a selection: a form that is sent to ``endpoint`` (takes ``forum``)."""

    label: Any
    endpoint: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Selection:
    """Those who are meant, in the order of the table; ``scope`` is how they were chosen."""

    scope: Scope
    idents: tuple[int, ...]

    @property
    def mark(self) -> str:
        """Return what tells this selection from every other one."""
        return sha256(",".join(map(str, sorted(self.idents))).encode()).hexdigest()[:20]


def offer(app: Flask, label: Any, endpoint: str, roles: Collection[str]) -> None:
    """Offer an action of an upper floor below the table; only wiring.py does this."""
    app.extensions.setdefault(EXTENSION, []).append(Action(label, endpoint, frozenset(roles)))


def offered() -> list[Action]:
    """Return the actions of upper floors that the present roles may do."""
    return [one for one in current_app.extensions.get(EXTENSION, []) if one.roles & g.roles]


def read(forum: Forum, arguments: Mapping[str, str], sent: MultiDict[str, str]) -> Selection:
    """Read who is meant: ``arguments`` are those of the table's address, ``sent`` is its form."""
    scope = next((one for one in Scope if one.value == sent.get("scope")), Scope.TICKED)
    if scope is Scope.ALL:
        return Selection(scope, tuple(listing.idents(forum, filters.read(arguments))))
    texts = sent.getlist("picked") if scope is Scope.TICKED else sent.get("shown", "").split(",")
    return Selection(scope, tuple(listing.own(forum, _numbers(texts))))


def view_of(selection: Selection, arguments: Mapping[str, str]) -> str:
    """Return a selection as a query: of the table's filter where all were meant, else of the ids."""
    if selection.scope is Scope.ALL:
        wanted = filters.read(arguments)
        return urlencode({"state": wanted.state or filters.EVERY, **filters.write(wanted)})
    return urlencode({IDS: ",".join(map(str, selection.idents))})


def meant_by(forum: Forum, view: str) -> Any:
    """Return a statement that gives the ids of those whom such a query means now."""
    arguments = dict(parse_qsl(view))
    if IDS in arguments:
        return listing.among(forum, _numbers(arguments[IDS].split(",")))
    return listing.matching(forum, filters.read(arguments))


def _numbers(texts: Sequence[str]) -> list[int]:
    return [
        int(text) for text in dict.fromkeys(texts) if text.isascii() and text.isdigit() and len(text) < 10
    ]
