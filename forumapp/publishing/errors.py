"""What publishing can refuse."""

from forumapp.core.errors import DomainError


class NotHeldYet(DomainError):
    """A report speaks of the past; the forum is still to come, or was cancelled."""


class NamesUnconfirmed(DomainError):
    """Names lost characters; somebody must say that they go out without a name."""


class AlreadySo(DomainError):
    """The report is published already, says nothing new, is not published, or another version waits."""


class NotYours(DomainError):
    """Whoever submitted a version does not decide about it."""


class NotWaiting(DomainError):
    """The version was decided, called back or published meanwhile, or is not what was looked at."""
