"""What organisations are asked and answer: inquiries, sections passed on, rows of attendees, and what was submitted."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal
from forumapp.directory.models import Department, Organisation, Rank
from forumapp.forums.models import Forum, Mode
from forumapp.registration.models import Quota, Registration


class Inquiry(Model):
    """What one organisation is asked (照会) and where its reply (回答) stands. Its link needs no account.

    ``due`` (wall time) is the organisation's own deadline, else the forum's. ``is_nobody``: nobody takes part. Only
    ``submitted_at`` makes it a reply; what was entered since then is a draft. ``note`` is the clerk's to the office.
    """

    __tablename__ = "inquiry"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    address: Mapped[str] = personal(sa.String(254), default="")
    message: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="ja")
    due: Mapped[datetime | None] = mapped_column(sa.DateTime)
    contact_name: Mapped[str] = personal(sa.String(200), default="")
    contact_unit: Mapped[str] = personal(sa.String(200), default="")
    contact_phone: Mapped[str] = personal(sa.String(40), default="")
    contact_email: Mapped[str] = personal(sa.String(254), default="")
    note: Mapped[str] = personal(sa.Text, default="")
    is_nobody: Mapped[bool] = mapped_column(default=False)
    receipt: Mapped[str | None] = mapped_column(sa.String(12), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    submitted_version: Mapped[int | None]
    form_key: Mapped[str | None] = mapped_column(sa.String(40))
    link_generation: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    forum: Mapped[Forum] = relationship()
    organisation: Mapped[Organisation] = relationship()
    __table_args__ = (sa.UniqueConstraint("forum_id", "organisation_id"),)


class InquirySection(Model):
    """A part of an inquiry passed on to another department: its link shows the rows of one quota only."""

    __tablename__ = "inquiry_section"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    inquiry_id: Mapped[int] = mapped_column(sa.ForeignKey("inquiry.id"))
    quota_id: Mapped[int] = mapped_column(sa.ForeignKey("quota.id"))
    address: Mapped[str] = personal(sa.String(254), default="")
    name: Mapped[str] = personal(sa.String(200), default="")
    message: Mapped[str] = personal(sa.Text, default="")
    link_generation: Mapped[int] = mapped_column(default=0)
    passed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    inquiry: Mapped[Inquiry] = relationship()
    quota: Mapped[Quota] = relationship()
    __table_args__ = (sa.UniqueConstraint("inquiry_id", "quota_id"),)


class InquiryRow(Model):
    """One attendee of a reply, as entered (回答の1行); a submission makes and changes ``registration``.

    ``version`` is what a form sends back. ``replaces_id``: the registration whose seat this person takes.
    ``removed_at``: taken out of the reply; a submission cancels the registration. While ``submitted_version`` is
    ``version`` nothing was entered since the last submission, and what counts is the registration as it is now.
    ``base``: what the registration said when the draft was begun; only what differs from that was meant to change.
    """

    __tablename__ = "inquiry_row"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    inquiry_id: Mapped[int] = mapped_column(sa.ForeignKey("inquiry.id"), index=True)
    quota_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quota.id"))
    registration_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration.id"))
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    submitted_version: Mapped[int | None]
    mode: Mapped[Mode] = choice(Mode)
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    family_name: Mapped[str] = personal(sa.String(80), default="")
    given_name: Mapped[str] = personal(sa.String(80), default="")
    family_kana: Mapped[str] = personal(sa.String(80), default="")
    given_kana: Mapped[str] = personal(sa.String(80), default="")
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    unit: Mapped[str] = personal(sa.String(200), default="")
    title: Mapped[str] = personal(sa.String(200), default="")
    rank_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rank.id"))
    email: Mapped[str] = personal(sa.String(254), default="")
    needs: Mapped[str] = personal(sa.Text, default="")
    may_list: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[dict[str, Any]] = personal(sa.JSON, default=dict)
    base: Mapped[dict[str, Any]] = personal(sa.JSON, default=dict)
    changed_by: Mapped[str] = personal(sa.String(200), default="")
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    inquiry: Mapped[Inquiry] = relationship()
    quota: Mapped[Quota | None] = relationship()
    registration: Mapped[Registration | None] = relationship(foreign_keys=[registration_id])
    department: Mapped[Department | None] = relationship()
    rank: Mapped[Rank | None] = relationship()
    __table_args__ = (sa.CheckConstraint("mode <> 'both'", name="one_mode"),)


class InquirySubmission(Model):
    """What was submitted, and when (回答の履歴): the rows as they were, and what they changed in numbers."""

    __tablename__ = "inquiry_submission"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    inquiry_id: Mapped[int] = mapped_column(sa.ForeignKey("inquiry.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = personal(sa.String(200), default="")
    way: Mapped[str] = mapped_column(sa.String(10))
    content: Mapped[dict[str, Any]] = personal(sa.JSON, default=dict)
    inquiry: Mapped[Inquiry] = relationship()
    __table_args__ = (sa.UniqueConstraint("inquiry_id", "number"),)
