"""Campaigns for the tests, built through the services; join an open transaction or open one."""

import sqlalchemy as sa

from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.models import CampaignRecipient
from forumapp.campaigns.services import drafting, sending
from forumapp.core import clock
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.mail.models import Letter
from forumapp.registration.models import RegistrationState
from tests.accounts.factories import writing

CONFIRMED = (RegistrationState.CONFIRMED,)
SUBJECT, BODY = "持ち物のご案内", "{氏名} 様\n\n当日は筆記用具をお持ちください。"


def meaning(*sources, **values):
    """Make a filter of ``sources`` (default: the confirmed registrations)."""
    return Audience(
        sources=sources or (Source.REGISTRATIONS,), states=values.pop("states", CONFIRMED), **values
    )


def make_campaign(forum, *, subject=SUBJECT, body=BODY, audience=None):
    """Make a draft to the confirmed registrations, or to ``audience``."""
    with writing() as session:
        made = drafting.begin(forum, by=SYSTEM, subject=subject, body=body, audience=audience or meaning())
        session.flush()
    return made


def release(campaign, **values):
    """Send it, due five minutes later."""
    with writing():
        goes_at = clock.now() + sending.TO_CALL_BACK
        return sending.release(campaign, by=SYSTEM, **{"goes_at": goes_at, **values})


def letters(campaign):
    """Return the letters of the campaign, also those that were called back, in order."""
    own = Letter.dedupe_key.startswith(f"campaign:{campaign.id}:")
    return db.session.scalars(sa.select(Letter).where(own).order_by(Letter.id)).all()


def reached(campaign):
    """Return who has a letter of it, as (address, name)."""
    rows = sa.select(CampaignRecipient.address, CampaignRecipient.name)
    return [
        tuple(row) for row in db.session.execute(rows.where(CampaignRecipient.campaign_id == campaign.id))
    ]
