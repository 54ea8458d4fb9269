"""Writing a campaign: begin, choose recipients, write, copy, throw away. Only drafts change."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from forumapp.campaigns import audience as filters
from forumapp.campaigns.audience import Audience
from forumapp.campaigns.errors import WrittenMeanwhile
from forumapp.campaigns.models import Campaign, CampaignState
from forumapp.campaigns.services.sending import check_fields
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum


def begin(
    forum: Forum, *, by: Actor, subject: str = "", body: str = "", audience: Audience | None = None
) -> Campaign:
    """Start a draft; with nothing chosen it reaches nobody. DomainError after the personal data are gone."""
    if forum.purged_at is not None:
        raise DomainError(_("個人情報を消去したフォーラムからは、メールを送れません。"))
    made = Campaign(
        forum=forum,
        subject=subject,
        body=body,
        filter=filters.write(audience or Audience()),
        created_at=clock.now(),
        changed_at=clock.now(),
        created_by=by.label,
    )
    db.session.add(made)
    audit.record(by, "campaign.begun", made, forum_id=forum.id)
    return made


def choose(campaign: Campaign, *, by: Actor, audience: Audience, version: int | None = None) -> None:
    """Set who is meant; those taken out one by one stay out. DomainError on ``sources`` if nothing is chosen."""
    _check(campaign, version)
    if not audience.sources:
        raise DomainError(
            _("宛先をひとつ以上選んでください。何も選ばないと、どなたにも送られません。"), "sources"
        )
    if audience.is_empty:
        raise DomainError(_("参加登録の状態をひとつ以上選んでください。"), "states")
    known = filters.read(campaign.filter)
    _change(
        campaign,
        by,
        "campaign.audience",
        {"filter": filters.write(replace(audience, excluded=known.excluded))},
    )


def leave_out(
    campaign: Campaign,
    *,
    by: Actor,
    shown: Collection[str],
    kept: Collection[str],
    version: int | None = None,
) -> int:
    """Take out those of ``shown`` (recipients' ``who``) that are not ``kept``, and let the others in again.

    Returns how many are out now.
    """
    _check(campaign, version)
    known = filters.read(campaign.filter)
    out = (set(known.excluded) | set(shown)) - set(kept)
    _change(
        campaign,
        by,
        "campaign.audience",
        {"filter": filters.write(replace(known, excluded=tuple(sorted(out))))},
    )
    return len(out)


def write(campaign: Campaign, *, by: Actor, subject: str, body: str, version: int | None = None) -> None:
    """Set subject and body; empty ones may be filled in later. DomainError on the field that holds a bad {…}."""
    _check(campaign, version)
    check_fields(subject=subject, body=body)
    _change(campaign, by, "campaign.written", {"subject": subject, "body": body})


def copy(campaign: Campaign, *, by: Actor) -> Campaign:
    """Start a draft with the same words and filter, without those who were taken out one by one."""
    wanted = replace(filters.read(campaign.filter), excluded=())
    assert campaign.forum is not None
    return begin(campaign.forum, by=by, subject=campaign.subject, body=campaign.body, audience=wanted)


def throw_away(campaign: Campaign, *, by: Actor) -> None:
    """Withdraw a draft."""
    _check(campaign, None)
    campaign.state, campaign.withdrawn_at = CampaignState.WITHDRAWN, clock.now()
    audit.record(by, "campaign.withdrawn", campaign)


def _check(campaign: Campaign, version: int | None) -> None:
    """Hold the draft; None means that nobody looked at a page. DomainError if it is no draft any more."""
    transaction.lock(campaign)
    if campaign.state is not CampaignState.DRAFT:
        raise DomainError(
            _("このメールは下書きではないため、変更できません。複製すると、新しい下書きになります。")
        )
    if version is not None and version != campaign.version:
        raise WrittenMeanwhile


def _change(campaign: Campaign, by: Actor, action: str, values: dict[str, Any]) -> None:
    if changes := audit.difference(campaign, values):
        campaign.version += 1
        campaign.changed_at = clock.now()
        audit.record(
            by, action, campaign, changes={name: pair for name, pair in changes.items() if name == "subject"}
        )
