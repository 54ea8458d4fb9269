"""Reminding organisations that have not answered."""

from collections.abc import Sequence

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.services import letters
from forumapp.registration.queries.ledger import rules_of


def remind(forum: Forum, inquiries: Sequence[Inquiry], *, by: Actor) -> int:
    """Remind those of ``inquiries`` that can still answer and have not; returns how many."""
    transaction.lock(forum)
    rules, now = rules_of(forum), clock.now()
    due = [one for one in inquiries if is_missing(one) and policy.may_reply(one, rules, now)]
    for one in due:
        one.reminded_at = now
        letters.reminded(one)
    audit.record(by, "inquiries.reminded", forum, forum_id=forum.id, changes={"count": [None, len(due)]})
    return len(due)


def is_missing(inquiry: Inquiry) -> bool:
    """Say whether an organisation that was asked by mail has not answered."""
    has_address = bool(inquiry.contact_email or inquiry.address)
    return has_address and inquiry.asked_at is not None and inquiry.submitted_at is None
