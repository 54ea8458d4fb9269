"""What the programme can refuse besides plain DomainErrors."""

from forumapp.core.errors import DomainError


class AgendaChanged(DomainError):
    """Somebody else changed the programme since the editor's page was made; nothing was written."""


class ReleaseChanged(DomainError):
    """What would be released is not what the organiser looked at."""
