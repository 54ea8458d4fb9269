"""Sending forms as a browser would, and addresses of the desk."""

import re


def token_in(client, path):
    """Return the form token of a page."""
    return re.search(r'name="csrf_token"[^>]* value="(\w+)"', client.get(path).text)[1]


def post(client, path, page=None, **fields):
    """Send a form as the browser would: with the token of ``page`` (default: the page of the same address)."""
    return client.post(path, data={"csrf_token": token_in(client, page or path), **fields})


def desk(work, rest=""):
    return f"/desk/forums/{work.forum.slug}/{rest}"
