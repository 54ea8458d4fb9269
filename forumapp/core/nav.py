"""The navigation of a forum's desk: each slice adds its link in wiring.py; people see what they may open."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

EXTENSION = "forumapp.nav"


@dataclass(frozen=True)
class Link:
    """One link: translated label, endpoint (takes ``forum``), the roles that see it, and its place."""

    label: Any
    endpoint: str
    roles: frozenset[str]
    position: int


def init(app: Flask) -> None:
    """Give ``app`` an empty navigation and templates the function ``nav_links``."""
    app.extensions[EXTENSION] = []
    app.jinja_env.globals["nav_links"] = nav_links


def add(app: Flask, label: Any, endpoint: str, roles: Collection[str], position: int) -> None:
    """Add a link."""
    links: list[Link] = app.extensions[EXTENSION]
    links.append(Link(label, endpoint, frozenset(roles), position))
    links.sort(key=lambda link: link.position)


def nav_links(forum: Any) -> list[tuple[Any, str, bool]]:
    """Return (label, address, is it this page) of what the present person may open in ``forum``."""
    blueprint_page = request.endpoint or ""
    shown = [link for link in current_app.extensions[EXTENSION] if link.roles & g.get("roles", frozenset())]
    return [
        (link.label, url_for(link.endpoint, forum=forum.slug), link.endpoint == blueprint_page)
        for link in shown
    ]
