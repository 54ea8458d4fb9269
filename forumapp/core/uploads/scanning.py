"""A scanner for harmful files by setting: clamd over TCP or a socket (its INSTREAM command), and quarantine.

While FORUMAPP_CLAMD is set, a content is handed out only after the scanner called it clean; an infected one leaves the
store for the folder ``quarantine`` of the data directory. The worker asks; while the scanner is away, files wait.
"""

import logging
import socket
from collections.abc import Callable
from typing import IO

import sqlalchemy as sa
from flask import Flask, current_app

from forumapp.core import clock, files, transaction
from forumapp.core.db import db
from forumapp.core.files import StoredFile, Verdict
from forumapp.core.settings import read_address

TIMEOUT = 60.0
"""Seconds without a word from the scanner after which it counts as away."""
AT_ONCE = 50
"""Contents that are looked at in one turn of the worker."""
EXTENSION = "forumapp.scanned"
log = logging.getLogger(__name__)


def when_scanned(app: Flask, *tell: Callable[[StoredFile], None]) -> None:
    """Let each of ``tell`` hear, in the same transaction, of each content that got its verdict."""
    app.extensions.setdefault(EXTENSION, []).extend(tell)


class ScannerAway(Exception):
    """Nobody answered, or not in the scanner's language."""


def scan(address: str, stream: IO[bytes]) -> str | None:
    """Ask clamd about a content, in constant memory; returns the name of what it found, None if it is clean."""
    try:
        with _connected(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            while chunk := stream.read(files.CHUNK):
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return None
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")[:200]
    raise ScannerAway(verdict[:200])


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT)
        connection.connect(address)
        return connection
    return socket.create_connection(read_address("FORUMAPP_CLAMD", address), TIMEOUT)


def _answer(connection: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < 4096 and (more := connection.recv(4096)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def scan_new() -> int:
    """Look at contents of which nothing is known; returns how many got a verdict. Holds no lock while it asks."""
    address = current_app.config["SERVER"].clamd
    if not address:
        return 0
    with transaction.reading():
        new = sa.select(StoredFile.digest).where(StoredFile.verdict.is_(None))
        digests = list(db.session.scalars(new.order_by(StoredFile.stored_at, StoredFile.digest)))
    done = 0
    for digest in digests:  # all of them: those that are missing must not stand in the way of the others
        if done >= AT_ONCE:
            break
        try:
            with files.opened(digest) as stream:
                found = scan(address, stream)
        except FileNotFoundError:
            continue
        except ScannerAway as error:
            log.warning("the scanner is away: %s", error)
            break
        _write_down(digest, found)
        done += 1
    return done


def _write_down(digest: str, found: str | None) -> None:
    if found is not None:
        files.put_away(digest)
        log.warning("quarantined %s: %s", digest, found)
    with transaction.transaction() as session:
        stored = session.get_one(StoredFile, digest)
        stored.verdict = Verdict.CLEAN if found is None else Verdict.INFECTED
        stored.finding, stored.scanned_at = found or "", clock.now()
        session.flush()
        for told in current_app.extensions.get(EXTENSION, ()):
            told(stored)
