"""``flask --app wsgi serve``: gunicorn and the worker as children of one small supervisor.

All are forked from the loaded application and so share its memory. The worker is started again when it dies;
when gunicorn ends, everything ends.
"""

import gc
import os
import signal
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

RESTART_PAUSE = 1.0


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
            "limit_request_line": 8190,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        return self.app


def _fork(work: Callable[[], None]) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(status)


class Supervisor:
    """Parent of both: forwards signals, restarts the worker."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.web = self.worker = 0
        self.stopping = False

    def run(self) -> int:
        """Start both and wait; returns gunicorn's exit status."""
        gc.collect()
        gc.freeze()
        self.web = _fork(lambda: Web(self.app, self.settings).run())
        self.worker = _fork(self._work)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        return self._watch()

    def _work(self) -> None:
        with self.app.app_context():
            worker.work_forever()

    def _watch(self) -> int:
        while True:
            pid, status = os.wait()
            if pid == self.web:
                self._end_worker()
                return os.waitstatus_to_exitcode(status)
            if pid == self.worker and not self.stopping:
                time.sleep(RESTART_PAUSE)
                self.worker = _fork(self._work)

    def _end_worker(self) -> None:
        self.stopping = True
        try:
            os.kill(self.worker, signal.SIGTERM)
            os.waitpid(self.worker, 0)
        except (ProcessLookupError, ChildProcessError):
            return

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True
        for pid in (self.web, self.worker):
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                continue


@click.command("serve", help="Serve the site and deliver letters, until a signal.")
@with_appcontext
def serve() -> None:
    """Run the supervisor in this process."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: Settings = app.config["SERVER"]
    click.echo(f"forumapp {settings.base_url}  (Ctrl+C で終了 / to stop)")
    sys.exit(max(0, Supervisor(app, settings).run()))
