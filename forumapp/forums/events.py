"""What happened to a forum, for the floors above. All are told in the transaction that did it."""

from dataclasses import dataclass
from typing import Literal

from forumapp.core.actor import Actor

What = Literal[
    "facts",
    "date",
    "candidates",
    "venue",
    "hours",
    "hosts",
    "seats",
    "contact",
    "join",
    "registration",
    "series",
]


@dataclass(frozen=True)
class ForumCreated:
    """A forum exists: as a draft, with a title."""

    forum_id: int
    by: Actor


@dataclass(frozen=True)
class ForumChanged:
    """One side of a forum is no longer what it was; ``fields`` are the columns that changed."""

    forum_id: int
    what: What
    fields: frozenset[str]
    by: Actor


@dataclass(frozen=True)
class ForumPublished:
    """The forum may be seen from now on, as its visibility says."""

    forum_id: int
    by: Actor


@dataclass(frozen=True)
class ForumWithdrawn:
    """The forum is a draft again."""

    forum_id: int
    by: Actor


@dataclass(frozen=True)
class ForumCopied:
    """The forum was made after the model of ``from_id``; programme, quotas and themes are copied already."""

    forum_id: int
    from_id: int
    by: Actor


@dataclass(frozen=True)
class ForumCancelled:
    """The forum will not be held."""

    forum_id: int
    reason: str
    by: Actor


@dataclass(frozen=True)
class ForumPurged:
    """The forum's retention is over: its personal columns are empty."""

    forum_id: int
    by: Actor
