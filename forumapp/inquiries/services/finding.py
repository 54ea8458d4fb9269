"""A clerk's lost link: mailed to the address, never shown."""

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.inquiries import policy
from forumapp.inquiries.models import Inquiry
from forumapp.inquiries.services import letters


def send_links(forum: Forum, *, email: str) -> None:
    """Mail the links of the inquiries that went to this address; says nothing about whether there was any."""
    wanted = email.lower()
    own = sa.select(Inquiry).where(
        Inquiry.forum_id == forum.id,
        Inquiry.asked_at.is_not(None),
        sa.or_(sa.func.lower(Inquiry.address) == wanted, sa.func.lower(Inquiry.contact_email) == wanted),
    )
    for inquiry in db.session.scalars(own.order_by(Inquiry.id)):
        if policy.is_link_open(inquiry, clock.now()):
            letters.link(inquiry, email)
