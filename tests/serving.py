"""The application under test on a port of loopback, for browsers and other programs; and who is signed in there."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Log no requests."""

    def log(self, *arguments):
        """Say nothing."""


class Site:
    """The application on a port; it can be stopped and started again at the same address."""

    def __init__(self, app):
        self.app, self.port = app, 0
        self.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True, request_handler=Quiet)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def site(app) -> Iterator[Site]:
    running = Site(app)
    yield running
    running.stop()


@pytest.fixture
def address(site) -> str:
    return site.address


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def program(command, port, **options):
    """Run another server until the block ends, from when it takes connections."""
    running = subprocess.Popen(command, **options)
    try:
        _wait_for(port)
        yield
    finally:
        running.terminate()
        running.wait(30)


def _wait_for(port):
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def hand_over(client, context, address):
    """Let a browser's context be signed in as the test's client is."""
    cookie = client.get_cookie("forumapp")
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def note_complaints(page, complaints):
    """Add every error of a page's scripts and console to ``complaints``."""
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
