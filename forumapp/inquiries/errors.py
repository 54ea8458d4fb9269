"""What a reply can be refused for."""

from forumapp.core.errors import DomainError


class Closed(DomainError):
    """The reply can be changed no longer: the deadline has passed, or the forum is over or called off."""


class RowRefused(DomainError):
    """One attendee of the reply cannot be taken; ``row_id`` says which."""

    def __init__(self, message: str, row_id: int | None) -> None:
        super().__init__(message, f"row-{row_id}")
        self.row_id = row_id
