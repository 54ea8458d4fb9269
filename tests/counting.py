"""Counting what a read costs the database."""

from contextlib import contextmanager

import sqlalchemy as sa

from forumapp.core.db import db


@contextmanager
def listening():
    """Collect the SQL statements that are sent inside the block."""
    seen = []

    def note(*arguments):
        seen.append(arguments[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def statements(action):
    """Return how many statements ``action`` sends."""
    with listening() as seen:
        action()
    return len(seen)
