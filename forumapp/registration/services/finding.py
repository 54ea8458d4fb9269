"""Lost links: mailed to the address, never shown."""

from forumapp.forums.models import Forum
from forumapp.registration.queries.registrations import at_address
from forumapp.registration.services import letters


def send_links(forum: Forum, *, email: str) -> None:
    """Mail the links of everybody registered with this address; says nothing about whether there was any."""
    for registration in at_address(forum, email):
        letters.link(registration)
