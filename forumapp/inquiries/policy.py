"""Who may do what with inquiries, and until when a reply may be changed; pure."""

from datetime import datetime, timedelta

from forumapp.core import clock
from forumapp.forums.models import Forum
from forumapp.forums.states import over_at
from forumapp.inquiries.models import Inquiry
from forumapp.registration.models import SeatRules

EDITORS = ("owner", "editor")
"""Who asks, reminds, and takes back."""
WRITERS = ("owner", "editor", "reception")
"""Who answers for an organisation."""
READERS = ("owner", "editor", "reception", "viewer")
"""Who sees what was answered."""
LINK_OUTLIVES = timedelta(days=30)
"""For how long after the forum a clerk's link still shows what was answered."""


def due_of(inquiry: Inquiry, rules: SeatRules) -> datetime | None:
    """Return until when to answer, as wall time: the organisation's own deadline, else the forum's."""
    return inquiry.due or rules.reply_due


def is_over(forum: Forum, now: datetime) -> bool:
    """Say whether the forum is over or called off: then nobody changes a reply."""
    over = over_at(forum)
    return forum.cancelled_at is not None or (over is not None and now >= over)


def may_reply(inquiry: Inquiry, rules: SeatRules, now: datetime) -> bool:
    """Say whether the clerk may change the reply: asked, and before the deadline."""
    due = due_of(inquiry, rules)
    in_time = due is None or now < clock.to_utc(due, inquiry.forum.zone)
    return in_time and may_answer_for(inquiry, now)


def may_answer_for(inquiry: Inquiry, now: datetime) -> bool:
    """Say whether an organiser may change the reply (代理入力), also after the deadline."""
    return inquiry.withdrawn_at is None and not is_over(inquiry.forum, now)


def is_link_open(inquiry: Inquiry, now: datetime) -> bool:
    """Say whether the link of a clerk opens anything."""
    over = over_at(inquiry.forum)
    return inquiry.withdrawn_at is None and (over is None or now < over + LINK_OUTLIVES)
