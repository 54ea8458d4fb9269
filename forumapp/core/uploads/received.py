"""A file that was sent, examined and written to the store, before any row speaks of it."""

from dataclasses import dataclass

from forumapp.core.files import Written


@dataclass(frozen=True)
class Received:
    """The stored content, its type as found inside, a harmless name, and a video's length in seconds where known."""

    written: Written
    content_type: str
    filename: str
    seconds: int | None = None

    @property
    def digest(self) -> str:
        """Return the content's SHA-256."""
        return self.written.digest
