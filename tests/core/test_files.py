"""Files that people gave: whole or not at all, once per content, and nothing left of what was refused."""

import os
import signal
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.files import StoredFile

LIMIT = 10**6


@pytest.fixture
def store(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    return tmp_path / "files"


def names(store):
    return sorted(path.name for path in store.rglob("*") if path.is_file())


def make_old(path, hours):
    then = (clocks.now() - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))


def test_a_content_lies_under_its_digest(store):
    written = files.write(BytesIO(b"content"), limit=LIMIT)
    assert (names(store), files.path_of(written.digest).read_bytes()) == (
        [sha256(b"content").hexdigest()],
        b"content",
    )


def test_nothing_stays_of_what_is_too_large(store):
    with pytest.raises(files.TooLarge):
        files.write(BytesIO(b"x" * 11), limit=10)
    assert names(store) == []


def test_nothing_stays_when_the_disk_is_full(store, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write(BytesIO(b"x"), limit=LIMIT)
    assert names(store) == []


class Stalling(BytesIO):
    """Gives one piece, then kills the process that reads."""

    def read(self, size=-1):
        return super().read(size) or os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_killed_while_writing_leaves_nothing_after_the_sweep(store):
    files.folder()
    child = os.fork()
    if child == 0:
        files.write(Stalling(b"half"), limit=LIMIT)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    [left] = names(store)
    make_old(store / left, 23)
    assert (files.sweep(), names(store)) == (0, [left])
    make_old(store / left, 25)
    assert (files.sweep(), names(store)) == (1, [])


def test_the_sweep_keeps_what_has_a_row_and_what_is_not_committed_yet(store, transaction):
    with transaction():
        kept = files.write(BytesIO(b"kept"), limit=LIMIT)
        files.keep(kept, "text/plain")
    refused = files.write(BytesIO(b"refused"), limit=LIMIT)
    for written in (kept, refused):
        make_old(files.path_of(written.digest), 25)
    again = files.write(
        BytesIO(b"refused"), limit=LIMIT
    )  # somebody sends the same once more: it is young again
    os.utime(files.path_of(again.digest), (clocks.now().timestamp(),) * 2)
    assert files.sweep() == 0
    make_old(files.path_of(again.digest), 25)
    assert (files.sweep(), names(store)) == (1, [kept.digest])


def test_the_same_content_twice_at_once_is_one_file_and_one_row(app, store, transaction):
    ready, failures = Barrier(2), []

    def give():
        with app.app_context():
            try:
                written = files.write(BytesIO(b"same"), limit=LIMIT)
                ready.wait(30)
                with transaction():
                    files.keep(written, "text/plain")
            except sa.exc.SQLAlchemyError as error:
                failures.append(error)

    threads = [Thread(target=give) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, len(names(store))) == ([], 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 1
