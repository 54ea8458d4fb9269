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
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"


class Hardness(StrEnum):
    """Whether a refusal is for good (RFC 3463: class 5) or may pass (class 4)."""

    HARD = "hard"
    SOFT = "soft"


class Cause(StrEnum):
    """Why nothing is sent to an address any more."""

    HARD = "hard"
    SOFT = "soft"
    HAND = "hand"


class Letter(Model):
    """A letter as a recipe: what kind, about what, to whom. The postman builds it when it is sent."""

    __tablename__ = "letter"
    id: Mapped[int] = key()
    kind: Mapped[str] = mapped_column(sa.String(60))
    dedupe_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    forum_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str] = personal(sa.String(254))
    domain: Mapped[str] = personal(sa.String(255), default="")
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
        sa.Index("ix_letter_state_priority", "state", "priority", "next_at", "id"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
    )


class Suppression(Model):
    """An address that takes no letters any more, lower-case; sign-in letters pass by. A row is deleted to lift it."""

    __tablename__ = "suppression"
    id: Mapped[int] = key()
    address: Mapped[str] = personal(sa.String(254), unique=True)
    cause: Mapped[Cause] = choice(Cause)
    text: Mapped[str] = personal(sa.String(500), default="")
    since: Mapped[datetime]


class Bounce(Model):
    """A letter that came back, or was refused at the door, as a delivery status notification or a server told."""

    __tablename__ = "bounce"
    id: Mapped[int] = key()
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"), index=True)
    address: Mapped[str] = personal(sa.String(254), index=True)
    hardness: Mapped[Hardness] = choice(Hardness)
    code: Mapped[str] = mapped_column(sa.String(12), default="")
    text: Mapped[str] = personal(sa.String(500), default="")
    at: Mapped[datetime]


class MailHost(Model):
    """The pace towards a recipient's domain, or towards our own server (name "").

    ``next_free`` is the theoretical arrival time of the generic cell rate algorithm; ``slow_until`` is set by 421 and 432,
    ``times`` in a row, and by a server that cannot be used; ``said`` are its words.
    """

    __tablename__ = "mail_host"
    name: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    next_free: Mapped[datetime | None]
    slow_until: Mapped[datetime | None]
    times: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(sa.String(500), default="")


class Received(Model):
    """A message that came in, so that it counts once: ``digest`` of its Message-ID and recipient."""

    __tablename__ = "received"
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(sa.String(40))
