"""What a calendar client remembers of an entry: one UID for ever, and a sequence that grows when it changes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Model, key


class CalendarEntry(Model):
    """The identity of an entry for the thing ``subject_id`` of ``subject`` (forum, track, item, registration)."""

    __tablename__ = "calendar_entry"
    id: Mapped[int] = key()
    subject: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    forum_id: Mapped[int] = mapped_column(index=True)
    uid: Mapped[str] = mapped_column(sa.String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    __table_args__ = (
        sa.UniqueConstraint("subject", "subject_id"),
        sa.CheckConstraint("sequence >= 0", name="sequence"),
    )


class CalendarFragment(Model):
    """The VEVENT of an entry as the public may see it, printed when the entry was revised (calendar.ics.Fragment)."""

    __tablename__ = "calendar_fragment"
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_entry.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    generator: Mapped[int]
    zone: Mapped[str | None] = mapped_column(sa.String(60))
    body: Mapped[str] = mapped_column(sa.Text)
