"""What happened to a programme."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class AgendaReleased:
    """The public sees another programme: release ``number`` of the forum.

    ``tell``: the kinds of people (questions.py) who get letters, None for all whom it concerns; ``messages``: by kind a
    paragraph of the organiser's own.
    """

    forum_id: int
    number: int
    tell: frozenset[str] | None = None
    messages: Mapping[str, str] = field(default_factory=dict)

    def tells(self, kind: str) -> bool:
        """Say whether people of this kind get letters."""
        return self.tell is None or kind in self.tell

    def message(self, kind: str) -> str:
        """Return what the organiser adds to letters of this kind."""
        return self.messages.get(kind, "")
