"""Sending forms as a browser would, and addresses of the desk."""

import re

from forumapp.core.db import db
from forumapp.groupwork.services.arranging import seats_of


def token_in(client, path):
    """Return the form token of a page."""
    return re.search(r'name="csrf_token"[^>]* value="(\w+)"', client.get(path).text)[1]


def post(client, path, page=None, **fields):
    """Send a form as the browser would: with the token of ``page`` (default: the page of the same address)."""
    return client.post(path, data={"csrf_token": token_in(client, page or path), **fields})


def desk(work, rest=""):
    return f"/desk/forums/{work.forum.slug}/{rest}"


def board(work, rest=""):
    return desk(work, f"arrangement/items/{work.item.id}{rest}")


def on_board(client, work, rest, *, version=None, **fields):
    """Send a form of the board as the browser would, to the version that the page shows."""
    page = client.get(board(work)).text
    shown = re.search(r'name="version"[^>]* value="(\d+)"', page)[1]
    token = token_in(client, board(work))
    return client.post(
        board(work, rest), data={"csrf_token": token, "version": version or shown, "round": "1", **fields}
    )


def groups(work):
    db.session.rollback()
    return {chair.registration_id: seat.group_id for chair, seat in seats_of(work.groups[0].work_id).items()}
