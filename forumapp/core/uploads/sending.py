"""Handing out stored files: by Range and condition, in constant memory, under their own policy."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from urllib.parse import quote

from flask import Response, abort, current_app, request
from werkzeug.http import dump_options_header
from werkzeug.utils import send_file

from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.core.headers import FILE_POLICY
from forumapp.core.storage.objects import ObjectStore
from forumapp.core.uploads.contents import PDF

SHOWN = ("video/", "image/", "text/vtt", PDF.content_type)
"""What browsers show by themselves; the rest is saved. See docs/decisions/0008."""
PASSED_ON = 4 << 20
"""Bytes up to which a content of the object storage is passed on by ourselves."""
_RANGE = re.compile(r"bytes=\s*(?:\d{1,18}-\d{0,18}|-\d{1,18})\s*", re.IGNORECASE)


def send(
    digest: str, *, content_type: str, filename: str, private: bool = False, is_saved: bool = False
) -> Response:
    """Answer with the content of ``digest``: shown by the browser if it can, saved as ``filename`` otherwise.

    With ``is_saved`` always saved: a file that anybody may have sent.

    200, 206, 304 or 416 after RFC 9110, sections 13 and 14; the digest is the strong ETag. 404 without the content, and
    while a scanner holds it back. By setting the content itself comes from the front server (FORUMAPP_ACCEL), or
    the answer is 302 to the object storage with an address that lives for minutes and is kept by nobody.
    """
    stored = db.session.get(StoredFile, digest)
    if stored is None or files.is_held(stored):
        abort(404)
    _keep_single_ranges()
    disposition = _disposition("" if is_saved else content_type, filename)
    response = _content(stored, content_type, disposition)
    if response.status_code == 302:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    return response


def _content(stored: StoredFile, content_type: str, disposition: str) -> Response:
    far, prefix = files.bucket(), current_app.config["SERVER"].accel
    if far is not None:
        return _from_bucket(far, stored, content_type, disposition)
    path = files.path_of(stored.digest)
    if not path.is_file():
        abort(404)
    if prefix:
        return _from_front(f"{prefix}/{stored.digest[:2]}/{stored.digest}", stored, content_type)
    response: Response = send_file(  # type: ignore[assignment]
        path, request.environ, mimetype=content_type, etag=stored.digest, response_class=Response
    )
    if response.status_code == 206:
        # The library reads a file up to where the part begins, where the server brings a file_wrapper of its own.
        span = response.content_range
        response.response.close()  # type: ignore[union-attr]
        response.response = _part(path, span.start or 0, span.stop or 0)
    return response


def _part(path: Path, start: int, stop: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        left = stop - start
        while left and (chunk := stream.read(min(files.CHUNK, left))):
            yield chunk
            left -= len(chunk)


def _from_front(path: str, stored: StoredFile, content_type: str) -> Response:
    """Tell the front server which file to send: it answers Range by itself. What the client has already is 304."""
    response = Response(mimetype=content_type)
    response.set_etag(stored.digest)
    if request.if_none_match.contains(stored.digest):
        response.status_code = 304
    else:
        response.headers["X-Accel-Redirect"] = path
    return response


def _from_bucket(far: ObjectStore, stored: StoredFile, content_type: str, disposition: str) -> Response:
    """Lead to the object storage; what is small (captions and posters need our own origin) is passed on by ourselves."""
    if request.method == "HEAD" or request.if_none_match.contains(stored.digest):
        response = Response(mimetype=content_type)
        response.content_length = stored.size
        response.headers["Accept-Ranges"] = "bytes"
    elif stored.size <= PASSED_ON:
        try:
            with far.opened(stored.digest) as stream:
                response = Response(stream.read(), mimetype=content_type)
        except FileNotFoundError:
            abort(404)
    else:
        response = Response(status=302)
        response.location = far.link(stored.digest, content_type=content_type, disposition=disposition)
        return response
    response.set_etag(stored.digest)
    response.make_conditional(request.environ, accept_ranges=True, complete_length=stored.size)
    return response


def _keep_single_ranges() -> None:
    """Ignore what RFC 9110, 14.2 lets a server ignore: Range of other methods than GET, other units, several ranges.

    The whole content is an answer to all of them; the library would call them unsatisfiable.
    """
    said = request.environ.get("HTTP_RANGE", "")
    if said and (request.method != "GET" or not _RANGE.fullmatch(said)):
        del request.environ["HTTP_RANGE"]


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
