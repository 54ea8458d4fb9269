"""The navigation of a forum's desk: its links are listed in navigation.py; people see what they may open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

EXTENSION = "forumapp.nav"
GROUPS: tuple[tuple[int, int, Any], ...] = (
    (0, 19, None),
    (20, 64, _l("準備")),
    (65, 87, _l("公開と受付")),
    (88, 99, _l("当日")),
    (100, 119, _l("開催後")),
    (120, 999, _l("管理")),
)
"""First and last position of each group, and its heading: the way of a forum from preparation to report."""


@dataclass(frozen=True)
class Link:
    """One link: translated label, endpoint (takes ``forum``), the roles that see it, and its place."""

    label: Any
    endpoint: str
    roles: frozenset[str]
    position: int


def init(app: Flask) -> None:
    """Give ``app`` an empty navigation and templates the function ``nav_groups``."""
    app.extensions[EXTENSION] = []
    app.jinja_env.globals["nav_groups"] = nav_groups


def add(app: Flask, label: Any, endpoint: str, roles: Collection[str], position: int) -> None:
    """Add a link."""
    links: list[Link] = app.extensions[EXTENSION]
    links.append(Link(label, endpoint, frozenset(roles), position))
    links.sort(key=lambda link: link.position)


def nav_groups(forum: Any) -> list[tuple[Any, list[tuple[Any, str, str]]]]:
    """Return (heading or None, links) in order of what one may open; a link is (label, address, its ``aria-current``)."""
    shown = [link for link in current_app.extensions[EXTENSION] if link.roles & g.get("roles", frozenset())]
    addresses = {link: url_for(link.endpoint, forum=forum.slug) for link in shown}
    place = _nearest(addresses)
    groups = [
        (heading, [_entry(link, addresses[link], place) for link in shown if first <= link.position <= last])
        for first, last, heading in GROUPS
    ]
    return [(heading, links) for heading, links in groups if links]


def _nearest(addresses: Mapping[Link, str]) -> Link | None:
    """Return the link under whose address this page lies; under the overview's lies everything."""
    below = [
        link
        for link, address in addresses.items()
        if link.position >= GROUPS[1][0] and request.path.startswith(address.rstrip("/") + "/")
    ]
    return max(below, key=lambda link: len(addresses[link]), default=None)


def _entry(link: Link, address: str, place: Link | None) -> tuple[Any, str, str]:
    if link.endpoint == request.endpoint:
        return link.label, address, "page"
    return link.label, address, "true" if link is place else ""
