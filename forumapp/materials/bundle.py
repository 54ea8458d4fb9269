"""All slides as one ZIP, written while it is sent: constant memory, names in Japanese as they are (UTF-8, APPNOTE 4.4.4)."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote

from flask import Response, abort
from flask_babel import gettext as _

from forumapp.core import files
from forumapp.core.uploads.filenames import safe_filename
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
    return [one for one in found if files.holds(one.digest)]


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


class _Sink(io.RawIOBase):
    """What the ZIP is written into: it cannot seek, and gives away what it has."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """Return what came since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def stream(wanted: Iterable[Member]) -> Iterator[bytes]:
    """Yield the bytes of the ZIP; slides are compressed already and so are stored as they are."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for one in wanted:
            entry = zipfile.ZipInfo(one.name, (2020, 1, 1, 0, 0, 0))
            entry.file_size, entry.external_attr = one.size, 0o644 << 16
            with files.opened(one.digest) as source, archive.open(entry, "w") as target:
                while chunk := source.read(files.CHUNK):
                    target.write(chunk)
                    yield sink.take()
    yield sink.take()
