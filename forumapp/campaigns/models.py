"""Mail to many: campaigns with their recipients, and who wants to hear of a series."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal
from forumapp.forums.models import Forum, Series
from forumapp.mail.models import Letter


class CampaignState(StrEnum):
    """Where a campaign is: written, waiting for its moment, in the outbox."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Anchor(StrEnum):
    """What a schedule counts from; ``amount`` is days or hours of it."""

    DAYS_BEFORE = "days_before"
    SAME_DAY = "same_day"
    HOURS_BEFORE = "hours_before"
    DAYS_AFTER = "days_after"


class Campaign(Model):
    """A letter to many: its words, or a ready-made letter (``letter_kind``), and the saved filter of its recipients.

    ``filter`` is what campaigns.audience reads and writes. With an ``anchor`` it goes out by itself, once for each date
    that the forum had when it went (``CampaignRecipient.occasion``); ``done_for`` is the last one, gone or missed.
    ``about_id`` is the forum that an announcement of a series tells of, ``reply_to`` the office that answers for it.
    ``version`` is what the editor's form was filled from.
    """

    __tablename__ = "campaign"
    id: Mapped[int] = key()
    forum_id: Mapped[int | None] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("series.id"), index=True)
    state: Mapped[CampaignState] = choice(CampaignState, default=CampaignState.DRAFT)
    letter_kind: Mapped[str] = mapped_column(sa.String(60), default="")
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    filter: Mapped[dict[str, Any]] = personal(sa.JSON, default=dict)
    anchor: Mapped[Anchor | None] = choice(Anchor, nullable=True)
    amount: Mapped[int] = mapped_column(default=0)
    at: Mapped[time | None] = mapped_column(sa.Time)
    version: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = personal(sa.String(200), default="")
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    goes_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    done_for: Mapped[str] = mapped_column(sa.String(40), default="")
    about_id: Mapped[int | None] = mapped_column(sa.ForeignKey("forum.id"))
    reply_to: Mapped[str] = personal(sa.String(254), default="")
    forum: Mapped[Forum | None] = relationship(foreign_keys=forum_id)
    about: Mapped[Forum | None] = relationship(foreign_keys=about_id)
    series: Mapped[Series | None] = relationship()
    __table_args__ = (
        sa.CheckConstraint("(forum_id IS NULL) <> (series_id IS NULL)", name="forum_or_series"),
        sa.CheckConstraint("amount BETWEEN 0 AND 366", name="amount"),
    )


class CampaignRecipient(Model):
    """One person whom a campaign reaches, once per ``occasion`` ("" by hand, the forum's date by schedule)."""

    __tablename__ = "campaign_recipient"
    id: Mapped[int] = key()
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"), index=True)
    forum_id: Mapped[int | None] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    occasion: Mapped[str] = mapped_column(sa.String(40), default="")
    who: Mapped[str] = personal(sa.String(400))
    address: Mapped[str] = personal(sa.String(254))
    name: Mapped[str] = personal(sa.String(200), default="")
    subject: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"), index=True)
    letter: Mapped[Letter | None] = relationship()
    campaign: Mapped[Campaign] = relationship()
    __table_args__ = (sa.UniqueConstraint("campaign_id", "occasion", "who"),)


class Subscriber(Model):
    """Somebody who wants to hear of a series (お知らせの配信登録); counts once ``confirmed_at`` is set by the mailed link."""

    __tablename__ = "subscriber"
    id: Mapped[int] = key()
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"))
    address: Mapped[str] = personal(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(5), default="ja")
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    link_generation: Mapped[int] = mapped_column(default=0)
    series: Mapped[Series] = relationship()
    __table_args__ = (sa.UniqueConstraint("series_id", "address"),)
