"""Passing a part of a reply on to another department (課内・他課への依頼), which sees the rows of its quota and no more."""

import sqlalchemy as sa
from flask_babel import gettext as _

from forumapp.core import audit, clock, transaction
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.inquiries.models import Inquiry, InquirySection
from forumapp.inquiries.queries.inquiries import quotas_of
from forumapp.inquiries.services import drafting, letters


def pass_on(
    inquiry: Inquiry, *, by: Actor, quota_id: int, address: str, name: str = "", message: str = ""
) -> InquirySection:
    """Mail a link for one quota; whoever had one for it before has none any more. Raises Closed, DomainError."""
    drafting.hold(inquiry)
    if quota_id not in {quota.id for quota in quotas_of(inquiry)}:
        raise DomainError(_("参加枠を選んでください。"), "quota_id")
    section = db.session.scalar(
        sa.select(InquirySection).where(
            InquirySection.inquiry_id == inquiry.id, InquirySection.quota_id == quota_id
        )
    )
    if section is None:
        section = InquirySection(forum_id=inquiry.forum_id, inquiry=inquiry, quota_id=quota_id)
        section.link_generation = 0
        db.session.add(section)
    else:
        letters.section_taken_back(section)
        section.link_generation += 1
    section.address, section.name, section.message = address, name, message
    section.passed_at, section.done_at, section.withdrawn_at = clock.now(), None, None
    inquiry.opened_at = inquiry.opened_at or clock.now()
    db.session.flush()
    letters.passed_on(section)
    audit.record(by, "section.passed_on", section)
    return section


def take_back(section: InquirySection, *, by: Actor) -> None:
    """Make another department's link worthless; what it entered stays."""
    transaction.lock(section)
    if section.withdrawn_at is None:
        section.withdrawn_at = clock.now()
        letters.section_taken_back(section)
        audit.record(by, "section.withdrawn", section)


def finish(section: InquirySection, *, by: Actor) -> None:
    """Note that the department has entered everything; the clerk submits. Raises Closed."""
    drafting.hold(section.inquiry)
    if section.done_at is None:
        section.done_at = clock.now()
        audit.record(by, "section.done", section)
