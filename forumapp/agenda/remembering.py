"""The released programme of a forum, read once for each of its revisions and kept in the worker's memory.

Whoever registers needs all of it for their own end and place; a release is a frozen copy of a hundred kilobytes. The
revision is raised by the very transaction that changes what the public sees. While a transaction has changes of its own,
nothing is taken from here and nothing kept.
"""

from collections import OrderedDict
from threading import Lock

from flask import Flask, current_app

from forumapp.agenda import queries
from forumapp.agenda.programme import Programme
from forumapp.agenda.queries import ReleasedTrack
from forumapp.agenda.supposing import supposed
from forumapp.core import transaction
from forumapp.forums.models import Forum

EXTENSION = "forumapp.released"
MOST = 32
Released = tuple[Programme, list[ReleasedTrack]]


class Memory:
    """Least recently used first out."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], Released] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[int, int]) -> Released | None:
        """Return what is kept under ``key``."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[int, int], released: Released) -> None:
        """Keep ``released``."""
        with self._lock:
            self._kept[key] = released
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def init(app: Flask) -> None:
    """Begin with nothing kept."""
    app.extensions[EXTENSION] = Memory()


def released(forum: Forum) -> Released:
    """Return what :func:`forumapp.agenda.queries.released` says of ``forum``."""
    if transaction.has_changes() or supposed(forum.id) is not None:
        return queries.released(forum.id)
    memory: Memory = current_app.extensions[EXTENSION]
    key = (forum.id, forum.revision)
    found = memory.get(key)
    if found is None:
        found = queries.released(forum.id)
        memory.put(key, found)
    return found
