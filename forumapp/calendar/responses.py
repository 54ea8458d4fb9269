"""Calendars as answers to a request: a file to open once, or a feed that calendars ask for again and again."""

from flask import Response, request

CONTENT_TYPE = "text/calendar; charset=utf-8"


def download(body: bytes, filename: str) -> Response:
    """Answer with a file; ``filename`` is ASCII without its suffix."""
    response = Response(body, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    return response


def feed(body: bytes) -> Response:
    """Answer with a feed for everybody; the page cache gives it its ETag."""
    return Response(body, content_type=CONTENT_TYPE)


def private_feed(body: bytes) -> Response:
    """Answer with one person's feed, or 304: the same entry prints the same bytes. No shared cache keeps it."""
    response = feed(body)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
