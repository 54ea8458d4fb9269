"""Counting what a read costs."""

import sqlalchemy as sa

from forumapp.core.db import db


def statements(action):
    """Return how many statements ``action`` sends."""
    seen = []

    def listener(*arguments):
        seen.append(arguments[2])

    sa.event.listen(db.engine, "before_cursor_execute", listener)
    try:
        action()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listener)
    return len(seen)
