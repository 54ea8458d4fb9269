"""The single worker beside the web server: delivers letters, does due jobs, and shows that it lives."""

import logging
import signal
import time

from forumapp.core import jobs
from forumapp.core.transaction import is_busy
from forumapp.mail import postman

PAUSE = 2.0
"""Seconds between two looks into the outbox."""
BEAT = 15.0
"""Seconds between two heartbeats."""
log = logging.getLogger(__name__)


def work_forever(pause: float = PAUSE) -> None:
    """Work until SIGTERM or SIGINT; the letter at hand is finished."""
    shutdown = postman.Shutdown()

    signal.signal(signal.SIGTERM, shutdown.ask)
    signal.signal(signal.SIGINT, shutdown.ask)
    last_beat = float("-inf")
    while not shutdown.asked():
        handled = 0
        try:
            if time.monotonic() - last_beat >= BEAT:
                jobs.beat("postman")
                last_beat = time.monotonic()
            jobs.run_due()
            handled = postman.deliver_due(shutdown, seconds=BEAT)
        except Exception as error:
            if not is_busy(error):
                raise
            log.warning("the database is busy or away; trying again")
        if not handled and not shutdown.asked():
            time.sleep(pause)
