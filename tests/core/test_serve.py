"""The command that serves, as real processes: they start together, replace the worker, and end together."""

import http.client
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from forumapp.core import transaction
from forumapp.core.db import Model, db
from forumapp.core.settings import read
from forumapp.factory import create_app
from tests.serving import free_port

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def children(pid):
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(question, seconds=60):
    """Return the first true answer to ``question`` within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


class Server:
    """One running command with everything it has started."""

    def __init__(self, environment):
        self.port = int(environment["PORT"])
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def get(self, path, timeout=5, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with closing(connection):
            connection.request(
                "GET", path, headers={name.replace("__", "-"): text for name, text in headers.items()}
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def answers(self):
        try:
            return self.get("/robots.txt")[0] == 200
        except OSError:
            return False

    def family(self):
        """Return (web server, worker, the web server's workers)."""
        web, worker = children(self.process.pid)
        return web, worker, children(web)

    def everybody(self):
        web, worker, workers = self.family()
        return [self.process.pid, web, worker, *workers]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    values = {"FORUMAPP_DATA_DIR": str(folder), "FORUMAPP_SECRET_KEY": "k" * 40, "PORT": str(free_port())}
    app = create_app(settings=read(values))
    with app.app_context(), transaction.writing():
        Model.metadata.create_all(db.engine)
        db.engine.dispose()
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("FORUMAPP_", "MAIL_"))}
    return {**kept, **values}


@contextmanager
def served(environment, door=None):
    server = Server(environment)
    known = []
    try:
        eventually(server.answers)
        if door:
            eventually(lambda: answers_for_mail(door))
            known = [server.process.pid, *children(server.process.pid)]
        else:
            known = server.everybody()
        yield server
    finally:
        server.process.kill()
        server.process.wait()
        eventually(lambda: not any(map(is_running, known)))


def heartbeat(environment):
    engine = sa.create_engine(read(environment).database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT max(at) FROM heartbeat WHERE name = 'postman'").scalar()


def test_it_serves_replaces_a_killed_worker_and_ends_everything_on_sigterm(environment):
    with served(environment) as server:
        silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
        assert server.get("/robots.txt", timeout=15)[0] == 200  # browsers open connections in advance
        for connection in silent:
            connection.close()
        prefixed = server.get("//evil.example/no", SCRIPT_NAME="//evil.example")
        assert (prefixed[0], '"//evil.example' in prefixed[1]) == (404, False)

        _web, worker, _workers = server.family()
        before = eventually(lambda: heartbeat(environment))
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: heartbeat(environment) != before)
        assert worker not in server.everybody()

        known = server.everybody()
        asked = time.monotonic()
        server.process.terminate()
        assert server.process.wait(60) == 0
        assert time.monotonic() - asked < 8
        assert [pid for pid in known if is_running(pid)] == []


def test_with_a_door_for_mail_it_is_opened_reopened_and_closed(environment):
    port = free_port()
    with served({**environment, "FORUMAPP_MAIL_LMTP": f"127.0.0.1:{port}"}, door=port) as server:
        assert answers_for_mail(port)
        before = children(server.process.pid)
        os.kill(before[2], signal.SIGKILL)
        eventually(lambda: answers_for_mail(port))
        web, worker, door = children(server.process.pid)
        assert [web, worker] == before[:2]
        assert door != before[2]
        server.process.terminate()
        assert server.process.wait(60) == 0
        assert not answers_for_mail(port)
        assert [pid for pid in (web, worker, door) if is_running(pid)] == []


def answers_for_mail(port):
    try:
        with smtplib.LMTP("127.0.0.1", port, timeout=5) as door:
            return door.docmd("RCPT", "TO:<x@y>")[0] == 503
    except OSError:
        return False


@pytest.mark.parametrize("which", ["the supervisor", "the web server"])
def test_when_one_dies_nothing_lives_on(environment, which):
    with served(environment) as server:
        known = server.everybody()
        os.kill(known[0] if which == "the supervisor" else known[1], signal.SIGKILL)
        eventually(lambda: not any(map(is_running, known)))
        server.process.wait()
