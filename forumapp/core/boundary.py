"""The request boundary: who may enter, and whether what the view did is committed.

An unsafe request whose response is below 400 commits; everything else rolls back, and then the cookie session
becomes what the request brought. It happens in ``dispatch_request``: before ``after_request`` and before the
session cookie is written, so that a failed commit is an error page and never a false success.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, g, redirect, request, session
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from forumapp.core import access, fastlane, pagecache, throttle, transaction
from forumapp.core.errors import StaleForm

FORM_LIMIT = 2 * access.MEGABYTE
KEPT_IN_SESSION = "csrf"
UNUSABLE = re.compile("[\x00\ud800-\udfff]")


class ForumApp(Flask):
    """Flask with a transaction around each view."""

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """Answer a public page the short way if it is known and unchanged."""
        # The site has no prefix: one that a client made up would go into every link.
        environ["SCRIPT_NAME"] = ""
        fast = fastlane.lane(self)
        known = fast.answer(environ) if fast else None
        if known is None:
            return super().wsgi_app(environ, start_response)
        status, headers, body = known
        start_response(status, headers)
        return [body]

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Refuse an untrusted or malformed Host with a page, which needs an adapter for its links."""
        try:
            return super().create_url_adapter(request)
        except HTTPException as error:
            if request is None:
                raise
            request.routing_exception = error
            return self.url_map.bind("localhost")

    def process_response(self, response: Response) -> Response:
        """Keep answers with a cookie out of shared caches, and let the fast lane remember the others."""
        response = super().process_response(response)
        if "Set-Cookie" in response.headers and response.cache_control.public:
            response.headers["Cache-Control"] = "private, no-cache"
        fastlane.remember(response)
        return response

    def dispatch_request(self) -> Any:
        """Answer one request inside its transaction."""
        access.arrive()
        if isinstance(request.routing_exception, RequestRedirect):
            return _redirected(request.routing_exception)
        if request.routing_exception is not None or _is_automatic():
            return super().dispatch_request()
        if UNUSABLE.search(request.path + "".join(map("".join, request.args.items(multi=True)))):
            raise BadRequest
        tag = access.tag_of(request.endpoint or "")
        most = self.config["MAX_UPLOAD"]
        request.max_content_length = min(most, tag.largest or most) if _is_upload(tag) else FORM_LIMIT
        if request.method in access.SAFE:
            return self._read(tag)
        return self._write(tag)

    def _answer(self) -> Response:
        return self.make_response(super().dispatch_request())

    def _read(self, tag: access.Tag) -> Response:
        with transaction.reading(only=True):
            if tag.stamp is None:
                return self._admitted(tag)
            path = dict(request.view_args or {})
            if tag.kind == "public":
                return pagecache.answer(tag.stamp, path, lambda: self._admitted(tag), tag.filters)
            access.admit(tag)  # first the token is proved, then its page may be one that is kept
            return pagecache.answer(tag.stamp, path, self._answer, tag.filters, cache_control="no-store")

    def _admitted(self, tag: access.Tag) -> Response:
        access.admit(tag)
        return self._answer()

    def _write(self, tag: access.Tag) -> Response:
        brought = dict(session)
        try:
            with transaction.reading():
                access.admit(tag)
            request.form, request.files  # noqa: B018 - reads a slow upload before the lock is taken
            response = self._committed(tag, brought)
        except BaseException:
            _restore_session(brought)
            raise
        finally:
            throttle.write_down()
        if not _commits(tag, response):
            _restore_session(brought)
        return response

    def _committed(self, tag: access.Tag, brought: dict[str, Any]) -> Response:
        try:
            return self._tried(tag)
        except Exception as error:
            if not transaction.is_worth_a_retry(error):
                raise
        _rewind(brought)
        return self._tried(tag)

    def _tried(self, tag: access.Tag) -> Response:
        with transaction.writing():
            response = self._answer()
            if _commits(tag, response):
                if not g.get("csrf_valid") and not access.is_one_click():
                    raise StaleForm
                transaction.commit()
        return response


def _is_upload(tag: access.Tag) -> bool:
    """Say whether files may come: only multipart bodies are read piece by piece, others whole into memory."""
    return tag.upload and request.mimetype == "multipart/form-data"


def _is_automatic() -> bool:
    """Say whether Flask itself answers: OPTIONS without a view for it."""
    return request.method == "OPTIONS" and getattr(request.url_rule, "provide_automatic_options", False)


def _redirected(exception: RequestRedirect) -> Any:
    """Lead to the address with its slash on this site, whatever the request's Host said."""
    parts = urlsplit(exception.new_url)
    path = "/" + parts.path.lstrip("/")
    return redirect(f"{path}?{parts.query}" if parts.query else path, exception.code)


def _commits(tag: access.Tag, response: Response) -> bool:
    return response.status_code < 400 and not tag.rehearsal


def _rewind(brought: dict[str, Any]) -> None:
    """Make the request as it was, for the view to be called once more."""
    _restore_session(brought)
    g.pop("attempts", None)
    g.pop("csrf_valid", None)
    for uploads in request.files.listvalues():
        for upload in uploads:
            upload.stream.seek(0)


def _restore_session(brought: dict[str, Any]) -> None:
    token = session.get(KEPT_IN_SESSION)
    if dict(session) == brought:
        return
    session.clear()
    session.update(brought)
    if token is not None:
        session[KEPT_IN_SESSION] = token
