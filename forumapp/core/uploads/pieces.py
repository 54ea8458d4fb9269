"""Files that come in pieces: begun, continued after an interruption, finished into the store, or swept when abandoned.

The row says how many bytes are known to lie in the file; what a killed request left behind them is cut off. A piece that
comes twice counts once. Only who began an upload may go on with it.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import IO

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from forumapp.core import clock, files, transaction
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.uploads.fields import Place, refuse_size
from forumapp.core.uploads.models import Upload
from forumapp.core.uploads.tickets import Attached

MOST_OPEN = 100
"""Uploads that one holder may have under way at once."""
KEPT = timedelta(days=2)
"""How long an upload waits for its next piece."""


class TooManyUploads(DomainError):
    """So many files of one person are under way that no other is begun."""


class UnusableUpload(DomainError):
    """What has come is not what the place asks for."""

    status = 422


class WrongOffset(Exception):
    """The piece does not follow what has come; ``received`` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


def folder() -> Path:
    """Return where unfinished files lie."""
    path = Path(current_app.config["DATA_DIR"]) / "uploads"
    path.mkdir(parents=True, exist_ok=True)
    return path


def begin(holder: str, purpose: str, place: Place, *, filename: str, size: int, mark: str) -> Upload:
    """Begin an upload, or return the one that was begun before with the same file."""
    try:
        refuse_size(place, size)
    except ValueError as error:
        raise UnusableUpload(str(error)) from error
    mine = sa.select(Upload).where(Upload.holder == holder)
    same = mine.where(
        Upload.purpose == purpose,
        Upload.place == place.key,
        Upload.filename == filename,
        Upload.size == size,
        Upload.mark == mark,
    )
    known = db.session.scalar(same.order_by(Upload.started_at, Upload.id).limit(1))
    if known is not None:
        return known
    if (db.session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0) >= MOST_OPEN:
        raise TooManyUploads(
            _("送信中のファイルが多すぎます。いまのファイルが終わってから、続きを送ってください。")
        )
    now = clock.now()
    upload = Upload(
        id=token_urlsafe(24),
        holder=holder,
        purpose=purpose,
        place=place.key,
        filename=filename,
        size=size,
        mark=mark,
        received=0,
        started_at=now,
        touched_at=now,
    )
    db.session.add(upload)
    return upload


def find(holder: str, purpose: str, ident: str, *, lock: bool = False) -> Upload | None:
    """Return an upload of this holder for this purpose."""
    mine = sa.select(Upload).where(Upload.id == ident, Upload.holder == holder, Upload.purpose == purpose)
    return db.session.scalar(mine.with_for_update() if lock else mine)


def under_way(holder: str, purpose: str) -> Sequence[Upload]:
    """Return what was begun and is not complete, the oldest first."""
    mine = sa.select(Upload).where(
        Upload.holder == holder, Upload.purpose == purpose, Upload.received < Upload.size, Upload.received > 0
    )
    return db.session.scalars(mine.order_by(Upload.started_at, Upload.id)).all()


def append(upload: Upload, offset: int, piece: IO[bytes]) -> int:
    """Write a piece behind what has come, in constant memory; returns the bytes that lie there now.

    The upload is locked. Raises WrongOffset for a piece that came before, or too early.
    """
    path = folder() / upload.id
    with path.open("r+b" if path.exists() else "w+b") as target:
        lying = target.seek(0, os.SEEK_END)
        upload.received = min(upload.received, lying)  # the disk may have lost what the database remembers
        if offset != upload.received:
            raise WrongOffset(upload.received)
        target.truncate(offset)
        target.seek(offset)
        room = upload.size - offset
        while room and (chunk := piece.read(min(files.CHUNK, room))):
            target.write(chunk)
            room -= len(chunk)
    upload.received, upload.touched_at = upload.size - room, clock.now()
    return upload.received


def finish(holder: str, purpose: str, ident: str, places: Mapping[str, Place]) -> str | None:
    """Examine what has come and put it into the store; returns the form's ticket, or None without such an upload.

    Hashing gigabytes takes seconds: no lock is held meanwhile. Twice gives the same ticket. Raises UnusableUpload.
    """
    with transaction.reading():
        upload = find(holder, purpose, ident)
        if upload is None or upload.place not in places:
            return None
        name, place, ticket = upload.filename, places[upload.place], upload.ticket
        received, size = upload.received, upload.size
    if ticket:
        return ticket
    path = folder() / ident
    if received < size or not path.is_file():
        raise WrongOffset(received if path.is_file() else 0)
    with path.open("rb") as stream:
        try:
            content_type, filename, seconds = place.examine(stream, name)
        except ValueError as error:
            raise UnusableUpload(str(error)) from error
    written = files.adopt(path)
    ticket = Attached(written.digest, written.size, content_type, filename, seconds, place.key).ticket
    kept = find(holder, purpose, ident, lock=True)
    if kept is None:
        return None
    kept.ticket, kept.touched_at = ticket, clock.now()
    return ticket


def cancel(upload: Upload) -> None:
    """Throw away an upload and its bytes."""
    db.session.delete(upload)
    (folder() / upload.id).unlink(missing_ok=True)


def sweep() -> int:
    """Throw away what nobody went on with, and bytes without a row; returns how many files went."""
    limit = clock.now() - KEPT
    with transaction.transaction() as session:
        session.execute(sa.delete(Upload).where(Upload.touched_at < limit))
    with transaction.reading():
        known = set(db.session.scalars(sa.select(Upload.id)))
        finished = set(db.session.scalars(sa.select(Upload.id).where(Upload.ticket != "")))
    gone = 0
    for path in folder().iterdir():
        is_old = path.stat().st_mtime < limit.timestamp()
        if path.name in finished or (path.name not in known and is_old):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
