"""What an import changes: gathered, and written down as one row of the audit log."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from forumapp.core import audit, clock
from forumapp.core.db import Model, db

Row = TypeVar("Row", bound=Model)
Wanted = tuple[Hashable, dict[str, Any]]


class Ledger:
    """The changes of one import: {label.field: [before, after]}; nothing in it means that nothing was changed."""

    def __init__(self, forum_id: int) -> None:
        self.forum_id = forum_id
        self.changes: dict[str, list[Any]] = {}

    def put(self, row: Model, label: str, **values: Any) -> bool:
        """Set ``values`` on a row; says whether anything changed."""
        changes = audit.difference(row, values)
        self.changes |= {f"{label}.{name}": change for name, change in changes.items()}
        return bool(changes)

    def add(self, row: Row, label: str) -> Row:
        """Write a new row."""
        db.session.add(row)
        db.session.flush()
        self.changes[label] = [None, label]
        return row

    def withdraw(self, row: Any, label: str) -> None:
        """Take a row out of sight; it stays."""
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()
            self.changes[label] = [label, None]

    def delete(self, row: Model, label: str) -> None:
        """Delete a row of a kind that is not kept."""
        db.session.delete(row)
        self.changes[label] = [label, None]

    def match(
        self,
        label: str,
        known: Iterable[tuple[Hashable, Row]],
        wanted: Sequence[Wanted],
        make: Callable[[], Row],
    ) -> list[Row]:
        """Bring rows that can be withdrawn to what is ``wanted``, in its order: known ones by key, new ones by ``make``.

        Living rows come before withdrawn ones of the same key; what is not wanted any more is withdrawn.
        """
        by_key: dict[Hashable, Row] = {}
        for key, row in sorted(known, key=lambda pair: pair[1].withdrawn_at is None):  # type: ignore[attr-defined]
            by_key[key] = row
        found = []
        for key, values in wanted:
            name = f"{label} {_printed(key)}"
            row = by_key.pop(key, None)
            if row is None:
                row = make()
                for field, value in values.items():
                    setattr(row, field, value)
                self.add(row, name)
            else:
                self.put(row, name, withdrawn_at=None, **values)
            found.append(row)
        for key, row in by_key.items():
            self.withdraw(row, f"{label} {_printed(key)}")
        return found


def _printed(key: Hashable) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
