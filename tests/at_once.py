"""Requests that meet: held until each waits for the same row, then let go (PostgreSQL)."""

import time
from concurrent.futures import ThreadPoolExecutor

from forumapp.core import transaction
from forumapp.core.db import db
from tests.accounts.factories import writing

BLOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def at_once(row, post, forms):
    """Send all while ``row`` is locked, until each waits for it; then let them go on. Returns the states, sorted."""
    with ThreadPoolExecutor(len(forms)) as pool:
        with writing():
            transaction.lock(row)
            sent = [pool.submit(post, *form) for form in forms]
            until = time.monotonic() + 20
            while blocked() < len(forms) and time.monotonic() < until:
                time.sleep(0.05)
        return sorted(one.result() for one in sent)


def blocked():
    with db.engine.connect() as watcher:
        return watcher.exec_driver_sql(BLOCKED).scalar_one()
