"""A ZIP written while it is sent: constant memory, names in Japanese as they are (UTF-8, APPNOTE 4.4.4)."""

import io
import logging
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from forumapp.core.files import CHUNK

log = logging.getLogger(__name__)
ALWAYS = (2020, 1, 1, 0, 0, 0)
"""The time of every entry: the same contents give the same bytes, and nobody learns when a file was made."""


@dataclass(frozen=True)
class Entry:
    """A file of the ZIP: its path there, its size in bytes, and how its content is opened."""

    name: str
    size: int
    opened: Callable[[], IO[bytes]]


def entry_of(name: str, body: bytes) -> Entry:
    """Return an entry whose content is at hand."""
    return Entry(name, len(body), lambda: io.BytesIO(body))


def stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the bytes of the ZIP; files are mostly compressed already and so are stored as they are.

    What is not in the store is left out.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for one in entries:
            entry = zipfile.ZipInfo(one.name, ALWAYS)
            entry.file_size, entry.external_attr = one.size, 0o644 << 16
            try:
                opened = one.opened()
            except FileNotFoundError:  # the answer is on its way: better all the others than a torn ZIP
                log.warning("a content of a ZIP is not in the store")
                continue
            with opened as source, archive.open(entry, "w") as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield sink.take()
    yield sink.take()


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
