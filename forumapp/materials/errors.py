"""What the store of materials can refuse."""

from forumapp.core.errors import DomainError


class UnusableFile(DomainError):
    """The file is not what its place asks for; the message says what it is and what may be sent."""


class SameFile(DomainError):
    """The place already holds a file of the same content."""


class UnusableAddress(DomainError):
    """The address of a recording elsewhere cannot be linked."""


class WrongPlace(DomainError):
    """The item of the programme cannot carry a material (any more)."""


class ChangedMeanwhile(Exception):
    """Somebody else has saved other captions since the page was opened."""
