"""What registration can refuse."""

from forumapp.core.errors import DomainError


class SeatsFull(DomainError):
    """No seat is free in this mode."""


class NotOpen(DomainError):
    """Registration for this mode is not open (not yet, no longer, or not at all)."""


class Ended(DomainError):
    """The registration cannot be changed any more: cancelled, or the forum has begun."""


class Stale(DomainError):
    """Somebody else changed the registration meanwhile."""
