"""A forum whose letters go by themselves, switched on and run by hand, for the tests of schedules."""

from datetime import datetime

import sqlalchemy as sa

from forumapp.campaigns.models import Anchor, CampaignRecipient
from forumapp.campaigns.queries.schedules import lines_of
from forumapp.campaigns.services import scheduling
from forumapp.core import clock as clocks
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.transaction import transaction as in_transaction
from forumapp.forums.models import Forum
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration

REMINDER, JOIN, THANKS = "registration.reminder", "registration.join_information", "feedback.thanks"


BOTH = [(REMINDER, "hall@city.example.jp"), (REMINDER, "web@city.example.jp")]


def switch_on(forum, *anchors):
    with in_transaction():
        return scheduling.switch_on(
            db.session.get(Forum, forum.id), by=SYSTEM, anchors=anchors or tuple(Anchor)
        )


def run():
    """Do the work of one minute; returns the letters there are then as (kind, address), sorted."""
    with in_transaction():
        scheduling.run_due()
    return scheduled()


def scheduled():
    rows = sa.select(Letter.kind, Letter.address).join(
        CampaignRecipient, CampaignRecipient.letter_id == Letter.id
    )
    return sorted(tuple(row) for row in db.session.execute(rows))


def registered(forum):
    """Return who is at the venue and who is there by Web."""
    mine = sa.select(Registration).where(Registration.forum_id == forum.id)
    return db.session.scalars(mine.order_by(Registration.id)).all()


def at(clock, *moment):
    """Let it be this wall time in Tokyo."""
    clock.instant = clocks.to_utc(datetime(*moment), "Asia/Tokyo")


def status(forum):
    db.session.rollback()
    found = db.session.get(Forum, forum.id, populate_existing=True)
    return {str(line.schedule.anchor): line.status for line in lines_of(found)}
