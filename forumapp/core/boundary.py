"""The request boundary: who may enter, and whether what the view did is committed.

An unsafe request whose response is below 400 commits; everything else rolls back, and then the cookie session
becomes what the request brought. It happens in ``dispatch_request``: before ``after_request`` and before the
session cookie is written, so that a failed commit is an error page and never a false success.
"""

import re
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from werkzeug.exceptions import BadRequest

from forumapp.core import access, fastlane, pagecache, throttle, transaction
from forumapp.core.db import db
from forumapp.core.errors import StaleForm

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_LIMIT = 2 * access.MEGABYTE
KEPT_IN_SESSION = "csrf"
UNUSABLE = re.compile("[\x00\ud800-\udfff]")


class ForumApp(Flask):
    """Flask with a transaction around each view."""

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """Answer a public page the short way if it is known and unchanged."""
        fast = fastlane.lane(self)
        known = fast.answer(environ) if fast else None
        if known is None:
            return super().wsgi_app(environ, start_response)
        status, headers, body = known
        start_response(status, headers)
        return [body]

    def process_response(self, response: Response) -> Response:
        """Let the fast lane remember the finished response."""
        response = super().process_response(response)
        fastlane.remember(response)
        return response

    def dispatch_request(self) -> Any:
        """Answer one request inside its transaction."""
        if request.routing_exception is not None or request.method == "OPTIONS":
            return super().dispatch_request()
        if UNUSABLE.search(request.full_path):
            raise BadRequest
        tag = access.tag_of(request.endpoint or "")
        request.max_content_length = self.config["MAX_UPLOAD"] if tag.upload else FORM_LIMIT
        if request.method in SAFE:
            return self._read(tag)
        return self._write(tag)

    def _answer(self) -> Response:
        return self.make_response(super().dispatch_request())

    def _read(self, tag: access.Tag) -> Response:
        with transaction.reading():
            if tag.stamp is not None:
                return pagecache.answer(tag.stamp, lambda: self._admitted(tag))
            return self._admitted(tag)

    def _admitted(self, tag: access.Tag) -> Response:
        access.admit(tag)
        return self._answer()

    def _write(self, tag: access.Tag) -> Response:
        brought = dict(session)
        try:
            with transaction.reading():
                access.admit(tag)
            request.form, request.files  # noqa: B018 - reads a slow upload before the lock is taken
            response = self._committed(tag)
        except BaseException:
            _restore_session(brought)
            raise
        finally:
            throttle.write_down()
        if not _commits(tag, response):
            _restore_session(brought)
        return response

    def _committed(self, tag: access.Tag) -> Response:
        for attempt in (1, 2):
            try:
                with transaction.writing():
                    response = self._answer()
                    if _commits(tag, response):
                        if not g.get("csrf_valid"):
                            raise StaleForm
                        transaction.commit()
                    return response
            except Exception as error:
                if attempt == 2 or not transaction.is_worth_a_retry(error):
                    raise
        raise AssertionError


def _commits(tag: access.Tag, response: Response) -> bool:
    return response.status_code < 400 and not tag.rehearsal


def _restore_session(brought: dict[str, Any]) -> None:
    token = session.get(KEPT_IN_SESSION)
    if dict(session) == brought:
        return
    session.clear()
    session.update(brought)
    if token is not None:
        session[KEPT_IN_SESSION] = token


def init(app: Flask) -> None:
    """Close the database session when the request ends (Flask-SQLAlchemy does) and refuse control characters."""
    assert isinstance(app, ForumApp)
    app.before_request(_refuse_unusable_arguments)


def _refuse_unusable_arguments() -> None:
    assert current_app
    if any(UNUSABLE.search(value) for values in request.args.listvalues() for value in values):
        raise BadRequest


__all__ = ["SAFE", "ForumApp", "db", "init"]
