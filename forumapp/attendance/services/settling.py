"""The final list by hand: corrections with their reason, what counts as present, and settling it (確定)."""

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.attendance.models import AttendanceCorrection, AttendanceRules
from forumapp.attendance.policy import may_check_in
from forumapp.core import audit, clock
from forumapp.core.actor import Actor
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import lock
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration

CHANGING = (
    *("presence.read", "presence.withdrawn", "presence.matched", "presence.decided", "presence.dismissed"),
    *("attendance.corrected", "attendance.rules_changed", "check_in.made", "check_in.undone"),
)
"""Audited actions that change who was there."""


def correct(registration: Registration, *, by: Actor, came: bool | None, reason: str = "") -> None:
    """Say that somebody came or did not, whatever the evidence; ``came`` None takes the correction back.

    DomainError without a reason, and before the forum's day.
    """
    forum = registration.forum
    lock(forum, registration)
    if not may_check_in(forum, clock.now()):
        raise DomainError(_("出席は、開催日から記録できます。"))
    if came is not None and not reason:
        raise DomainError(_("訂正の理由を入力してください。"), "reason")
    found = db.session.query(AttendanceCorrection).filter_by(registration_id=registration.id).one_or_none()
    before = found.came if found else None
    if found is None:
        found = AttendanceCorrection(forum_id=forum.id, registration_id=registration.id)
        db.session.add(found)
    found.came, found.reason = came, reason if came is not None else ""
    found.by_label, found.at = by.label, clock.now()
    changes = {"came": [before, came], "reason": ["", reason]}
    audit.record(by, "attendance.corrected", registration, forum_id=forum.id, changes=changes)


def change_rules(forum: Forum, *, by: Actor, least_minutes: int, item_share: int) -> None:
    """Change what counts as present."""
    rules = _rules(forum)
    changes = audit.difference(rules, {"least_minutes": least_minutes, "item_share": item_share})
    if changes:
        audit.record(by, "attendance.rules_changed", forum, changes=changes)


def settle(forum: Forum, *, by: Actor) -> None:
    """Note that the list is final. Later corrections stay possible and are told beside the date."""
    if not may_check_in(forum, clock.now()):
        raise DomainError(_("出席は、開催日から確定できます。"))
    rules = _rules(forum)
    rules.settled_at, rules.settled_by = clock.now(), by.label
    audit.record(by, "attendance.settled", forum)


def reopen(forum: Forum, *, by: Actor) -> None:
    """Take the settling back; done twice it is done once."""
    rules = _rules(forum)
    if rules.settled_at is not None:
        rules.settled_at, rules.settled_by = None, ""
        audit.record(by, "attendance.reopened", forum)


def changed_since(forum: Forum) -> bool:
    """Say whether the list changed after it was settled: a correction, a check-in, a list, a decision."""
    settled = sa.select(AttendanceRules.settled_at).where(AttendanceRules.forum_id == forum.id)
    at = db.session.scalar(settled)
    if at is None:
        return False
    changes = sa.select(AuditEntry.id).where(
        AuditEntry.forum_id == forum.id, AuditEntry.action.in_(CHANGING), AuditEntry.at > at
    )
    return db.session.scalar(changes.limit(1)) is not None


def _rules(forum: Forum) -> AttendanceRules:
    lock(forum)
    rules = db.session.get(AttendanceRules, forum.id, populate_existing=True)
    if rules is None:
        rules = AttendanceRules(forum_id=forum.id, least_minutes=1, item_share=50, settled_by="")
        db.session.add(rules)
        db.session.flush()
    return rules
