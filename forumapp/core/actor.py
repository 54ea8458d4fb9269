"""Who does something: recorded beside every change, without a foreign key."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["account", "link", "stranger", "system"]


@dataclass(frozen=True)
class Actor:
    """Kind, id within the kind, and the label to print."""

    kind: Kind
    id: int | None
    label: str


STRANGER = Actor("stranger", None, "")
SYSTEM = Actor("system", None, "forumapp")
