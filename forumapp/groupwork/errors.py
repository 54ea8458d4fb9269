"""What group work can refuse."""

from forumapp.core.errors import DomainError


class EditedMeanwhile(DomainError):
    """Somebody else has changed it since the page was shown."""


class NamesFound(DomainError):
    """A text to be published seems to name a person, and nobody has confirmed it."""


class ArrangementChanged(DomainError):
    """Somebody else has changed who sits where since the page was shown."""
