"""Contents in a folder of this machine, or one that several machines share: ``ab/abcdef…``, named by their digest."""

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import IO


class FolderStore:
    """The store in ``root``; a file appears there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path_of(self, digest: str) -> Path:
        """Return where the content of ``digest`` lies."""
        return self.root / digest[:2] / digest

    def take(self, path: Path, digest: str) -> None:
        """Move a file of the same file system into the store."""
        place = self.path_of(digest)
        place.parent.mkdir(exist_ok=True)
        path.replace(place)

    def adopt(self, path: Path, digest: str) -> None:
        """Let a file be in the store as well, without copying where the file system has hard links."""
        spare = self.root / f"new-{token_hex(8)}"
        try:
            os.link(path, spare)
        except OSError:  # a file system without hard links
            shutil.copyfile(path, spare)
        spare.touch()  # not swept before its row is written
        self.take(spare, digest)
        spare.unlink(missing_ok=True)  # two names of one file: replace() leaves both

    def holds(self, digest: str) -> bool:
        """Say whether the content is there."""
        return self.path_of(digest).is_file()

    def opened(self, digest: str) -> IO[bytes]:
        """Open the content for reading; FileNotFoundError without it."""
        return self.path_of(digest).open("rb")

    def give_up(self, digest: str, target: Path) -> None:
        """Move the content out of the store, to ``target`` on the same file system."""
        self.path_of(digest).replace(target)

    def sweep(self, known: Collection[str], oldest: float) -> int:
        """Delete what is not ``known`` and was written before ``oldest`` (seconds since 1970); returns how many."""
        return sum(_removed(path, oldest) for path in self.root.rglob("*") if path.name not in known)


def _removed(path: Path, oldest: float) -> bool:
    """Delete a file unless it is younger: the age is asked just before, since the same content may come again."""
    with suppress(FileNotFoundError):
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink()
            return True
    return False
