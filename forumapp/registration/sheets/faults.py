"""What is wrong with a row, and what was mended in it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be taken: ``row`` in the file, ``column`` by its heading there ("" for the whole row), and why."""

    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What a cell said, and as what it was taken; ``after`` is empty for a row that was passed over."""

    row: int
    column: str
    code: str
    before: str
    after: str


@dataclass
class Notes:
    """Faults and repairs, as they are found."""

    faults: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    def in_order(self) -> "Notes":
        """Return the same by row."""
        return Notes(
            sorted(self.faults, key=lambda one: one.row), sorted(self.repairs, key=lambda one: one.row)
        )
