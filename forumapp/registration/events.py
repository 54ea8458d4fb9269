"""What happened to a registration, for the floors above. Told in the transaction that did it."""

from dataclasses import dataclass

from forumapp.core.actor import Actor


@dataclass(frozen=True)
class RegistrationSubstituted:
    """``to_id`` comes in place of ``from_id``."""

    forum_id: int
    from_id: int
    to_id: int
    by: Actor
