"""The short way for public pages: one statement and no request context.

When a cached page has gone out the long way, its finished answer (headers and all) is remembered under what the browser
sent. The next such request reads the stamp; if the page has not changed, it gets the same answer, or 304.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from werkzeug.sansio.http import parse_cookie

from forumapp.core.access import Stamp
from forumapp.core.db import DatabaseBusy
from forumapp.core.i18n import COOKIE

EXTENSION = "forumapp.fastlane"
MOST, MOST_BYTES = 256, 16 * 1024 * 1024
"""Of each process. A body that lies in the cache of pages too is one and the same in memory."""
_KEPT_IN_304 = {"etag", "cache-control", "vary"}
Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass(frozen=True)
class Recipe:
    """How to know whether an answer still holds, and the answer."""

    stamp_of: Callable[..., Stamp | None]
    arguments: Mapping[str, Any]
    etag_of: Callable[[Stamp], str]
    etag: str
    headers: list[tuple[str, str]]
    body: bytes


class FastLane:
    """The remembered answers of one process, the least recently used out first."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._recipes: OrderedDict[tuple[str, ...], Recipe] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def answer(self, environ: Mapping[str, Any]) -> Answer | None:
        """Return the finished answer to a request, or None: it has to go the long way."""
        if environ["REQUEST_METHOD"] != "GET":
            return None
        key = _key(environ)
        with self._lock:
            recipe = self._recipes.get(key)
            if recipe is None:
                return None
            self._recipes.move_to_end(key)
        try:
            with self.engine.connect() as connection:
                stamp = recipe.stamp_of(connection, **recipe.arguments)
        except (sa.exc.SQLAlchemyError, DatabaseBusy):
            return None  # the long way has an error page
        if stamp is None or recipe.etag_of(stamp) != recipe.etag:
            return None
        if recipe.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            kept = [pair for pair in recipe.headers if pair[0].lower() in _KEPT_IN_304]
            return "304 NOT MODIFIED", kept, b""
        return "200 OK", list(recipe.headers), recipe.body

    def remember(self, environ: Mapping[str, Any], recipe: Recipe) -> None:
        """Keep an answer that went the long way; the longest unused ones go above MOST and MOST_BYTES."""
        key = _key(environ)
        with self._lock:
            older = self._recipes.pop(key, None)
            self._size -= len(older.body) if older else 0
            self._recipes[key] = recipe
            self._size += len(recipe.body)
            while len(self._recipes) > MOST or self._size > MOST_BYTES:
                _, dropped = self._recipes.popitem(last=False)
                self._size -= len(dropped.body)


def _key(environ: Mapping[str, Any]) -> tuple[str, ...]:
    """Return everything of a request that can change a public page: never who asks."""
    cookies = environ.get("HTTP_COOKIE", "")
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        "piece" if "HTTP_X_FRAGMENT" in environ else "page",
        parse_cookie(cookies).get(COOKIE, "") if COOKIE in cookies else "",
    )


def init(app: Flask, engine: sa.Engine) -> None:
    """Give ``app`` a fast lane."""
    app.extensions[EXTENSION] = FastLane(engine)


def lane(app: Flask) -> FastLane | None:
    """Return the fast lane of ``app``."""
    found: FastLane | None = app.extensions.get(EXTENSION)
    return found


def note(
    stamp_of: Callable[..., Stamp | None],
    arguments: Mapping[str, Any],
    etag_of: Callable[[Stamp], str],
    etag: str,
) -> None:
    """Say that the present answer may be remembered; pagecache calls it."""
    g.fastlane = (stamp_of, arguments, etag_of, etag)


def remember(response: Response) -> None:
    """Remember the finished response of this request if it was noted, complete and without a cookie."""
    noted = g.pop("fastlane", None)
    fast = lane(current_app)
    if not noted or fast is None or response.status_code != 200 or request.method != "GET":
        return
    if "Set-Cookie" in response.headers or response.is_streamed:
        return
    headers = response.get_wsgi_headers(request.environ).to_wsgi_list()
    stamp_of, arguments, etag_of, etag = noted
    recipe = Recipe(stamp_of, arguments, etag_of, etag, headers, response.get_data())
    fast.remember(request.environ, recipe)
