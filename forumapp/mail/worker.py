"""The single worker beside the web server: delivers letters, does due jobs, and shows that it lives."""

import signal
import time

from forumapp.core import jobs
from forumapp.mail import postman

PAUSE = 2.0
"""Seconds between two looks into the outbox."""
BEAT = 15.0
"""Seconds between two heartbeats."""


def work_forever(pause: float = PAUSE) -> None:
    """Work until SIGTERM or SIGINT; the letter at hand is finished."""
    shutdown = postman.Shutdown()

    signal.signal(signal.SIGTERM, shutdown.ask)
    signal.signal(signal.SIGINT, shutdown.ask)
    last_beat = float("-inf")
    while not shutdown.asked():
        if time.monotonic() - last_beat >= BEAT:
            jobs.beat("postman")
            last_beat = time.monotonic()
        jobs.run_due()
        if not postman.deliver_due(shutdown) and not shutdown.asked():
            time.sleep(pause)
