"""What an import changes: gathered, and written down as one row of the audit log."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from forumapp.core import audit, clock
from forumapp.core.db import Model, db

Row = TypeVar("Row", bound=Model)
Thing = TypeVar("Thing")
Wanted = tuple[Hashable, dict[str, Any]]


class Ledger:
    """The changes of one import: {label.field: [before, after]}; nothing in it means that nothing was changed."""

    def __init__(self, forum_id: int) -> None:
        self.forum_id = forum_id
        self.changes: dict[str, list[Any]] = {}

    def put(self, row: Model, label: str, /, **values: Any) -> bool:
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

        Equal keys are told apart by their order, living rows first; what is not wanted any more is withdrawn.
        """
        living_first = sorted(known, key=lambda pair: pair[1].withdrawn_at is not None)  # type: ignore[attr-defined]
        by_key = dict(_numbered(living_first))
        found = []
        for (key, number), values in _numbered(wanted):
            name = f"{label} {_printed(key)}"
            row = by_key.pop((key, number), None)
            if row is None:
                row = make()
                for field, value in values.items():
                    setattr(row, field, value)
                self.add(row, name)
            else:
                self.put(row, name, withdrawn_at=None, **values)
            found.append(row)
        for (key, _number), row in by_key.items():
            self.withdraw(row, f"{label} {_printed(key)}")
        return found


def _numbered(pairs: Iterable[tuple[Hashable, Thing]]) -> Iterator[tuple[tuple[Hashable, int], Thing]]:
    seen: Counter[Hashable] = Counter()
    for key, thing in pairs:
        seen[key] += 1
        yield (key, seen[key]), thing


def _printed(key: Hashable) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
