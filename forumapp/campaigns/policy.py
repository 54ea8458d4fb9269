"""Who writes to many; pure."""

from datetime import datetime

from forumapp.campaigns.models import Campaign, CampaignState

EDITORS = ("owner", "editor")
"""Who writes, sends and calls back campaigns, and sees what became of them."""


def may_call_back(campaign: Campaign, now: datetime) -> bool:
    """Say whether every letter still waits."""
    return campaign.state is CampaignState.SENT and campaign.goes_at is not None and now < campaign.goes_at
