"""The application under test on a port of loopback, for browsers and other programs; and who is signed in there."""

import threading
from collections.abc import Iterator

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


def hand_over(client, context, address):
    """Let a browser's context be signed in as the test's client is."""
    cookie = client.get_cookie("forumapp")
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def note_complaints(page, complaints):
    """Add every error of a page's scripts and console to ``complaints``."""
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
