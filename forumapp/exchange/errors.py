"""What is wrong with a forum document."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right: line of the document (from 1), place as a path (agenda[2].minutes), and a sentence."""

    line: int
    place: str
    message: str


class BadDocument(Exception):
    """The document cannot be loaded; ``problems`` holds everything that is wrong, in the order of lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(set(problems))
