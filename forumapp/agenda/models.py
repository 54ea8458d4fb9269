"""The programme (次第): tracks, items, appearances, the commands that changed them, and its releases.

Times are minutes of the day in the forum's zone: ``day`` counts from the forum's first day, ``start`` from its midnight
(25:30 is 1530). So the whole programme moves with the forum's date.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal
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
    join_url: Mapped[str | None] = mapped_column(sa.String(1000))
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
    join_url: Mapped[str | None] = mapped_column(sa.String(1000))
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
    ``approved_line`` is the printed line to which the speaker said yes; another line since then needs another yes.
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
    approved_at: Mapped[datetime | None]
    approved_line: Mapped[str | None] = mapped_column(sa.String(800))
    withdrawn_at: Mapped[datetime | None]
    item: Mapped[Item] = relationship(back_populates="appearances")
    person: Mapped[Person | None] = relationship()


class SpeakerProfile(Model):
    """What a forum knows of a speaker beside what is printed: how to reach them, and when they cannot come.

    ``unavailable`` holds ``{"day", "start", "end"}``: days from 0, minutes of that day. ``without_slides`` holds the ids of
    items for which the speaker said that there will be none. Organisers who edit alone see address and phone.
    """

    __tablename__ = "speaker_profile"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    email: Mapped[str] = personal(sa.String(254), default="")
    phone: Mapped[str] = personal(sa.String(40), default="")
    note: Mapped[str] = personal(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="ja")
    unavailable: Mapped[list[Any]] = personal(sa.JSON, default=list)
    without_slides: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    link_generation: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    forum: Mapped[Forum] = relationship()
    person: Mapped[Person] = relationship()
    __table_args__ = (sa.UniqueConstraint("forum_id", "person_id"),)


class CommandState(StrEnum):
    """What became of a command: in force, taken back (and can be done again), or taken back for good."""

    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


class Command(Model):
    """One change of a programme, numbered per forum: who, when, and each row before and after (images.py).

    ``action`` is the audit's word; ``undo`` and ``redo`` are commands too and name their ``target``. ``title`` is of
    what was changed. ``rows`` maps a table to {id: [image before or None, image after]}.
    """

    __tablename__ = "agenda_command"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(sa.String(10))
    actor_id: Mapped[int | None]
    actor_label: Mapped[str] = personal(sa.String(200), default="")
    action: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[CommandState] = choice(CommandState, default=CommandState.DONE)
    target_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agenda_command.id"))
    rows: Mapped[dict[str, Any]] = personal(sa.JSON, default=dict)
    target: Mapped["Command | None"] = relationship(remote_side="Command.id")
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)


class Release(Model):
    """What the public sees of a programme: a frozen copy, numbered per forum.

    ``rows`` are the images of the draft's rows at that moment (images.py): with them a release follows the forum's own
    date, start and rooms, and can be brought back. None in releases older than that. ``told`` counts letters by kind.
    """

    __tablename__ = "agenda_release"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    number: Mapped[int]
    released_at: Mapped[datetime]
    released_by: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    note_en: Mapped[str | None] = mapped_column(sa.Text)
    content: Mapped[dict[str, Any]]
    rows: Mapped[dict[str, Any] | None] = personal(sa.JSON(none_as_null=True))
    told: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)
