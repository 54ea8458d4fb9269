"""One operation sent to the desk's endpoints, and what its answer and the draft say."""

import re
from html import unescape

from forumapp.agenda import queries
from forumapp.core.actor import Actor
from forumapp.core.db import db
from tests.accounts.pages import text_of, token_on

DESK = "/desk/forums/nagasaki-2024/agenda"
TARO = Actor("account", 888, "試験 太郎")


def send(client, forum, path, *, piece="agenda-rows", **fields):
    """Send one operation as the browser's modules do (or, without ``piece``, as a form does)."""
    db.session.rollback()
    given = {"version": str(queries.version(forum.id)), **fields}
    headers = {"X-Fragment": piece} if piece else {}
    return client.post(
        DESK + path, data={"csrf_token": token_on(client, f"{DESK}/items/new"), **given}, headers=headers
    )


def words(response):
    lines = re.sub(r"<[^>]+>", "\n", text_of(response)).split("\n")
    return [line.strip() for line in map(unescape, lines) if line.strip()]


def rows(forum):
    db.session.rollback()
    return [(row.title, row.start, row.minutes) for row in queries.draft_programme(forum).items]


def starts(forum):
    return {title: start for title, start, _minutes in rows(forum)}


def pieces(response):
    return re.findall(r'<div id="(agenda-[a-z]+)"', text_of(response))


def modes(response):
    """Return the sentences of each mode that is offered."""
    found = re.findall(r'id="check-(shift|slot|absorb)-means">(.*?)</ul>', text_of(response), re.DOTALL)
    return {how: re.findall(r"<li>(.*?)</li>", unescape(text)) for how, text in found}
