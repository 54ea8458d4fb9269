"""``flask --app wsgi serve``: gunicorn, the worker and, if it is set, the door for mail as children of one small supervisor.

All are forked from the loaded application and so share its memory. Worker and door are started again when they die;
when gunicorn ends, everything ends.
"""

import ctypes
import gc
import logging
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication

from forumapp.core.logs import AccessLogger
from forumapp.core.settings import Settings
from forumapp.mail import worker
from forumapp.mail.receiving import lmtp

SILENCE = 20
ENDING = (signal.SIGTERM, signal.SIGINT)
RESTART_PAUSE = 1.0
TURN = 0.0005
"""Seconds after which a thread that wants Python gets it: whoever holds the database's writer must not wait 5 ms for each."""
BEHIND = 10
"""Niceness of the worker: letters wait, people at their screens do not (nice(2))."""
NEXT_DOOR = 30.0
"""Seconds until an address is tried again where something else listens."""
LAST_LETTER = 10.0
"""Seconds that the worker has to finish its letter, and the door its message, when the web server has ended."""

log = logging.getLogger(__name__)


def keep_silent_clients_out(arbiter: Any) -> None:
    """Let no silent connection take a thread: browsers open some in advance, and each would hold one for seconds.

    The kernel hands over what has sent something (tcp(7), TCP_DEFER_ACCEPT) and gives up on a request that stops
    for SILENCE seconds in the middle (socket(7), SO_RCVTIMEO; accepted sockets inherit it).
    """
    for listener in arbiter.LISTENERS:
        if sys.platform == "linux":
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENCE)
            listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE, 0))


class Web(BaseApplication):
    """gunicorn with an application that is already loaded."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        """Set what we need; everything else is gunicorn's default."""
        options: dict[str, Any] = {
            "bind": f"{self.settings.bind}:{self.settings.port}",
            "workers": self.settings.workers,
            "worker_class": "gthread",
            "threads": self.settings.threads,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "logger_class": AccessLogger,
            "accesslog": None,
            "loglevel": "warning",
            "forwarded_allow_ips": "*" if self.settings.proxy_hops else "127.0.0.1",
            "forwarder_headers": "",  # or a visitor's header SCRIPT_NAME would go into the links
            "limit_request_line": 8190,
            "when_ready": keep_silent_clients_out,
        }
        if (
            "control_socket_disable" in self.cfg.settings
        ):  # since gunicorn 25; nobody shall steer from outside
            options["control_socket_disable"] = True
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        return self.app


def _fork(work: Callable[[], None]) -> int:
    """Do ``work`` in a child. Signals wait until it has handlers of its own, and it ends when its parent does."""
    sys.stdout.flush()
    parent = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        return pid
    status = 1
    try:
        for number in (*ENDING, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        _end_with(parent)
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(status)


def _end_with(parent: int) -> None:
    """Ask Linux for SIGTERM when the parent is gone, however it ended (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:
            raise SystemExit(1)


class Supervisor:
    """Parent of all: forwards signals, restarts worker and door."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.web = 0
        self.beside: dict[int, Callable[[], None]] = {}
        self.stopping = False

    def run(self) -> int:
        """Start all and wait; returns gunicorn's exit status."""
        gc.collect()
        gc.freeze()
        for number in ENDING:
            signal.signal(number, self._stop)
        self.web = _fork(lambda: Web(self.app, self.settings).run())
        self._start(self._work)
        if self.settings.mail_lmtp:
            self._start(self._receive)
        return self._watch()

    def _start(self, work: Callable[[], None]) -> None:
        self.beside[_fork(work)] = work
        if self.stopping:  # asked while its number was not known yet
            self._pass_on()

    def _work(self) -> None:
        with self.app.app_context():
            os.nice(BEHIND)
            worker.work_forever()

    def _receive(self) -> None:
        host, port = self.settings.lmtp_address
        try:
            lmtp.listen(self.app, host, port)
        except OSError as error:
            log.error("no mail can be taken in on %s:%d: %s", host, port, error.strerror)
            time.sleep(NEXT_DOOR)

    def _watch(self) -> int:
        while True:
            pid, status = os.wait()
            if pid == self.web:
                self.web = 0
                self._end_beside()
                return os.waitstatus_to_exitcode(status)
            work = self.beside.pop(pid, None)
            if work is not None:
                time.sleep(0 if self.stopping else RESTART_PAUSE)
                if not self.stopping:
                    self._start(work)

    def _end_beside(self) -> None:
        """Let worker and door finish what they hold; kill them after LAST_LETTER seconds."""
        self.stopping = True
        self._pass_on()
        deadline = time.monotonic() + LAST_LETTER
        while self.beside:
            for pid in list(self.beside):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                if os.waitpid(pid, os.WNOHANG)[0]:
                    del self.beside[pid]
            time.sleep(0.05)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True
        self._pass_on()

    def _pass_on(self) -> None:
        for pid in (self.web, *self.beside):
            try:
                if pid:
                    os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                continue


@click.command("serve", help="Serve the site and deliver letters, until a signal.")
@with_appcontext
def serve() -> None:
    """Run the supervisor in this process."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: Settings = app.config["SERVER"]
    sys.setswitchinterval(TURN)
    click.echo(f"forumapp {settings.base_url}  (Ctrl+C で終了 / to stop)")
    sys.exit(max(0, Supervisor(app, settings).run()))
