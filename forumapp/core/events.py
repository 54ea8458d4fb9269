"""News for the floors above: typed events, handled at once and in the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app

E = TypeVar("E")
EXTENSION = "forumapp.events"


def init(app: Flask) -> None:
    """Give ``app`` an empty table of listeners."""
    app.extensions[EXTENSION] = defaultdict(list)


def subscribe(app: Flask, kind: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` for each event of ``kind``; only wiring.py does this."""
    app.extensions[EXTENSION][kind].append(handler)


def publish(event: object) -> None:
    """Tell the listeners; what they raise stops the transaction."""
    table: dict[type, list[Callable[[Any], None]]] = current_app.extensions[EXTENSION]
    for handler in table.get(type(event), []):
        handler(event)
