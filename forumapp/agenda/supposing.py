"""Reading a forum as if another programme were released already: what would a release change, what would a letter say?"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy.orm.attributes import set_committed_value

from forumapp.agenda.programme import Programme, moment
from forumapp.core.db import db
from forumapp.forums.models import Forum

_supposed: ContextVar[tuple[int, Programme] | None] = ContextVar("supposed", default=None)


def programme_ends(forum: Forum, programme: Programme) -> datetime | None:
    """Return when ``programme`` ends (naive wall time), as the forum keeps it after a release."""
    return moment(forum.day, programme.end) if forum.day and programme.end else None


def supposed(forum_id: int) -> Programme | None:
    """Return the programme that the forum is read with for the time being; None outside of ``supposing``."""
    found = _supposed.get()
    return found[1] if found is not None and found[0] == forum_id else None


@contextmanager
def supposing(forum: Forum, programme: Programme) -> Iterator[None]:
    """Let ``queries.released_programme`` and the forum's derived end be those of ``programme`` inside; nothing is written."""
    db.session.flush()
    before = forum.programme_ends
    token = _supposed.set((forum.id, programme))
    set_committed_value(forum, "programme_ends", programme_ends(forum, programme))
    try:
        yield
    finally:
        set_committed_value(forum, "programme_ends", before)
        _supposed.reset(token)
