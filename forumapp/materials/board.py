"""The organisers' page of materials: what lies where, who has not sent slides, what is still being looked at."""

from typing import Any

from flask import current_app

from forumapp.forums.models import Forum
from forumapp.materials import awaiting, inspections, queries


def board(forum: Forum) -> dict[str, Any]:
    """Return what the page shows; ``awaited``: names by item, ``waiting``: ids of materials."""
    shelves = queries.shelves(forum)
    slides = {shelf.item_id: living for shelf in shelves if (living := shelf.living)}
    awaited = awaiting.awaited(forum, slides)
    return {
        "shelves": shelves,
        "awaited": awaited,
        "missing": list(dict.fromkeys(name for names in awaited.values() for name in names)),
        "waiting": {one.id for shelf in shelves for one in shelf.living if inspections.is_awaited(one)},
        "scanned": bool(current_app.config["SERVER"].clamd),
    }
