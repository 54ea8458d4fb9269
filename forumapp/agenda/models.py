"""The programme (次第): tracks, items, appearances, and its releases.

Times are minutes of the day in the forum's zone: ``day`` counts from the forum's first day, ``start`` from its midnight
(25:30 is 1530). So the whole programme moves with the forum's date.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key
from forumapp.directory.models import Department, Person
from forumapp.forums.models import Forum, Mode, Room

LONGEST = 24 * 60
LATEST = 48 * 60


class ItemKind(StrEnum):
    """What happens in an item."""

    GREETING = "greeting"
    TALK = "talk"
    QA = "qa"
    BREAK = "break"
    GROUP_WORK = "group_work"
    PRESENTATION = "presentation"
    CONTAINER = "container"
    OTHER = "other"


class AppearanceRole(StrEnum):
    """What somebody does in an item."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"
    PANELIST = "panelist"


class Agenda(Model):
    """The aggregate of one forum's programme; ``version`` is what editors send back."""

    __tablename__ = "agenda"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    forum: Mapped[Forum] = relationship()


class TrackDepartment(Model):
    """A department category that a track is for."""

    __tablename__ = "track_department"
    track_id: Mapped[int] = mapped_column(sa.ForeignKey("track.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"), primary_key=True)


class Track(Model):
    """A parallel part of the day (部会・分科会)."""

    __tablename__ = "track"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(100))
    name_en: Mapped[str] = mapped_column(sa.String(100), default="")
    mode: Mapped[Mode] = choice(Mode, default=Mode.BOTH)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    withdrawn_at: Mapped[datetime | None]
    room: Mapped[Room | None] = relationship()
    departments: Mapped[list[Department]] = relationship(
        secondary="track_department", order_by=Department.position
    )


class Item(Model):
    """One line of the programme. ``start`` or the item before it says when it begins; ``minutes`` how long it takes.

    A fixed item keeps its start when others move; a remainder item takes what is left before the next fixed one;
    an optional one is held if time permits. Items are withdrawn, never deleted.
    """

    __tablename__ = "item"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    position: Mapped[int] = mapped_column(default=0)
    day: Mapped[int] = mapped_column(default=0)
    start: Mapped[int | None]
    minutes: Mapped[int | None]
    is_fixed: Mapped[bool] = mapped_column(default=False)
    is_remainder: Mapped[bool] = mapped_column(default=False)
    is_optional: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[ItemKind] = choice(ItemKind, default=ItemKind.TALK)
    title: Mapped[str] = mapped_column(sa.String(300))
    title_en: Mapped[str] = mapped_column(sa.String(300), default="")
    end_text: Mapped[str] = mapped_column(sa.String(100), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    mode: Mapped[Mode | None] = choice(Mode, nullable=True)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    withdrawn_at: Mapped[datetime | None]
    track: Mapped[Track | None] = relationship()
    room: Mapped[Room | None] = relationship()
    appearances: Mapped[list["Appearance"]] = relationship(
        order_by="Appearance.position", back_populates="item"
    )
    __table_args__ = (
        sa.CheckConstraint(f"start IS NULL OR start BETWEEN 0 AND {LATEST}", name="start"),
        sa.CheckConstraint(f"minutes IS NULL OR minutes BETWEEN 0 AND {LONGEST}", name="minutes"),
        sa.CheckConstraint("day BETWEEN 0 AND 30", name="day"),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
    )


class Appearance(Model):
    """A person in a role on an item (登壇), printed as it stands here. Guests carry 氏, the host's own staff do not.

    A name with lost characters is kept raw and goes out only after somebody confirmed it (``confirmed_at``).
    """

    __tablename__ = "appearance"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[AppearanceRole] = choice(AppearanceRole, default=AppearanceRole.SPEAKER)
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    unit: Mapped[str] = mapped_column(sa.String(200), default="")
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    family_name: Mapped[str] = mapped_column(sa.String(80))
    given_name: Mapped[str] = mapped_column(sa.String(80), default="")
    family_kana: Mapped[str] = mapped_column(sa.String(80), default="")
    given_kana: Mapped[str] = mapped_column(sa.String(80), default="")
    honorific: Mapped[str] = mapped_column(sa.String(10), default="")
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(sa.String(200), default="")
    withdrawn_at: Mapped[datetime | None]
    item: Mapped[Item] = relationship(back_populates="appearances")
    person: Mapped[Person | None] = relationship()


class Release(Model):
    """What the public sees of a programme: a frozen copy, numbered per forum."""

    __tablename__ = "agenda_release"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    number: Mapped[int]
    released_at: Mapped[datetime]
    released_by: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    content: Mapped[dict[str, Any]]
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)
