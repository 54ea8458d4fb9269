"""Feedback without names, and impressions (感想) chosen from it.

That somebody answered (``FeedbackGiven``) is kept apart from what was answered. A response has a random id and only
the day it came; rating and comment do not point to each other. No table keeps the order of arrival: on SQLite they are
WITHOUT ROWID, and services.give writes a forum's rows anew in the order of their ids (PostgreSQL's ctid and xmin).
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Model, choice, personal


class ImpressionState(StrEnum):
    """What the editor decided."""

    INBOX = "inbox"
    ADOPTED = "adopted"
    WITHHELD = "withheld"


class FeedbackGiven(Model):
    """This registration has answered; nothing says what."""

    __tablename__ = "feedback_given"
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), primary_key=True)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    __table_args__ = ({"sqlite_with_rowid": False},)


class FeedbackResponse(Model):
    """One anonymous answer; ``rating`` from 1 (low) to 5 (high)."""

    __tablename__ = "feedback_response"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=lambda: uuid4().hex)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    day: Mapped[date] = mapped_column(sa.Date)
    rating: Mapped[int | None]
    __table_args__ = (
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        {"sqlite_with_rowid": False},
    )


class Impression(Model):
    """A comment: the original stays, ``text`` is what the editor made of it. Adopted only if its writer allowed it.

    Not ``public_content``: an arriving comment must not leave its time in the forum's ``changed_at``. Decisions touch
    the revision themselves. ``consent`` says how a comment on paper was allowed; it is "" for one given by link.
    """

    __tablename__ = "impression"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=lambda: uuid4().hex)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    original: Mapped[str] = personal(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ImpressionState] = choice(ImpressionState, default=ImpressionState.INBOX)
    may_publish: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    consent: Mapped[str] = mapped_column(sa.String(200), default="")
    decided_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("state <> 'adopted' OR may_publish", name="adopted_with_leave"),
        {"sqlite_with_rowid": False},
    )
