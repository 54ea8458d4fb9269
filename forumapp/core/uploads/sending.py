"""Handing out stored files: by Range and condition, in constant memory, under their own policy."""

from pathlib import PurePath
from urllib.parse import quote

from flask import Response, abort, request
from werkzeug.http import dump_options_header
from werkzeug.utils import send_file

from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.core.headers import FILE_POLICY
from forumapp.core.uploads.contents import PDF

SHOWN = ("video/", "image/", "text/vtt", PDF.content_type)
"""What browsers show by themselves; the rest is saved. See docs/decisions/0008."""


def send(
    digest: str, *, content_type: str, filename: str, private: bool = False, is_saved: bool = False
) -> Response:
    """Answer with the content of ``digest``: shown by the browser if it can, saved as ``filename`` otherwise.

    With ``is_saved`` always saved: a file that anybody may have sent.

    200, 206, 304 or 416 after RFC 9110, sections 13 and 14; the digest is the strong ETag. 404 without the content, and
    while a scanner holds it back.
    """
    path, stored = files.path_of(digest), db.session.get(StoredFile, digest)
    if stored is None or files.is_held(stored) or not path.is_file():
        abort(404)
    response: Response = send_file(  # type: ignore[assignment]
        path, request.environ, mimetype=content_type, etag=digest, response_class=Response
    )
    response.headers["Content-Disposition"] = _disposition("" if is_saved else content_type, filename)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    return response


def saved(body: bytes, content_type: str, filename: str) -> Response:
    """Answer with a file that was made for this request; the browser saves it."""
    response = Response(body)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response


def _disposition(content_type: str, filename: str) -> str:
    """Name the file twice (RFC 6266, appendix D): in ASCII for old clients, and as it is (RFC 8187)."""
    way = "inline" if content_type.startswith(SHOWN) else "attachment"
    if filename.isascii():
        return dump_options_header(way, {"filename": filename})
    plain = dump_options_header(way, {"filename": f"file{PurePath(filename).suffix}"})
    return f"{plain}; filename*=UTF-8''{quote(filename, safe='!$&+-.^_`|~')}"
