"""Letters as files, where there is no mail server: a Maildir that mail programs can open (tmp, new, cur).

A file's name is told by the letter's Message-ID: the same letter delivered twice is one file, and is found again.
Line ends are those of files (LF), as mail programs on such folders expect.
"""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from flask import current_app

from forumapp.mail.models import Letter

SUBFOLDERS = ("tmp", "new", "cur")


def folder() -> Path:
    """Return the Maildir of this installation; it exists from the first letter on."""
    return Path(current_app.config["DATA_DIR"]) / "maildir"


def keep(content: bytes, message_id: str) -> Path:
    """Write a composed letter, whole or not at all, and return its path; one that was read already stays as it is."""
    root, name = folder(), name_of(message_id)
    for sub in SUBFOLDERS:
        (root / sub).mkdir(mode=0o700, parents=True, exist_ok=True)
    for read_already in _in_cur(root, name):
        return read_already
    part, path = root / "tmp" / f"{name}.{os.getpid()}", root / "new" / name
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content.replace(b"\r\n", b"\n"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path


def find(letter: Letter) -> Path | None:
    """Return the file of a letter; None if it was not delivered as one, or somebody has deleted it."""
    root, name = folder(), name_of(letter.message_id)
    fresh = root / "new" / name
    return fresh if fresh.is_file() else next(_in_cur(root, name), None)


def remove(message_ids: Iterable[str]) -> int:
    """Delete the files of these letters; returns how many there were."""
    names = {name_of(ident) for ident in message_ids}
    mine = [path for path in files() if path.name.partition(":")[0] in names] if names else []
    for path in mine:
        path.unlink(missing_ok=True)
    return len(mine)


def files() -> list[Path]:
    """Return the files of all letters that were delivered, read or not, by name."""
    found = [path for sub in ("new", "cur") for path in (folder() / sub).glob("*") if path.is_file()]
    return sorted(found, key=lambda path: path.name)


def name_of(message_id: str) -> str:
    """Return the name that a letter's file begins with; in cur/ its flags follow (`:2,S`)."""
    return f"{sha256(message_id.encode()).hexdigest()[:32]}.forumapp"


def _in_cur(root: Path, name: str) -> Iterator[Path]:
    yield from (path for path in (root / "cur").glob(f"{name}*") if path.name.partition(":")[0] == name)
