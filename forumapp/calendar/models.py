"""What a calendar client remembers of an entry: one UID for ever, and a sequence that grows when it changes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, key


class CalendarEntry(Model):
    """The identity of an entry for the thing ``subject_id`` of ``subject`` (forum, candidate, track, item, registration).

    ``cancelled_at``: since when it is off; feeds drop it some time later.
    """

    __tablename__ = "calendar_entry"
    id: Mapped[int] = key()
    subject: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    forum_id: Mapped[int] = mapped_column(index=True)
    uid: Mapped[str] = mapped_column(sa.String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    cancelled_at: Mapped[datetime | None] = mapped_column(index=True)
    fragments: Mapped[list["CalendarFragment"]] = relationship(cascade="all, delete-orphan")
    __table_args__ = (
        sa.UniqueConstraint("subject", "subject_id"),
        sa.CheckConstraint("sequence >= 0", name="sequence"),
    )


class CalendarFragment(Model):
    """The VEVENT of an entry as the public may see it, printed when the entry was revised (calendar.ics.Fragment).

    ``generator``: the edition that printed it (calendar.queries.edition).
    """

    __tablename__ = "calendar_fragment"
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_entry.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    generator: Mapped[int]
    zone: Mapped[str | None] = mapped_column(sa.String(60))
    body: Mapped[str] = mapped_column(sa.Text)
