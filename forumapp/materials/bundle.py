"""All slides as one ZIP, written while it is sent (core/zipping.py)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from urllib.parse import quote

from flask import Response, abort
from flask_babel import gettext as _

from forumapp.core import files, zipping
from forumapp.core.uploads.filenames import safe_filename
from forumapp.core.zipping import Entry
from forumapp.materials.models import Material

LONGEST_TITLE = 60


@dataclass(frozen=True)
class Member:
    """A file of the ZIP: its content and what it is called there."""

    digest: str
    name: str
    size: int


def members(materials: Iterable[Material]) -> list[Member]:
    """Return the files in the order of the programme, numbered and called by their titles."""
    found = []
    for number, one in enumerate(materials, start=1):
        suffix = PurePath(one.filename).suffix
        name = safe_filename(
            f"{number:02d}_{one.title[:LONGEST_TITLE]}{suffix}".replace("/", "／"), (suffix,)
        )
        found.append(Member(one.file_digest, name, one.file.size))
    return found


def response(materials: Iterable[Material], title: str, *, cache: str) -> Response:
    """Answer with the ZIP, saved under the forum's title; 404 if there is nothing. ``cache``: its Cache-Control."""
    found = members(materials)
    if not found:
        abort(404)
    name = safe_filename(_("%(title)s 資料", title=title), (".zip",))
    answer = Response(stream(found), mimetype="application/zip")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"slides.zip\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    answer.headers["Cache-Control"] = cache
    return answer


def stream(wanted: Iterable[Member]) -> Iterator[bytes]:
    """Yield the bytes of the ZIP."""
    opened = files.opener()
    return zipping.stream([Entry(one.name, one.size, partial(opened, one.digest)) for one in wanted])
