"""Reads of schedules: the letters that a forum sends by itself, when they go, whom they reach, what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.campaigns import audience as filters
from forumapp.campaigns import timing
from forumapp.campaigns.models import Anchor, Campaign, CampaignRecipient, CampaignState
from forumapp.campaigns.queries.recipients import reach
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.questions import Plan
from forumapp.mail.models import Letter, LetterState

Status = Literal["off", "undated", "halted", "planned", "sent", "missed", "passed"]
"""off: switched off. undated: the forum has no date. halted: cancelled or purged. passed: due before it was switched on."""
UNSENT = (LetterState.FAILED, LetterState.BOUNCED, LetterState.SUPPRESSED)


@dataclass(frozen=True)
class Line:
    """One schedule as the page shows it: ``at`` is wall time, ``reached`` how many it would reach (or has reached)."""

    schedule: Campaign
    name: str
    status: Status
    at: datetime | None
    reached: int
    failed: int = 0

    @property
    def is_on(self) -> bool:
        """Say whether it goes by itself."""
        return self.schedule.state is CampaignState.SCHEDULED

    @property
    def anchor(self) -> str:
        """Return the word of the schedule in addresses: days-before."""
        return str(self.schedule.anchor).replace("_", "-")


def schedules_of(forum: Forum) -> list[Campaign]:
    """Return the four schedules of a forum; those that nobody has touched are made up, and not saved."""
    rows = sa.select(Campaign).where(Campaign.forum_id == forum.id, Campaign.anchor.is_not(None))
    kept = {row.anchor: row for row in db.session.scalars(rows.order_by(Campaign.id.desc()))}
    return [kept.get(anchor) or _untouched(forum, anchor) for anchor in timing.STANDARDS]


def schedule_of(forum: Forum, anchor: Anchor) -> Campaign:
    """Return one schedule of a forum, made up if nobody has touched it."""
    return next(one for one in schedules_of(forum) if one.anchor is anchor)


def lines_of(forum: Forum) -> list[Line]:
    """Return the schedules with what becomes of them."""
    found = schedules_of(forum)
    gone = _gone(found)
    return [_line(schedule, forum, gone) for schedule in found]


def plans_of(forum: Forum) -> list[Plan]:
    """Answer the forum's overview: which letters go by themselves and when, and which could not."""
    words = {"planned": "", "sent": _("送信済み"), "missed": _("送れませんでした")}
    found = []
    for schedule in schedules_of(forum):
        due, status = timing.due_at(schedule, forum), status_of(schedule, forum, clock.now())
        if due is not None and status in words:
            name, at = timing.name_of(schedule), clock.to_wall(due, forum.zone)
            missed = _("自動送信メール「%(name)s」は、予定の時刻に送れませんでした。", name=name)
            warning = missed if status == "missed" else ""
            label = _("メール「%(name)s」", name=name)
            found.append(Plan(label, at, "schedules.index", words[status], warning))
    return found


def status_of(schedule: Campaign, forum: Forum, now: datetime) -> Status:
    """Return what becomes of a schedule, as far as its own row and the forum's dates tell."""
    due = timing.due_at(schedule, forum)
    if schedule.done_for and schedule.done_for == timing.occasion_of(schedule, forum):
        return "sent" if schedule.sent_at else "missed"
    if schedule.state is not CampaignState.SCHEDULED:
        return "off"
    if forum.cancelled_at is not None or forum.purged_at is not None:
        return "halted"
    if due is None:
        return "undated"
    late = timing.too_late_at(schedule, forum)
    assert late is not None
    unseen = forum.published_at is None and now >= due
    if due <= timing.since(schedule, forum) or due >= late or unseen:
        return "passed"
    return "missed" if now >= late else "planned"


def has_gone(schedule: Campaign, occasion: str) -> bool:
    """Say whether anybody has had a letter of the schedule on this occasion."""
    same = sa.select(CampaignRecipient.id).where(
        CampaignRecipient.campaign_id == schedule.id, CampaignRecipient.occasion == occasion
    )
    return db.session.scalar(same.limit(1)) is not None


def _untouched(forum: Forum, anchor: Anchor) -> Campaign:
    standard = timing.STANDARDS[anchor]
    now = clock.now()
    return Campaign(
        forum_id=forum.id,
        forum=forum,
        state=CampaignState.DRAFT,
        letter_kind=standard.letter_kind,
        subject="",
        body="",
        filter=filters.write(standard.audience),
        anchor=anchor,
        amount=standard.amount,
        at=standard.at,
        version=1,
        edition=0,
        done_for="",
        reply_to="",
        created_at=now,
        changed_at=now,
    )


def _gone(schedules: Sequence[Campaign]) -> dict[tuple[int, str], tuple[int, int]]:
    """Return {(schedule, occasion): (letters, those that did not arrive)}; one statement."""
    unsent = sa.func.sum(sa.case((Letter.state.in_(UNSENT), 1), else_=0))
    grouped = (
        sa.select(CampaignRecipient.campaign_id, CampaignRecipient.occasion, sa.func.count(), unsent)
        .outerjoin(Letter, Letter.id == CampaignRecipient.letter_id)
        .where(CampaignRecipient.campaign_id.in_([one.id for one in schedules if one.id]))
        .group_by(CampaignRecipient.campaign_id, CampaignRecipient.occasion)
    )
    return {(row[0], row[1]): (row[2], int(row[3] or 0)) for row in db.session.execute(grouped)}


def _line(schedule: Campaign, forum: Forum, gone: dict[tuple[int, str], tuple[int, int]]) -> Line:
    status = status_of(schedule, forum, clock.now())
    due = timing.due_at(schedule, forum)
    at = clock.to_wall(due, forum.zone) if due else None
    occasion = timing.occasion_of(schedule, forum)
    reached, failed = gone.get((schedule.id or 0, occasion), (0, 0))
    if status != "sent":
        reached = len(reach(schedule, occasion=occasion).people)
    return Line(schedule, timing.name_of(schedule), status, at, reached, failed)
