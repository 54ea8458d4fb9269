"""A real server process that is killed in the middle of an upload: nothing is torn, the sender goes on, nothing stays."""

import http.client
import json
import os
import signal
import socket
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.serving import make_server

from forumapp.core import clock as clocks
from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.core.uploads import pieces
from forumapp.core.uploads.models import Upload
from forumapp.materials.models import Material
from tests.materials.factories import AT_ONCE, MP4, PDF
from tests.materials.sending import FORUM, NEW
from tests.serving import Quiet

CONTENT = PDF + bytes(range(256)) * 4096
PIECE = 8 << 20
EDGE = "edge-of-the-parts"
pytestmark = pytest.mark.usefixtures("store")


def die(*_arguments):
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def server(app, prepare=lambda: None):
    """Serve in a process of its own, which ``prepare`` may tamper with; gives its port and pid."""
    db.session.rollback()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        pid = os.fork()
        if pid == 0:
            db.engine.dispose(close=False)
            prepare()
            made = make_server(
                "127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listening.fileno()
            )
            made.serve_forever()
            os._exit(0)
    try:
        yield port, pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


class Sender:
    """An organiser's browser, as far as sending goes."""

    def __init__(self, client, port):
        cookie = client.get_cookie("forumapp")
        self.headers = {"Cookie": f"{cookie.key}={cookie.value}", "Host": "localhost"}
        self.csrf, self.port = client.csrf, port

    def post(self, path, fields, name="", size=0, body=b""):
        """Send a form; ``body`` (or as many zeros as ``size``) is the file ``name``. Returns status and text."""
        head, tail = self._frame(fields, name)
        length = len(head) + (size or len(body)) + len(tail)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}", "Content-Length": str(length)}
        connection.request("POST", path, self._stream(head, body, size, tail), self.headers | kind)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def _frame(self, fields, name):
        parts = "".join(
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {"csrf_token": self.csrf, **fields}.items()
        )
        if name:
            parts += f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="a.pdf"\r\n\r\n'
        return parts.encode(), (b"\r\n" if name else b"") + f"--{EDGE}--\r\n".encode()

    @staticmethod
    def _stream(head, body, size, tail):
        yield head + body
        left = max(0, size - len(body))
        while left:
            yield bytes(min(left, 1 << 18))
            left -= min(left, 1 << 18)
        yield tail


SIZE = len(CONTENT)


def begin(sender, size=SIZE, place="documents"):
    status, text = sender.post(
        f"{FORUM}/uploads", {"place": place, "name": "資料.pdf", "size": size, "mark": "1"}
    )
    assert status == 200
    return json.loads(text)


def later(folder):
    """Make everything that lies there three days older than it is."""
    then = (clocks.now() - timedelta(days=3)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


def lying(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def killed(call):
    """Do what ends the server; the connection dies with it."""
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        call()


def test_killed_behind_a_piece_it_wrote_and_did_not_count(app, editor, store):
    def between():
        pieces.clock = type(
            "Clock", (), {"now": staticmethod(die)}
        )  # asked when all bytes of the piece are written

    with server(app) as (port, _pid):
        ident = begin(Sender(editor, port))["id"]
    half = len(CONTENT) // 2
    first = {"step": "piece", "offset": 0}
    with server(app, between) as (port, _pid):
        killed(
            lambda: Sender(editor, port).post(f"{FORUM}/uploads/{ident}", first, "piece", body=CONTENT[:half])
        )
    assert (store / "uploads" / ident).stat().st_size == half
    with server(app) as (port, _pid):
        sender = Sender(editor, port)
        assert begin(sender) == {"id": ident, "received": 0, "ticket": ""}
        for offset, part in ((0, CONTENT[:half]), (half, CONTENT[half:])):
            step = {"step": "piece", "offset": offset}
            assert sender.post(f"{FORUM}/uploads/{ident}", step, "piece", body=part)[0] == 200
        status, text = sender.post(f"{FORUM}/uploads/{ident}", {"step": "finish"})
        assert status == 200, text
        ticket = json.loads(text)["ticket"]
        sent = {"audience": "public", **AT_ONCE, "own_title": "案内", "item_id": "", "file": ticket}
        assert sender.post(NEW, sent)[0] == 303
    db.session.rollback()
    material = db.session.scalars(sa.select(Material)).one()
    assert material.file_digest == sha256(CONTENT).hexdigest()
    pieces.sweep()
    later(store / "files")
    files.sweep()
    assert (lying(store / "uploads"), lying(store / "files")) == ([], [material.file_digest])


@pytest.mark.parametrize("moment", ["while it writes", "before the commit"])
def test_killed_in_a_form_leaves_no_row_and_nothing_after_the_sweep(app, editor, store, moment):
    def tamper():
        if moment == "while it writes":
            os.fsync = die
        else:
            files.keep = die

    sent = {"audience": "public", **AT_ONCE, "own_title": "案内", "item_id": ""}
    with server(app, tamper) as (port, _pid):
        killed(lambda: Sender(editor, port).post(NEW, sent, "file", body=CONTENT))
    db.session.rollback()
    rows = [
        db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (Material, StoredFile)
    ]
    assert (rows, len(lying(store / "files"))) == ([0, 0], 1)
    assert files.sweep() == 0
    later(store / "files")
    assert (files.sweep(), lying(store / "files")) == (1, [])


def test_an_upload_that_nobody_goes_on_with_after_the_crash_is_swept(app, editor, store, clock):
    with server(app) as (port, _pid):
        sender = Sender(editor, port)
        ident = begin(sender)["id"]
        step = {"step": "piece", "offset": 0}
        assert sender.post(f"{FORUM}/uploads/{ident}", step, "piece", body=CONTENT[:1000])[0] == 200
    clock.advance(days=3)
    later(store / "uploads")
    db.session.rollback()
    pieces.sweep()
    assert (lying(store / "uploads"), db.session.scalars(sa.select(Upload.id)).all()) == ([], [])


def peak(pid):
    """Return the largest memory that a process had so far, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def test_a_large_film_passes_a_server_in_constant_memory_by_form_and_in_pieces(app, editor, store):
    size = 96 << 20
    with server(app) as (port, pid):
        sender = Sender(editor, port)
        ident = begin(sender, size, "videos")["id"]
        before = peak(pid)
        for offset in range(0, size, PIECE):
            step = {"step": "piece", "offset": offset}
            body = MP4[:24] if offset == 0 else b""
            assert sender.post(f"{FORUM}/uploads/{ident}", step, "piece", PIECE, body)[0] == 200
        assert json.loads(sender.post(f"{FORUM}/uploads/{ident}", {"step": "finish"})[1])["ticket"]
        status, text = sender.post(f"{FORUM}/recordings/new", {"audience": "public"}, "file", size, MP4[:24])
        assert (status, "受け取ったファイル" in text) == (422, True)  # no item was chosen
        grown = peak(pid) - before
    assert grown < 24 << 20
    [kept] = lying(store / "files")
    assert (store / "files" / kept[:2] / kept).stat().st_size == size
