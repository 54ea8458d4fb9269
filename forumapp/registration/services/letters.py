"""Which letters a registration causes, each at most once; those it makes pointless are taken back."""

from forumapp.core import clock
from forumapp.mail import services as mail
from forumapp.registration.models import Invitation, Registration
from forumapp.registration.queries.registrations import name_of

LINK_PAUSE = 10
"""Minutes in which the same link is mailed at most once."""


def received(registration: Registration) -> None:
    """Tell that the registration is made."""
    _send(registration, "received", str(registration.id))


def moved(registration: Registration, sequence: int) -> None:
    """Tell the person's new mode, time or place; an older such letter still waiting says the same by then."""
    mail.abort(f"registration:{registration.id}:changed:")
    _send(registration, "changed", str(sequence))


def cancelled(registration: Registration) -> None:
    """Tell that the registration is cancelled; nothing older goes out any more."""
    mail.abort(f"registration:{registration.id}:")
    _send(registration, "cancelled", str(registration.version))


def forum_cancelled(registration: Registration, sequence: int) -> None:
    """Tell that the forum will not be held."""
    mail.abort(f"registration:{registration.id}:")
    _send(registration, "forum_cancelled", str(sequence))


def link(registration: Registration) -> None:
    """Mail the personal link again."""
    slot = int(clock.now().timestamp()) // (LINK_PAUSE * 60)
    _send(registration, "link", str(slot), priority=mail.SOON)


def invited(invitation: Invitation, times: int) -> None:
    """Mail the invitation; ``times`` counts how often it was sent before."""
    mail.send(
        "registration.invitation",
        dedupe=f"invitation:{invitation.id}:{times}",
        address=invitation.address,
        name=invitation.name,
        language=invitation.language,
        forum_id=invitation.forum_id,
        priority=mail.MASS,
        invitation=invitation.id,
    )


def uninvited(invitation: Invitation) -> None:
    """Take back an invitation that was not sent yet."""
    mail.abort(f"invitation:{invitation.id}:")


def _send(registration: Registration, what: str, occasion: str, priority: int = mail.NORMAL) -> None:
    mail.send(
        f"registration.{what}",
        dedupe=f"registration:{registration.id}:{what}:{occasion}",
        address=registration.email,
        name=name_of(registration),
        language=registration.language,
        forum_id=registration.forum_id,
        priority=priority,
        registration=registration.id,
    )
