"""Public pages, rendered once per revision and language and kept in the worker's memory.

A hit costs one statement (the stamp), a 304 renders nothing. A page that sets a cookie or is not 200 is never kept.
"""

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask_babel import get_locale

from forumapp.core import fastlane
from forumapp.core.access import Stamp
from forumapp.core.db import db
from forumapp.core.i18n import LANGUAGES
from forumapp.core.pages import wants_piece

EXTENSION = "forumapp.pagecache"
MOST_BYTES = 16 * 1024 * 1024
MANY_BYTES = 512 * 1024
"""From here on packing quickly is worth more than packing well (a calendar of thousands of events)."""
PLAIN = {b"", *(f"lang={code}".encode() for code in LANGUAGES)}
"""Queries of pages that are kept: invented ones would drive the useful pages out."""
FILTERED = re.compile(rf"([a-z]+)=[1-9][0-9]{{0,9}}(?:&lang=(?:{'|'.join(LANGUAGES)}))?".encode())
"""A query of one filter, in the one order in which the pages' links write it."""
PUBLIC = "public, max-age=0, must-revalidate"
SET_HERE = {"Content-Length", "Content-Encoding", "ETag", "Cache-Control", "Vary", "Date"}


@dataclass(frozen=True)
class Page:
    """A rendered answer: body as it is and, once somebody asked for it, as gzip; with the headers worth keeping."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    packed: bytes = b""

    @property
    def size(self) -> int:
        """Return the bytes that the page takes in memory."""
        return len(self.body) + len(self.packed)


class PageCache:
    """Least recently used first out, bounded by bytes."""

    def __init__(self, build: str) -> None:
        self.build = build
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, etag: str) -> Page | None:
        """Return the page kept under ``etag``."""
        with self._lock:
            page = self._pages.get(etag)
            if page is not None:
                self._pages.move_to_end(etag)
            return page

    def put(self, etag: str, page: Page) -> None:
        """Keep ``page``, in the place of an older one; drop the longest unused ones above MOST_BYTES."""
        with self._lock:
            older = self._pages.pop(etag, None)
            self._size -= older.size if older else 0
            if page.size < MOST_BYTES:
                self._pages[etag] = page
                self._size += page.size
            while self._size > MOST_BYTES:
                _, dropped = self._pages.popitem(last=False)
                self._size -= dropped.size


def init(app: Flask, build: str) -> None:
    """Give ``app`` a cache; ``build`` changes with the code, templates, static files and the site's address."""
    app.extensions[EXTENSION] = PageCache(build)


def answer(
    stamp_of: Callable[..., Stamp | None],
    arguments: Mapping[str, Any],
    render: Callable[[], Response],
    filters: tuple[str, ...] = (),
    *,
    cache_control: str = PUBLIC,
) -> Response:
    """Answer from the cache, or render and keep; of queries those of a language or of one of ``filters``.

    ``arguments`` are the path's parameters for ``stamp_of``, ``cache_control`` is what other caches are told.
    """
    stamp = stamp_of(db.session.connection(), **arguments)
    if stamp is None:
        return render()
    cache: PageCache = current_app.extensions[EXTENSION]
    etag_of = partial(
        etag_for, cache.build, str(get_locale()), request.full_path, "piece" if wants_piece() else "page"
    )
    etag = etag_of(stamp)
    keeps = _is_known(request.query_string, filters)
    asked = request.if_none_match
    if asked.contains_weak(etag) and not asked.star_tag:  # "*" matches any page, but is there one?
        return _sent(None, etag, cache_control)
    known = page = cache.get(etag)
    if page is None:
        response = render()
        if response.status_code != 200 or response.direct_passthrough or _is_of_somebody(response):
            return response
        page = _kept(response)
    if _packs() and not page.packed:
        page = _packed(page)
    if page is not known and keeps:
        cache.put(etag, page)
    if keeps:
        fastlane.note(stamp_of, arguments, etag_of, etag)
    return _sent(None if asked.star_tag else page, etag, cache_control)


def conditional(stamp: Stamp, render: Callable[[], Response]) -> Response:
    """Answer a page of somebody with an ETag made of ``stamp``; 304 renders nothing. Nothing is kept.

    ``stamp`` says everything that the page depends on, who asks included.
    """
    cache: PageCache = current_app.extensions[EXTENSION]
    piece = "piece" if wants_piece() else "page"
    etag = etag_for(cache.build, str(get_locale()), request.full_path, piece, stamp)
    response = Response(status=304) if request.if_none_match.contains_weak(etag) else render()
    response.set_etag(etag, weak=True)
    return response


def _is_known(query: bytes, filters: tuple[str, ...]) -> bool:
    filtered = FILTERED.fullmatch(query)
    return query in PLAIN or (filtered is not None and filtered[1].decode() in filters)


def _is_of_somebody(response: Response) -> bool:
    """Say whether the page gives the visitor a cookie, as a form's token does; then it is for nobody else."""
    return "Set-Cookie" in response.headers or session.modified


def etag_for(build: str, language: str, path: str, fragment: str, stamp: Stamp) -> str:
    """Return the ETag of a public page: everything that it depends on."""
    parts = (build, language, path, fragment, stamp.revision)
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


def _kept(response: Response) -> Page:
    headers = [(name, value) for name, value in response.headers if name not in SET_HERE]
    return Page(response.get_data(), tuple(headers))


def _packs() -> bool:
    return request.accept_encodings["gzip"] > 0


def _packed(page: Page) -> Page:
    level = 6 if len(page.body) < MANY_BYTES else 1
    return replace(page, packed=gzip.compress(page.body, level, mtime=0))


def _sent(page: Page | None, etag: str, cache_control: str) -> Response:
    if page is None:
        response = Response(status=304)
    elif _packs():
        response = Response(page.packed, headers=list(page.headers))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(page.body, headers=list(page.headers))
    response.headers["ETag"] = f'W/"{etag}"'
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie, X-Fragment"
    return response
