"""The single worker beside the web server: delivers letters, does due jobs, and shows that it lives.

Letters and jobs have a thread each: a search or a look through a large file may take a minute, and no letter waits for it.
"""

import logging
import signal
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from flask import Flask, current_app

from forumapp.core import jobs
from forumapp.core.transaction import is_busy
from forumapp.mail import postman

PAUSE = 2.0
"""Seconds between two looks into the outbox, and for jobs that are due."""
BEAT = 15.0
"""Seconds between two heartbeats."""
log = logging.getLogger(__name__)


def work_forever(pause: float = PAUSE) -> None:
    """Work until SIGTERM or SIGINT; the letter and the job at hand are finished. What one thread raises ends both."""
    shutdown = postman.Shutdown()
    signal.signal(signal.SIGTERM, shutdown.ask)
    signal.signal(signal.SIGINT, shutdown.ask)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def repeat(work: Callable[[], int]) -> None:
        with app.app_context():
            while not shutdown.asked():
                if not _once(work):
                    _rest(shutdown, pause)

    with ThreadPoolExecutor(2, "worker") as threads:
        both = [threads.submit(repeat, _Letters(shutdown).deliver), threads.submit(repeat, jobs.run_due)]
        ended, _running = wait(both, return_when=FIRST_COMPLETED)
        shutdown.ask()
    _once(jobs.let_go)
    for one in ended:
        one.result()


def _once(work: Callable[[], int]) -> int:
    """Return how much was done; nothing while the database is busy or away."""
    try:
        return work()
    except Exception as error:
        if not is_busy(error):
            raise
        log.warning("the database is busy or away; trying again")
        return 0


def _rest(shutdown: postman.Shutdown, seconds: float) -> None:
    if not shutdown.asked():
        time.sleep(seconds)


class _Letters:
    """The postman with a heartbeat."""

    def __init__(self, shutdown: postman.Shutdown) -> None:
        self.shutdown, self.last_beat = shutdown, float("-inf")

    def deliver(self) -> int:
        """Deliver what is due; returns how many letters were handled."""
        if time.monotonic() - self.last_beat >= BEAT:
            jobs.beat("postman")
            self.last_beat = time.monotonic()
        return postman.deliver_due(self.shutdown, seconds=BEAT)
