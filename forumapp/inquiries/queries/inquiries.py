"""Reads of inquiries: by link, of a forum, and what the organisation may fill."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from forumapp.core import clock
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.links import is_genuine, make_token, read_id
from forumapp.core.urls import absolute_url
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Venue
from forumapp.inquiries import policy
from forumapp.inquiries.models import Inquiry, InquirySection, InquirySubmission
from forumapp.registration.models import AudienceKind, Quota
from forumapp.registration.queries.audience import audiences
from forumapp.registration.queries.quotas import is_meant

LINK, SECTION_LINK = "inquiry", "inquiry_section"
_whole = (
    joinedload(Inquiry.forum).joinedload(Forum.venue).selectinload(Venue.rooms),
    joinedload(Inquiry.organisation),
)


def by_token(token: str) -> tuple[Inquiry, Actor] | None:
    """Return whose reply a clerk's link opens."""
    ident = read_id(token)
    found = db.session.get(Inquiry, ident, options=_whole) if ident else None
    if found is None or not is_genuine(token, LINK, found.id, found.link_generation):
        return None
    return (found, Actor("link", found.id, clerk_of(found))) if _is_open(found) else None


def section_by_token(token: str) -> tuple[InquirySection, Actor] | None:
    """Return the part of a reply that another department's link opens."""
    ident = read_id(token)
    options = [joinedload(InquirySection.inquiry).options(*_whole), joinedload(InquirySection.quota)]
    found = db.session.get(InquirySection, ident, options=options) if ident else None
    if found is None or not is_genuine(token, SECTION_LINK, found.id, found.link_generation):
        return None
    if found.withdrawn_at is not None or not _is_open(found.inquiry):
        return None
    if found.quota_id not in {quota.id for quota in quotas_of(found.inquiry)}:  # withdrawn since
        return None
    label = found.name or _("%(name)s ご担当者", name=found.inquiry.organisation.name)
    return found, Actor("link", found.id, label)


def clerk_of(inquiry: Inquiry) -> str:
    """Return how the clerk is named: as they said, else as whoever answers for the organisation."""
    return inquiry.contact_name or _("%(name)s ご担当者", name=inquiry.organisation.name)


def token_of(inquiry: Inquiry) -> str:
    """Return the token of the clerk's link."""
    return make_token(LINK, inquiry.id, inquiry.link_generation)


def link_of(inquiry: Inquiry) -> str:
    """Return the full address of the clerk's page."""
    return absolute_url("reply.show", token=token_of(inquiry))


def section_link_of(section: InquirySection) -> str:
    """Return the full address of another department's page."""
    return absolute_url("reply_section.show", token=section_token_of(section))


def section_token_of(section: InquirySection) -> str:
    """Return the token of another department's link."""
    return make_token(SECTION_LINK, section.id, section.link_generation)


def inquiries_of(forum: Forum) -> Sequence[Inquiry]:
    """Return the inquiries of a forum in code order, those without a code last by name."""
    own = sa.select(Inquiry).where(Inquiry.forum_id == forum.id).join(Inquiry.organisation)
    ordered = own.order_by(Organisation.code.is_(None), Organisation.code, Organisation.name, Inquiry.id)
    return db.session.scalars(ordered.options(*_whole)).all()


def inquiry(forum: Forum, ident: int) -> Inquiry | None:
    """Return an inquiry of this forum."""
    own = sa.select(Inquiry).where(Inquiry.id == ident, Inquiry.forum_id == forum.id)
    return db.session.scalar(own.options(*_whole))


def inquiry_to(forum: Forum, organisation_id: int) -> Inquiry | None:
    """Return what an organisation is asked."""
    own = sa.select(Inquiry).where(Inquiry.forum_id == forum.id, Inquiry.organisation_id == organisation_id)
    return db.session.scalar(own.options(*_whole))


def quotas_of(inquiry: Inquiry) -> list[Quota]:
    """Return the quotas that the organisation fills: those of its own lines, else those for anybody."""
    lines = [line for line in audiences(inquiry.forum) if is_meant(line, inquiry.organisation)]
    own = [line for line in lines if line.kind is not AudienceKind.ANYBODY]
    return [quota for line in own or lines for quota in line.quotas if quota.withdrawn_at is None]


def sections_of(inquiry: Inquiry) -> Sequence[InquirySection]:
    """Return the parts that were passed on and not taken back."""
    own = sa.select(InquirySection).where(
        InquirySection.inquiry_id == inquiry.id, InquirySection.withdrawn_at.is_(None)
    )
    return db.session.scalars(own.options(joinedload(InquirySection.quota)).order_by(InquirySection.id)).all()


def submissions_of(inquiry: Inquiry) -> Sequence[InquirySubmission]:
    """Return what was submitted, the newest first."""
    own = sa.select(InquirySubmission).where(InquirySubmission.inquiry_id == inquiry.id)
    return db.session.scalars(own.order_by(InquirySubmission.number.desc())).all()


def printed_receipt(inquiry: Inquiry) -> str:
    """Return the receipt number as people read it: ABCD-EFGH; "" before the first submission."""
    return f"{inquiry.receipt[:4]}-{inquiry.receipt[4:]}" if inquiry.receipt else ""


def _is_open(inquiry: Inquiry) -> bool:
    return policy.is_link_open(inquiry, clock.now())
