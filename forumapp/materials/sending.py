"""Handing out stored files: by Range and condition, in constant memory, under their own policy."""

from flask import Response, abort, request
from werkzeug.utils import send_file

from forumapp.core import files
from forumapp.core.headers import FILE_POLICY
from forumapp.materials.contents import PDF

PDF_POLICY = FILE_POLICY.removeprefix("sandbox; ")
"""Chromium's own PDF viewer refuses to start in a sandbox; see docs/decisions/."""


def send(digest: str, *, content_type: str, filename: str, private: bool = False) -> Response:
    """Answer with the content of ``digest``: shown by the browser if it can, saved as ``filename`` otherwise.

    200, 206, 304, 412 or 416 after RFC 9110, sections 13 and 14; the digest is the strong ETag. 404 without the content.
    """
    path = files.path_of(digest)
    if not path.is_file():
        abort(404)
    shown = content_type.startswith(("video/", "image/", "text/vtt")) or content_type == PDF.content_type
    response: Response = send_file(  # type: ignore[assignment]
        path,
        request.environ,
        mimetype=content_type,
        as_attachment=not shown,
        download_name=filename,
        etag=digest,
        response_class=Response,
    )
    response.headers["Content-Security-Policy"] = (
        PDF_POLICY if content_type == PDF.content_type else FILE_POLICY
    )
    response.headers["Cache-Control"] = "private, no-cache" if private else "no-cache"
    return response
