"""What happened to a programme."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AgendaReleased:
    """The public sees another programme: release ``number`` of the forum."""

    forum_id: int
    number: int
