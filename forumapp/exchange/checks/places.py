"""Safe steps into a document that may be malformed: what has the wrong shape is passed over (the schema speaks of it)."""

from collections.abc import Iterator
from typing import Any

from forumapp.exchange.reading import Path

Row = dict[str, Any]


def part(holder: Any, name: str) -> Row:
    """Return the mapping under ``name``, or an empty one."""
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def listed(holder: Any, name: str, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield (path, value) of the list under ``name``."""
    found = holder.get(name) if isinstance(holder, dict) else None
    if isinstance(found, list):
        for number, value in enumerate(found):
            yield (*path, name, number), value


def rows(holder: Any, name: str, path: Path = ()) -> Iterator[tuple[Path, Row]]:
    """Yield (path, mapping) of the list under ``name``."""
    for place, value in listed(holder, name, path):
        if isinstance(value, dict):
            yield place, value


def items(holder: Any, name: str = "agenda", path: Path = ()) -> Iterator[tuple[Path, Row]]:
    """Yield every item of the programme, those within others too."""
    for place, row in rows(holder, name, path):
        yield place, row
        yield from items(row, "children", place)


def text(row: Row, name: str) -> str:
    """Return the text under ``name``, or ''."""
    found = row.get(name)
    return found if isinstance(found, str) else ""
