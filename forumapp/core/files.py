"""Files that people gave us: stored under their SHA-256, written before the commit, swept after.

They lie in the data directory or, by setting, in an object storage (core/storage); everything is read through this page.
A file without a row is an orphan of a refused or killed request; the sweep removes it after a day.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core import clock, transaction
from forumapp.core.db import Model, choice, db
from forumapp.core.storage import objects
from forumapp.core.storage.folder import FolderStore
from forumapp.core.storage.objects import ObjectStore

CHUNK = 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Verdict(StrEnum):
    """What a scanner for harmful files said."""

    CLEAN = "clean"
    INFECTED = "infected"


class StoredFile(Model):
    """One content: its digest (hexadecimal SHA-256), size in bytes and type found by looking inside.

    ``verdict`` is what the scanner said, None until it has spoken; ``finding`` the name of what it found.
    """

    __tablename__ = "stored_file"
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    content_type: Mapped[str] = mapped_column(sa.String(100))
    stored_at: Mapped[datetime]
    verdict: Mapped[Verdict | None] = choice(Verdict)
    finding: Mapped[str] = mapped_column(sa.String(200), default="", server_default=sa.text("''"))
    scanned_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.CheckConstraint("length(digest) = 64", name="digest"),
    )


@dataclass(frozen=True)
class Written:
    """A content that lies in the store, with or without its row."""

    digest: str
    size: int


class TooLarge(Exception):
    """The stream holds more than the limit."""


def folder() -> Path:
    """Return the folder of the store, or of what is on its way into an object storage."""
    path = Path(current_app.config["DATA_DIR"]) / "files"
    path.mkdir(parents=True, exist_ok=True)
    return path


def quarantine() -> Path:
    """Return the folder for what a scanner found; it need not exist."""
    return Path(current_app.config["DATA_DIR"]) / "quarantine"


def bucket() -> ObjectStore | None:
    """Return the object storage, if the settings name one."""
    settings = current_app.config["SERVER"].s3
    return objects.store_of(settings) if settings else None


def path_of(digest: str) -> Path:
    """Return where the content of ``digest`` lies in the data directory; with an object storage nothing lies there."""
    return FolderStore(folder()).path_of(digest)


def holds(digest: str) -> bool:
    """Say whether the store has the content."""
    return _store().holds(digest)


def opened(digest: str) -> IO[bytes]:
    """Open a content for reading from its beginning to its end, in pieces; FileNotFoundError without it.

    Who must jump about in it copies it first (:func:`copy`) where it comes from an object storage.
    """
    return _store().opened(digest)


def opener() -> Callable[[str], IO[bytes]]:
    """Return what opens a content as :func:`opened` does, also while an answer is sent: the request is over then."""
    return _store().opened


def copy(digest: str, target: Path) -> None:
    """Copy a content to ``target`` in constant memory; FileNotFoundError without it."""
    with opened(digest) as source, target.open("wb") as copied:
        shutil.copyfileobj(source, copied, CHUNK)


def put_away(digest: str) -> None:
    """Move a content out of the store into the quarantine."""
    quarantine().mkdir(parents=True, exist_ok=True)
    _store().give_up(digest, quarantine() / digest)


def write(stream: IO[bytes], *, limit: int) -> Written:
    """Copy ``stream`` into the store in constant memory; nothing stays of it when it is too large."""
    seen, size = sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="new-", delete=False) as target:
        path = Path(target.name)
        try:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                seen.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            _store().take(path, seen.hexdigest())
        except BaseException:
            with suppress(FileNotFoundError):
                path.unlink()
            raise
    return Written(seen.hexdigest(), size)


def adopt(path: Path) -> Written:
    """Take a file of the data directory into the store in constant memory; it stays where it was, too."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
        digest, size = file_digest(stream, "sha256").hexdigest(), stream.tell()
    _store().adopt(path, digest)
    return Written(digest, size)


def keep(written: Written, content_type: str) -> StoredFile:
    """Give a written content its row (once per content)."""
    stored = db.session.get(StoredFile, written.digest)
    if stored is None:
        stored = StoredFile(
            digest=written.digest, size=written.size, content_type=content_type, stored_at=clock.now()
        )
        try:
            with db.session.begin_nested():
                db.session.add(stored)
        except sa.exc.IntegrityError:  # somebody gave the same content at the same moment
            return db.session.get_one(StoredFile, written.digest)
    return stored


def is_held(stored: StoredFile) -> bool:
    """Say whether a content is handed out to nobody: infected, or not scanned yet although there is a scanner."""
    is_waiting = bool(current_app.config["SERVER"].clamd) and stored.verdict is None
    return stored.verdict is Verdict.INFECTED or is_waiting


def held_digests() -> set[str]:
    """Return every content for which :func:`is_held` holds; one statement."""
    held = StoredFile.verdict == Verdict.INFECTED
    if current_app.config["SERVER"].clamd:
        held |= StoredFile.verdict.is_(None)
    return set(db.session.scalars(sa.select(StoredFile.digest).where(held)))


def forget(digests: Collection[str]) -> int:
    """Delete the rows of those contents that nothing points to any more; the sweep takes the files. Returns how many.

    What is known about a content (``info={"goes_with_file": True}``) goes with it, and so do contents that only that
    pointed to.
    """
    if not digests:
        return 0
    columns = [
        column
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == StoredFile.__tablename__ for key in column.foreign_keys)
    ]
    following = [column for column in columns if column.info.get("goes_with_file")]
    pointing = [sa.select(column).where(column.in_(digests)) for column in columns if column not in following]
    needed = {digest for wanted in pointing for digest in db.session.scalars(wanted)}
    gone = set(digests) - needed
    left = {digest for column in following for digest in _forget_about(column, gone, columns)}
    db.session.execute(sa.delete(StoredFile).where(StoredFile.digest.in_(gone)))
    return len(gone) + forget(left - gone)


def _forget_about(
    column: sa.Column[str], gone: Collection[str], columns: Collection[sa.Column[str]]
) -> set[str]:
    """Delete the rows that are about these contents; returns the other contents that they pointed to."""
    others = [other for other in columns if other.table is column.table and other is not column]
    mine = column.in_(gone)
    left = {
        digest
        for other in others
        for digest in db.session.scalars(sa.select(other).where(mine, other.is_not(None)))
    }
    db.session.execute(sa.delete(column.table).where(mine))
    return left


def sweep(hours: int = 24) -> int:
    """Delete contents without a row that are older than ``hours``; returns how many. Holds no lock meanwhile.

    Those in quarantine go, too; whatever else an administrator keeps there stays.
    """
    with transaction.reading():
        known = set(db.session.scalars(sa.select(StoredFile.digest)))
    oldest = (clock.now() - timedelta(hours=hours)).timestamp()
    swept = FolderStore(folder()).sweep(known, oldest)
    others = {path.name for path in quarantine().glob("*") if not _DIGEST.fullmatch(path.name)}
    swept += FolderStore(quarantine()).sweep(known | others, oldest)
    far = bucket()
    return swept + (far.sweep(known, oldest) if far else 0)


def _store() -> FolderStore | ObjectStore:
    return bucket() or FolderStore(folder())
