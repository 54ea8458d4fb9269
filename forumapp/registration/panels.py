"""What the floors above show on a personal page: each registers a panel in wiring.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from forumapp.registration.models import Registration

EXTENSION = "forumapp.registration.panels"


@dataclass(frozen=True)
class Row:
    """One thing: its ``name``, the ``text``, and where it leads; ``note`` is small print, ``picture`` an address."""

    name: str
    text: str = ""
    url: str = ""
    note: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Panel:
    """A titled part of a personal page; ``rows`` of names and texts, or of files to open."""

    title: str
    rows: Sequence[Row]


def add(app: Flask, panel: Callable[[Registration], Panel | None]) -> None:
    """Show what ``panel`` returns for a registration; None shows nothing. Only wiring.py does this."""
    listed: list[Any] = app.extensions.setdefault(EXTENSION, [])
    listed.append(panel)


def panels_of(registration: Registration) -> list[Panel]:
    """Return the panels of somebody's personal page, in the order in which they were registered."""
    asked = current_app.extensions.get(EXTENSION, [])
    return [panel for panel in (ask(registration) for ask in asked) if panel is not None and panel.rows]
