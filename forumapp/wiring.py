"""The one page where upper floors are made known to lower ones: who is signed in, whose link it is, who hears which news,
who writes which letter, and what is done from time to time."""

from typing import Any

from flask import Flask

from forumapp.accounts import queries as accounts
from forumapp.core import access
from forumapp.core.actor import Actor
from forumapp.forums import queries as forums


class Resolvers:
    """Answers of the floors above to core's questions of access."""

    links: dict[str, Any] = {}  # noqa: RUF012 - kind of link → function(token) → (subject, actor) or None

    def account(self) -> Any | None:
        """Return the signed-in account."""
        return accounts.signed_in()

    def link(self, kind: str, token: str) -> tuple[Any, Actor] | None:
        """Return whose personal link it is."""
        found: tuple[Any, Actor] | None = self.links[kind](token)
        return found

    def public_forum(self, slug: str) -> Any | None:
        """Return a forum that any visitor may see."""
        return forums.public_forum(slug)

    def forum_roles(self, slug: str, account: Any) -> tuple[Any, frozenset[str]] | None:
        """Return a forum with the account's roles."""
        return forums.forum_for(slug, account)


def wire(app: Flask) -> None:
    """Make the connections of one application."""
    app.extensions[access.EXTENSION] = Resolvers()
