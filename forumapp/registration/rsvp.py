"""What came back to an invitation message: answers of calendar programs and of the personal page."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal
from forumapp.registration.models import Registration


class Participation(StrEnum):
    """What somebody's calendar answered (RFC 5545 section 3.2.12, PARTSTAT)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class RsvpKind(StrEnum):
    """What came back: an answer, or what is only noted (RFC 5546 sections 3.2.3, 3.2.7, 2.1.5)."""

    REPLY = "reply"
    COUNTER = "counter"
    DELEGATION = "delegation"


class RsvpChannel(StrEnum):
    """How it came."""

    MAIL = "mail"
    WEB = "web"


class Rsvp(Model):
    """An answer to an invitation message (出欠の返事). All are kept; the one with the latest ``answered_at`` counts.

    ``sequence`` is the calendar entry's as the answerer knew it: an older one answered for the old time.
    ``participation`` is empty for what is only noted.
    """

    __tablename__ = "rsvp"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    kind: Mapped[RsvpKind] = choice(RsvpKind, default=RsvpKind.REPLY)
    channel: Mapped[RsvpChannel] = choice(RsvpChannel)
    participation: Mapped[Participation | None] = choice(Participation, nullable=True)
    sequence: Mapped[int]
    comment: Mapped[str] = personal(sa.Text, default="")
    answered_at: Mapped[datetime]
    received_at: Mapped[datetime]
    registration: Mapped[Registration] = relationship()
    __table_args__ = (
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        sa.CheckConstraint("kind <> 'reply' OR participation IS NOT NULL", name="reply_says"),
    )
