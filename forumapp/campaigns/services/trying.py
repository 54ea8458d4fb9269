"""A letter to oneself, before anybody else gets it."""

from flask_babel import gettext as _

from forumapp.campaigns import merging
from forumapp.campaigns.models import Campaign
from forumapp.campaigns.queries.recipients import Recipient
from forumapp.campaigns.services.sending import check_words, recipe_of
from forumapp.core import clock
from forumapp.core.errors import DomainError
from forumapp.mail import services as mail

TEST = "campaigns.test"


def send_test(campaign: Campaign, recipient: Recipient | None, *, address: str, name: str) -> None:
    """Mail to ``address`` what ``recipient`` would get, marked as a test and without working personal links.

    DomainError without a recipient, subject or body.
    """
    if recipient is None:
        raise DomainError(_("宛先がないため、テスト送信できません。先に宛先を選んでください。"))
    check_words(campaign)
    mail.send(
        TEST,
        dedupe=f"campaign:test:{campaign.id}:{campaign.version}:{address[:80]}:{clock.now().timestamp():.0f}",
        address=address,
        name=name,
        language=merging.language_of(campaign.subject, campaign.body),
        forum_id=campaign.forum_id,
        recipient=recipient.name,
        **recipe_of(campaign, recipient),
    )
