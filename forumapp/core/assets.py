"""Our own style sheets, scripts and pictures under content-hashed addresses with a year of caching.

``asset('css/app.css')`` is the files of ``static/css/bundle.txt`` joined in order: one request, no build step. Likewise
``css/NAME.css`` and ``js/NAME.js`` of a folder NAME with such a list; scripts so joined are one module.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

from forumapp.core.access import public

EXTENSION = "forumapp.assets"
BUNDLE = "css/app.css"
PACKED = {".css", ".js", ".svg"}
YEAR = "public, max-age=31536000, immutable"

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One static file in memory."""

    body: bytes
    packed: bytes | None
    digest: str
    mimetype: str


def _asset(name: str, body: bytes) -> Asset:
    packed = gzip.compress(body, 9, mtime=0) if Path(name).suffix in PACKED else None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind in {"text/javascript", "application/javascript"}:
        kind = "text/javascript"
    return Asset(body, packed, hashlib.blake2b(body, digest_size=6).hexdigest(), kind)


def read_folder(folder: Path) -> dict[str, Asset]:
    """Read all files below ``folder`` and make the bundle."""
    assets = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in {".txt", ".md"}:
            name = path.relative_to(folder).as_posix()
            assets[name] = _asset(name, path.read_bytes())
    for listing in sorted(folder.rglob("bundle.txt")):
        place = listing.parent.relative_to(folder).as_posix()
        files = listing.read_text(encoding="utf-8").split()
        name = BUNDLE if place == "css" else place + Path(files[0]).suffix
        assets[name] = _asset(name, b"\n".join((listing.parent / file).read_bytes() for file in files))
    return assets


def asset(name: str) -> str:
    """Return the address of a static file; an unknown name is a mistake of ours."""
    found: Asset = _assets()[name]
    return url_for("assets.file", digest=found.digest, filename=name)


def _assets() -> dict[str, Asset]:
    if current_app.debug:
        init_assets(current_app)
    found: dict[str, Asset] = current_app.extensions[EXTENSION]
    return found


def init_assets(app: Flask) -> None:
    """Read the static folder into memory."""
    app.extensions[EXTENSION] = read_folder(Path(app.config["STATIC_DIR"]))


def digest_of_all(app: Flask) -> str:
    """Return one digest over all static files: part of the build's name."""
    assets: dict[str, Asset] = app.extensions[EXTENSION]
    return hashlib.blake2b(
        "".join(assets[name].digest for name in sorted(assets)).encode(), digest_size=6
    ).hexdigest()


@bp.get("/assets/<digest:digest>/<path:filename>")
@public()
def file(digest: str, filename: str) -> Response:
    """Serve one static file from memory."""
    found = _assets().get(filename)
    if found is None:
        abort(404)
    packed = found.packed is not None and request.accept_encodings["gzip"] > 0
    response = Response(found.packed if packed else found.body, mimetype=found.mimetype)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(found.digest + ("-gzip" if packed else ""))
    response.headers["Cache-Control"] = YEAR if digest == found.digest else "no-cache"
    response.make_conditional(request)
    return response


@bp.get("/favicon.ico")
@public()
def favicon() -> Response:
    """Serve the sign of the site where browsers look for it unasked."""
    return file(_assets()["img/favicon.svg"].digest, "img/favicon.svg")


@bp.get("/sw.js")
@public()
def worker() -> Response:
    """Serve the service worker at the root, where it may answer for pages, and never an old one from a cache."""
    return file("", "js/sw.js")


def init(app: Flask) -> None:
    """Register the blueprint and the template function."""
    init_assets(app)
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset
