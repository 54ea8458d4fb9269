"""A ZIP written while it is sent: constant memory, names in Japanese as they are (UTF-8, APPNOTE 4.4.4)."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from forumapp.core.files import CHUNK

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
    """Yield the bytes of the ZIP; files are mostly compressed already and so are stored as they are."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for one in entries:
            entry = zipfile.ZipInfo(one.name, ALWAYS)
            entry.file_size, entry.external_attr = one.size, 0o644 << 16
            with one.opened() as source, archive.open(entry, "w") as target:
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
