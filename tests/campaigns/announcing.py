"""Announcements for the tests, written and handed to the outbox by the services."""

import sqlalchemy as sa

from forumapp.campaigns.models import CampaignRecipient
from forumapp.campaigns.services import announcing
from forumapp.campaigns.services.announcing import Words
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.mail.models import Letter
from tests.accounts.factories import writing


def make_announcement(series, **values):
    """Write a draft."""
    given = {
        "subject": "第2回の開催が決まりました",
        "body": "ぜひご参加ください。\n\nhttps://www.example.jp/plan",
        "reply_to": "office@example.jp",
        **values,
    }
    with writing():
        return announcing.begin(series, by=SYSTEM, words=Words(**given))


def send(announcement, expected=None):
    """Hand it to the outbox; returns its letters in the order of subscribing."""
    with writing():
        announcing.send(announcement, by=SYSTEM, expected=expected)
    return letters_of(announcement)


def letters_of(announcement):
    """Return the letters of an announcement."""
    own = sa.select(Letter).join(CampaignRecipient, CampaignRecipient.letter_id == Letter.id)
    return db.session.scalars(
        own.where(CampaignRecipient.campaign_id == announcement.id).order_by(Letter.id)
    ).all()
