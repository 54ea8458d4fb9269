"""The outbox: one row per letter and recipient, inserted in the business transaction, delivered afterwards."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Model, choice, key, personal


class LetterState(StrEnum):
    """Where a letter is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    ABORTED = "aborted"


class Letter(Model):
    """A letter as a recipe: what kind, about what, to whom. The postman builds it when it is sent."""

    __tablename__ = "letter"
    id: Mapped[int] = key()
    kind: Mapped[str] = mapped_column(sa.String(60))
    dedupe_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    forum_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str] = personal(sa.String(254))
    name: Mapped[str] = personal(sa.String(200), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="ja")
    recipe: Mapped[dict[str, Any]] = personal(sa.JSON, default=dict)
    subject: Mapped[str] = personal(sa.String(500), default="")
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    state: Mapped[LetterState] = choice(LetterState, default=LetterState.QUEUED)
    priority: Mapped[int] = mapped_column(default=5)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(sa.String(32))
    last_code: Mapped[int | None]
    last_text: Mapped[str | None] = personal(sa.String(500))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    __table_args__ = (
        sa.Index("ix_letter_state_next_at", "state", "next_at"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
    )
