"""What feedback can refuse."""

from forumapp.core.errors import DomainError


class EditedMeanwhile(DomainError):
    """Somebody else has decided on it or changed it since the page was shown."""


class NotHarmless(DomainError):
    """A form that has answers may only be reworded, and its choices added to."""
