"""Answers of the floors above to core's questions of access: who is signed in, whose link is this, which forum."""

from typing import Any

from forumapp.accounts import queries as accounts
from forumapp.agenda import profiles
from forumapp.campaigns.queries import subscribers
from forumapp.core.actor import Actor
from forumapp.feedback.queries import asked as feedback
from forumapp.feedback.queries import forms as feedback_forms
from forumapp.forums import queries as forums
from forumapp.groupwork.queries import boards, works
from forumapp.inquiries.queries import inquiries
from forumapp.registration.queries import registrations


class Resolvers:
    """Answers of the floors above to core's questions of access."""

    links: dict[str, Any] = {  # noqa: RUF012 - kind of link → function(token) → (subject, actor) or None
        accounts.LINK: accounts.holder_of_link,
        works.LINK: works.holder_of,
        works.RECORDER_LINK: works.recorder_of,
        boards.LINK: boards.holder_of,
        feedback.LINK: feedback.holder_of,
        feedback_forms.ROOM: feedback_forms.room_holder,
        profiles.LINK: profiles.holder_of,
        subscribers.LINK: subscribers.by_token,
        "registration": registrations.by_token,
        "invitation": registrations.invitation_by_token,
        inquiries.LINK: inquiries.by_token,
        inquiries.SECTION_LINK: inquiries.section_by_token,
    }

    def account(self) -> Any | None:
        """Return the signed-in account."""
        return accounts.signed_in()

    def link(self, kind: str, token: str) -> tuple[Any, Actor] | None:
        """Return whose personal link it is."""
        found: tuple[Any, Actor] | None = self.links[kind](token)
        return found

    def public_forum(self, slug: str, *, whole: bool) -> Any | None:
        """Return a forum that any visitor may see."""
        return forums.public_forum(slug, whole=whole)

    def forum_roles(self, slug: str, account: Any) -> tuple[Any, frozenset[str]] | None:
        """Return a forum with the account's roles."""
        return forums.forum_for(slug, account)
