"""What attendance can refuse."""

from forumapp.core.errors import DomainError


class NotToday(DomainError):
    """The forum's day has not come yet, or it was called off."""


class RoomFull(DomainError):
    """Nobody more can be taken in at the venue."""


class AlreadyRegistered(DomainError):
    """Somebody of this name and organisation is registered."""
