"""What publishing can refuse."""

from forumapp.core.errors import DomainError


class NotHeldYet(DomainError):
    """A report speaks of the past; the forum is still to come, or was cancelled."""


class NamesUnconfirmed(DomainError):
    """Names lost characters; somebody must say that they go out without a name."""


class AlreadySo(DomainError):
    """The report is published already, or is not."""
