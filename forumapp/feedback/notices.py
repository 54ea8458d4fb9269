"""The letter that asks for feedback."""

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.text.eras import format_date
from forumapp.core.text.names import full_name
from forumapp.feedback import policy, queries
from forumapp.mail import letters, services
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration

KIND = "feedback.request"


def send_request(registration: Registration, *, remind: bool) -> bool:
    """Queue the request, or the one reminder; the second of the same kind sends nothing."""
    sent = services.send(
        KIND,
        dedupe=f"{KIND}:{registration.id}:{'reminder' if remind else 'first'}",
        address=registration.email,
        name=full_name(registration.family_name, registration.given_name),
        language=registration.language,
        forum_id=registration.forum_id,
        priority=services.MASS,
        registration_id=registration.id,
        remind=remind,
    )
    return sent is not None


def request(letter: Letter) -> letters.Content | None:
    """Build the letter; None for somebody who has answered, has cancelled, or when feedback is over.

    An answer does not abort the waiting reminder: the row's time would tell when the person answered.
    """
    registration = db.session.get(Registration, letter.recipe["registration_id"])
    if registration is None or not policy.may_give(registration) or queries.has_answered(registration.id):
        return None
    forum = registration.forum
    closes = policy.closes_at(forum)
    if policy.phase(forum, clock.now()) != "open" or closes is None:
        return None
    return letters.render(
        "feedback/mail/request",
        registration=registration,
        name=letter.name,
        forum=forum,
        remind=letter.recipe["remind"],
        until=format_date(clock.to_wall(closes, forum.zone).date(), letter.language),
        link=queries.address_of(registration),
    )
