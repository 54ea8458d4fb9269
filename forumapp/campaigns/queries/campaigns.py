"""Reads of campaigns that somebody sends by hand: the list, one of them, and what became of its letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forumapp.campaigns.models import Campaign, CampaignRecipient, CampaignState
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.mail.models import Letter, LetterState

PER_PAGE = 50
LOST = (LetterState.FAILED, LetterState.BOUNCED, LetterState.SUPPRESSED, LetterState.ABORTED)
"""States of letters that reached nobody."""


@dataclass(frozen=True)
class Progress:
    """How many letters of a campaign are in each state."""

    counts: Mapping[LetterState, int]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """Return how many have not been tried to the end."""
        return self.count(LetterState.QUEUED) + self.count(LetterState.SENDING)

    @property
    def done(self) -> int:
        """Return how many are in a final state."""
        return self.total - self.waiting

    @property
    def lost(self) -> int:
        """Return how many reached nobody, for whatever reason."""
        return sum(self.count(state) for state in LOST)

    def count(self, state: LetterState | str) -> int:
        """Return how many are in ``state``."""
        return self.counts.get(LetterState(state), 0)


@dataclass(frozen=True)
class Page:
    """One page of the list; ``number`` counts from 1."""

    rows: Sequence[tuple[Campaign, Progress]]
    total: int
    number: int
    pages: int


def page(forum: Forum, number: int) -> Page:
    """Return the campaigns, the newest first, each with what became of its letters."""
    mine = _by_hand(forum.id)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(1, number), pages)
    rows = db.session.scalars(
        mine.order_by(Campaign.id.desc()).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    ).all()
    found = progress_of([row.id for row in rows])
    return Page([(row, found.get(row.id, Progress({}))) for row in rows], total, number, pages)


def campaign(forum: Forum, ident: int) -> Campaign | None:
    """Return one of the forum's campaigns."""
    return db.session.scalar(_by_hand(forum.id).where(Campaign.id == ident))


def blank(forum: Forum, label: str) -> Campaign | None:
    """Return a draft that ``label`` began and left as it was."""
    untouched = _by_hand(forum.id).where(
        Campaign.state == CampaignState.DRAFT,
        Campaign.version == 1,
        Campaign.subject == "",
        Campaign.body == "",
    )
    mine = untouched.where(Campaign.created_by == label)
    return db.session.scalars(mine.order_by(Campaign.id.desc()).limit(1)).first()


def progress(campaign: Campaign) -> Progress:
    """Return what became of a campaign's letters."""
    return progress_of([campaign.id]).get(campaign.id, Progress({}))


def lost(campaign: Campaign, *, limit: int = 500) -> Sequence[tuple[CampaignRecipient, Letter]]:
    """Return the letters that reached nobody, with their recipients."""
    joined = sa.select(CampaignRecipient, Letter).join(Letter, Letter.id == CampaignRecipient.letter_id)
    own = joined.where(CampaignRecipient.campaign_id == campaign.id, Letter.state.in_(LOST))
    return db.session.execute(own.order_by(Letter.state, CampaignRecipient.id).limit(limit)).tuples().all()


def recipients(campaign: Campaign, *, limit: int = 100) -> Sequence[CampaignRecipient]:
    """Return the first recipients of a campaign that was sent."""
    own = sa.select(CampaignRecipient).where(CampaignRecipient.campaign_id == campaign.id)
    return db.session.scalars(own.order_by(CampaignRecipient.id).limit(limit)).all()


def _by_hand(forum_id: int) -> sa.Select[tuple[Campaign]]:
    return sa.select(Campaign).where(
        Campaign.forum_id == forum_id, Campaign.anchor.is_(None), Campaign.state != CampaignState.WITHDRAWN
    )


def progress_of(idents: Sequence[int]) -> dict[int, Progress]:
    """Return what became of the letters of each campaign; one statement."""
    counted = (
        sa.select(CampaignRecipient.campaign_id, Letter.state, sa.func.count())
        .join(Letter, Letter.id == CampaignRecipient.letter_id)
        .where(CampaignRecipient.campaign_id.in_(idents))
        .group_by(CampaignRecipient.campaign_id, Letter.state)
    )
    found: dict[int, dict[LetterState, int]] = {}
    for ident, state, number in db.session.execute(counted):
        found.setdefault(ident, {})[state] = number
    return {ident: Progress(counts) for ident, counts in found.items()}
