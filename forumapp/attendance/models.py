"""Who was there: check-ins at the reception, and presence as the meeting tools report it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal
from forumapp.registration.models import Registration


class CheckInKind(StrEnum):
    """How somebody came in: as registered, without having registered, or somebody else in their place (代理)."""

    REGISTERED = "registered"
    WALK_IN = "walk_in"
    PROXY = "proxy"


class MatchedBy(StrEnum):
    """By what a line of a meeting tool was found to be somebody."""

    ADDRESS = "address"
    NAME = "name"
    KANA = "kana"
    VARIANT = "variant"
    ORGANISATION = "organisation"
    HAND = "hand"


class CheckIn(Model):
    """One check-in (受付). ``client_id`` is made by the device, so that the same one sent twice is one.

    ``at`` is when it happened, ``received_at`` when the server heard of it. The earliest that is not undone counts.
    """

    __tablename__ = "check_in"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    client_id: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[CheckInKind] = choice(CheckInKind, default=CheckInKind.REGISTERED)
    proxy_name: Mapped[str] = personal(sa.String(200), default="")
    proxy_note: Mapped[str] = personal(sa.String(200), default="")
    desk: Mapped[str] = mapped_column(sa.String(80), default="")
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by_label: Mapped[str] = personal(sa.String(200), default="")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = personal(sa.String(200), default="")
    registration: Mapped[Registration] = relationship()
    __table_args__ = (
        sa.UniqueConstraint("forum_id", "client_id"),
        sa.Index("ix_check_in_forum_at", "forum_id", "at"),
    )


class PresenceLog(Model):
    """A participants' list of a meeting tool that was read in (Zoom, Teams, Webex). ``track_id``: that track's meeting."""

    __tablename__ = "presence_log"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    tool: Mapped[str] = mapped_column(sa.String(20))
    filename: Mapped[str] = mapped_column(sa.String(200), default="")
    digest: Mapped[str] = mapped_column(sa.String(64))
    read_at: Mapped[datetime]
    by_label: Mapped[str] = personal(sa.String(200), default="")
    withdrawn_at: Mapped[datetime | None]


class Presence(Model):
    """One participant of a meeting tool's list, rejoins put together; ``registration`` is who it is, once known.

    ``matched_by`` is empty while it is in doubt; ``dismissed_at``: nobody of ours (a host, a test). ``kind`` is what the
    line looks like (tools/people.py). ``minutes`` is the time in the meeting without the gaps, ``stays`` [[from, until], …]
    in seconds since 1970; empty where the list says only how long. Rows with the same ``line`` of a log are several
    people at one device.
    """

    __tablename__ = "presence"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    log_id: Mapped[int] = mapped_column(sa.ForeignKey("presence_log.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    matched_by: Mapped[MatchedBy | None] = choice(MatchedBy, nullable=True)
    name: Mapped[str] = personal(sa.String(300), default="")
    address: Mapped[str] = personal(sa.String(254), default="")
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    minutes: Mapped[int] = mapped_column(default=0)
    spells: Mapped[int] = mapped_column(default=1)
    line: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(sa.String(10), default="person")
    stays: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    dismissed_at: Mapped[datetime | None]
    log: Mapped[PresenceLog] = relationship()
    registration: Mapped[Registration | None] = relationship()
    __table_args__ = (sa.CheckConstraint("minutes >= 0", name="minutes"),)


class AttendanceRules(Model):
    """What counts as present (出席のきまり), and when the list was settled. A forum without a row has the defaults.

    ``least_minutes`` of the Web make somebody present; an item counts for them from ``item_share`` per cent of it.
    """

    __tablename__ = "attendance_rules"
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), primary_key=True)
    least_minutes: Mapped[int] = mapped_column(default=1)
    item_share: Mapped[int] = mapped_column(default=50)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = personal(sa.String(200), default="")
    __table_args__ = (
        sa.CheckConstraint("least_minutes BETWEEN 1 AND 1440", name="least_minutes"),
        sa.CheckConstraint("item_share BETWEEN 1 AND 100", name="item_share"),
    )


class AttendanceCorrection(Model):
    """What an organiser says of somebody's attendance against the evidence (訂正); ``came`` None: taken back."""

    __tablename__ = "attendance_correction"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), unique=True)
    came: Mapped[bool | None]
    reason: Mapped[str] = personal(sa.String(200), default="")
    by_label: Mapped[str] = personal(sa.String(200), default="")
    at: Mapped[datetime]
    registration: Mapped[Registration] = relationship()
