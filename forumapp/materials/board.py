"""The organisers' page of materials: what lies where, who has not sent slides, what is still being looked at."""

from typing import Any

from flask import current_app

from forumapp.core import clock
from forumapp.forums.models import Forum
from forumapp.materials import awaiting, inspections, policy, queries
from forumapp.materials.opening import is_worked


def board(forum: Forum) -> dict[str, Any]:
    """Return what the page shows; ``awaited``: names by item, ``waiting``: ids of materials not yet looked into.

    ``unworked``: they wait and no worker is there; ``held``: why what is inside keeps a material from others, by its id.
    """
    shelves = queries.shelves(forum)
    slides = {shelf.item_id: living for shelf in shelves if (living := shelf.living)}
    awaited = awaiting.awaited(forum, slides)
    living = [one for shelf in shelves for one in shelf.living]
    waiting = {one.id for one in living if inspections.is_awaited(one)}
    works, now = is_worked() if waiting else True, clock.now()
    return {
        "shelves": shelves,
        "awaited": awaited,
        "missing": list(dict.fromkeys(name for names in awaited.values() for name in names)),
        "waiting": waiting,
        "unworked": not works,
        "held": {one.id: policy.held_inside(one, now=now, is_worked=lambda: works) for one in living},
        "scanned": bool(current_app.config["SERVER"].clamd),
    }
