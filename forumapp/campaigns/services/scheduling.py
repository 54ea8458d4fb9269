"""Letters that go by themselves, counted from the forum's date: switched on and changed by hand, sent by the worker."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.campaigns import timing
from forumapp.campaigns.errors import WrittenMeanwhile
from forumapp.campaigns.models import Anchor, Campaign, CampaignState
from forumapp.campaigns.queries.schedules import has_gone, schedule_of, schedules_of
from forumapp.campaigns.services.sending import check_words, release
from forumapp.core import audit, clock, transaction
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.events import ForumCopied
from forumapp.forums.models import Forum

MOST_DAYS, MOST_DAYS_AFTER, MOST_HOURS = 60, 14, 24
"""How far from the forum a letter may be planned."""
COPIED = ("letter_kind", "subject", "body", "filter", "anchor", "amount", "at")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """When a schedule goes, and its words: the organiser's own, or the ready-made letter."""

    amount: int
    at: time | None
    subject: str = ""
    body: str = ""
    has_own_words: bool = False


def switch_on(forum: Forum, *, by: Actor, anchors: Collection[Anchor] = tuple(Anchor)) -> int:
    """Let schedules go by themselves from now on; returns how many were off. DomainError for a forum that is over with."""
    _check_forum(forum)
    found = _mine(forum, anchors, CampaignState.DRAFT)
    for schedule in found:
        schedule.state, schedule.changed_at = CampaignState.SCHEDULED, clock.now()
        schedule.version += 1
        db.session.add(schedule)
        audit.record(by, "schedule.switched_on", schedule, changes=_named(schedule))
    return len(found)


def switch_off(forum: Forum, *, by: Actor, anchors: Collection[Anchor] = tuple(Anchor)) -> int:
    """Let schedules send nothing any more; returns how many were on."""
    transaction.lock(forum)
    found = _mine(forum, anchors, CampaignState.SCHEDULED)
    for schedule in found:
        schedule.state, schedule.changed_at = CampaignState.DRAFT, clock.now()
        schedule.version += 1
        audit.record(by, "schedule.switched_off", schedule, changes=_named(schedule))
    return len(found)


def change(forum: Forum, anchor: Anchor, *, by: Actor, plan: Plan, version: int | None = None) -> Campaign:
    """Set when a schedule goes and with which words; on or off stays. Raises DomainError for ``amount``, ``at``,
    ``subject``, ``body``, and WrittenMeanwhile if somebody else changed it since ``version``."""
    _check_forum(forum)
    schedule = schedule_of(forum, anchor)
    if version is not None and version != schedule.version:
        raise WrittenMeanwhile
    _check_moment(forum, anchor, plan)
    changes = audit.difference(schedule, _values(anchor, plan))
    check_words(schedule)
    if {"amount", "at"} & changes.keys() or schedule.id is None:
        schedule.changed_at = clock.now()
    if changes or schedule.id is None:
        schedule.version += 1
        db.session.add(schedule)
        audit.record(by, "schedule.changed", schedule, changes=changes)
    return schedule


def forum_copied(event: ForumCopied) -> None:
    """Give the copy the schedules of its model, switched off."""
    made, model = db.session.get_one(Forum, event.forum_id), db.session.get_one(Forum, event.from_id)
    for schedule in schedules_of(model):
        if schedule.id is not None:
            values = {name: getattr(schedule, name) for name in COPIED}
            now = clock.now()
            db.session.add(Campaign(forum_id=made.id, created_at=now, changed_at=now, **values))


def run_due(by: Actor = SYSTEM) -> int:
    """Send what is due and note what has become pointless; returns how many schedules went. The job of each minute."""
    now = clock.now()
    return sum(_run_safely(schedule, by, now) for schedule in _waiting(now))


def _waiting(now: datetime) -> list[Campaign]:
    first = now.date() - timedelta(days=MOST_DAYS_AFTER + 7)
    rows = (
        sa.select(Campaign)
        .join(Forum, Forum.id == Campaign.forum_id)
        .where(
            Campaign.anchor.is_not(None),
            Campaign.state == CampaignState.SCHEDULED,
            Forum.day >= first,
            Forum.published_at.is_not(None),
            Forum.cancelled_at.is_(None),
            Forum.purged_at.is_(None),
        )
    )
    return list(db.session.scalars(rows.order_by(Campaign.id)))


def _run_safely(schedule: Campaign, by: Actor, now: datetime) -> bool:
    """Do one schedule; what is wrong with it must not stop the others."""
    ident = schedule.id
    try:
        with db.session.begin_nested():
            return _run(schedule, by, now)
    except Exception:
        log.exception("schedule %d failed", ident)
        return False


def _run(schedule: Campaign, by: Actor, now: datetime) -> bool:
    transaction.lock(schedule)
    forum = schedule.forum
    assert forum is not None
    due, late = timing.due_at(schedule, forum), timing.too_late_at(schedule, forum)
    occasion = timing.occasion_of(schedule, forum)
    is_on = schedule.state is CampaignState.SCHEDULED and schedule.done_for != occasion
    if (
        not is_on
        or due is None
        or late is None
        or not timing.since(schedule, forum) < due <= now
        or due >= late
    ):
        return False
    schedule.done_for = occasion
    if has_gone(schedule, occasion):  # moved away and back again
        schedule.sent_at = schedule.sent_at or now
        return False
    if now >= late:
        schedule.sent_at = None
        audit.record(by, "schedule.missed", schedule, changes=_named(schedule))
        return False
    release(schedule, by=by, goes_at=now, occasion=occasion)
    return True


def _mine(forum: Forum, anchors: Collection[Anchor], state: CampaignState) -> list[Campaign]:
    return [one for one in schedules_of(forum) if one.anchor in anchors and one.state is state]


def _named(schedule: Campaign) -> dict[str, list[str | None]]:
    return {"schedule": [None, timing.name_of(schedule)]}


def _values(anchor: Anchor, plan: Plan) -> dict[str, object]:
    return {
        "amount": plan.amount if anchor is not Anchor.SAME_DAY else 0,
        "at": plan.at if anchor is not Anchor.HOURS_BEFORE else None,
        "letter_kind": "" if plan.has_own_words else timing.STANDARDS[anchor].letter_kind,
        "subject": plan.subject,
        "body": plan.body,
    }


def _check_forum(forum: Forum) -> None:
    transaction.lock(forum)
    if forum.cancelled_at is not None:
        raise DomainError(_("中止したフォーラムからは、自動送信できません。"))
    if forum.purged_at is not None:
        raise DomainError(_("個人情報を消去したフォーラムからは、メールを送れません。"))


def _check_moment(forum: Forum, anchor: Anchor, plan: Plan) -> None:
    most = {Anchor.HOURS_BEFORE: MOST_HOURS, Anchor.DAYS_AFTER: MOST_DAYS_AFTER}.get(anchor, MOST_DAYS)
    if anchor is not Anchor.SAME_DAY and not 1 <= plan.amount <= most:
        raise DomainError(_("1から%(most)dまでの数字で入力してください。", most=most), "amount")
    if anchor is not Anchor.HOURS_BEFORE and plan.at is None:
        raise DomainError(_("送信する時刻を入力してください。"), "at")
    if anchor is Anchor.SAME_DAY and forum.starts and plan.at and plan.at >= forum.starts:
        raise DomainError(_("開始時刻より前の時刻を入力してください。"), "at")
