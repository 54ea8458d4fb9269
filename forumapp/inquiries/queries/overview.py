"""The inquiries of a forum as the organiser sees them: where each reply stands, and how many people it brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.inquiries.models import Inquiry, InquiryRow
from forumapp.inquiries.queries.inquiries import inquiries_of
from forumapp.registration.models import HOLDING, Registration


class Stand(StrEnum):
    """Where a reply stands."""

    UNSENT = "unsent"
    WAITING = "waiting"
    DRAFT = "draft"
    ANSWERED = "answered"
    AMENDING = "amending"
    NOBODY = "nobody"
    WITHDRAWN = "withdrawn"


MISSING = (Stand.WAITING, Stand.DRAFT)
"""Those whose answer is still awaited."""


@dataclass(frozen=True)
class Line:
    """One organisation: its inquiry, where the reply stands, and its people: with a seat, and entered but not sent.

    Who registered by themselves, outside the quotas, is not the organisation's.
    """

    inquiry: Inquiry
    stand: Stand
    seated: int
    drafted: int


def stand_of(inquiry: Inquiry) -> Stand:
    """Return where a reply stands."""
    if inquiry.withdrawn_at is not None:
        return Stand.WITHDRAWN
    if inquiry.submitted_at is None:
        if inquiry.opened_at is not None:
            return Stand.DRAFT
        return Stand.UNSENT if inquiry.asked_at is None else Stand.WAITING
    if inquiry.submitted_version != inquiry.version:
        return Stand.AMENDING
    return Stand.NOBODY if inquiry.is_nobody else Stand.ANSWERED


def overview(forum: Forum) -> list[Line]:
    """Return every inquiry in code order; three statements however many there are."""
    seated = _seated(forum)
    drafted = _drafted(forum)
    return [
        Line(one, stand_of(one), seated.get(one.organisation_id, 0), drafted.get(one.id, 0))
        for one in inquiries_of(forum)
    ]


def counts(lines: Sequence[Line]) -> dict[Stand, int]:
    """Return how many organisations stand where."""
    return {stand: sum(line.stand is stand for line in lines) for stand in Stand}


def missing(forum_id: int) -> tuple[int, int]:
    """Return how many organisations were asked, and how many of them have not answered; one statement."""
    asked = sa.select(sa.func.count(), sa.func.count().filter(Inquiry.submitted_at.is_(None))).where(
        Inquiry.forum_id == forum_id, Inquiry.asked_at.is_not(None), Inquiry.withdrawn_at.is_(None)
    )
    found = db.session.execute(asked).one()
    return found[0], found[1]


def _seated(forum: Forum) -> dict[int | None, int]:
    answered = sa.exists().where(InquiryRow.registration_id == Registration.id)
    held = (
        sa.select(Registration.organisation_id, sa.func.count())
        .where(
            Registration.forum_id == forum.id,
            Registration.state.in_(HOLDING),
            sa.or_(Registration.quota_id.is_not(None), answered),
        )
        .group_by(Registration.organisation_id)
    )
    return dict(db.session.execute(held).tuples().all())


def _drafted(forum: Forum) -> dict[int, int]:
    rows = (
        sa.select(InquiryRow.inquiry_id, sa.func.count())
        .where(
            InquiryRow.forum_id == forum.id,
            InquiryRow.removed_at.is_(None),
            InquiryRow.registration_id.is_(None),
        )
        .group_by(InquiryRow.inquiry_id)
    )
    return dict(db.session.execute(rows).tuples().all())
