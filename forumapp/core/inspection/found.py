"""What the inspection of a file finds out, told line by line as JSON: what was said before a hostile file ended it counts."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import IO, Any

MOST_TEXT = 200_000
"""Characters of text that are kept of one file."""
MOST_PEOPLE = 20
LONGEST_NAME = 200
LONGEST_TITLE = 300


@dataclass
class Found:
    """Of one file: see core/uploads/models.py, FileInspection, for what the fields mean."""

    pages: int | None = None
    title: str = ""
    language: str = ""
    is_tagged: bool | None = None
    text: str = ""
    findings: list[str] = field(default_factory=list)
    people: dict[str, Any] = field(default_factory=dict)

    def add(self, finding: str) -> None:
        """Note a finding once."""
        if finding not in self.findings:
            self.findings.append(finding)

    def say(self, key: str, value: str | None) -> None:
        """Note a property of the file that names somebody."""
        name = " ".join(str(value or "").split())[:LONGEST_NAME]
        if name:
            self.people[key] = name

    def name(self, key: str, person: str | None) -> None:
        """Note one of several people."""
        names: list[str] = self.people.setdefault(key, [])
        one = " ".join(str(person or "").split())[:LONGEST_NAME]
        if one and one not in names and len(names) < MOST_PEOPLE:
            names.append(one)

    def count(self, key: str) -> None:
        """Count one thing more."""
        self.people[key] = self.people.get(key, 0) + 1

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


Tell = Callable[[Found], None]


def teller(target: IO[bytes]) -> Tell:
    """Return what writes each state of the finding as one line."""

    def tell(found: Found) -> None:
        target.write(json.dumps(found.as_dict()).encode("ascii") + b"\n")
        target.flush()

    return tell


class Unusable(Exception):
    """The file cannot be read, or not be cleaned; the reason is one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
