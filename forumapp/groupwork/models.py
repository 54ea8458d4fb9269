"""Group work: themes, groups, their notes, and the curated summary (意見の概要) whose bullets keep their sources."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.accounts.models import Account
from forumapp.agenda.models import Item
from forumapp.core.db import Model, key, personal
from forumapp.forums.models import Forum, Room


class GroupWork(Model):
    """The group work of one agenda item."""

    __tablename__ = "group_work"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), unique=True)
    item: Mapped[Item] = relationship()
    forum: Mapped[Forum] = relationship()
    themes: Mapped[list["Theme"]] = relationship(order_by="Theme.number", back_populates="work")
    groups: Mapped[list["Group"]] = relationship(order_by="Group.number", back_populates="work")


class Theme(Model):
    """A numbered theme (テーマ)."""

    __tablename__ = "theme"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    guide: Mapped[str] = mapped_column(sa.Text, default="")
    withdrawn_at: Mapped[datetime | None]
    forum: Mapped[Forum] = relationship()
    work: Mapped[GroupWork] = relationship(back_populates="themes")
    __table_args__ = (sa.CheckConstraint("number > 0", name="number"),)


class Group(Model):
    """A table of people (班). Its link opens the facilitator's page of this group only."""

    __tablename__ = "work_group"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(100), default="")
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    facilitator: Mapped[str] = personal(sa.String(200), default="")
    facilitator_email: Mapped[str] = personal(sa.String(254), default="")
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    link_generation: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None]
    work: Mapped[GroupWork] = relationship(back_populates="groups")
    room: Mapped[Room | None] = relationship()
    account: Mapped[Account | None] = relationship()
    forum: Mapped[Forum] = relationship()
    members: Mapped[list["GroupMember"]] = relationship()
    __table_args__ = (sa.CheckConstraint("number > 0", name="number"),)


class GroupMember(Model):
    """A registered person in a group; in one group only of each group work."""

    __tablename__ = "group_member"
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), primary_key=True)
    __table_args__ = (sa.UniqueConstraint("work_id", "registration_id"),)


class Note(Model):
    """One bullet of a group on a theme. ``version`` grows with each edit; ``client_key`` is made where it was typed.

    Two edits at once keep both: the second text becomes a note of its own, ``beside_id`` names the first.
    """

    __tablename__ = "note"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"))
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"))
    client_key: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = personal(sa.Text)
    version: Mapped[int] = mapped_column(default=1)
    beside_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"))
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    group: Mapped[Group] = relationship()
    editions: Mapped[list["NoteEdition"]] = relationship(order_by="NoteEdition.version")
    __table_args__ = (
        sa.UniqueConstraint("group_id", "client_key"),
        sa.Index("ix_note_group_theme", "group_id", "theme_id"),
    )


class NoteEdition(Model):
    """What a note said at a version, "" where it was withdrawn: tells an untouched line from a changed one.

    ``editor`` is the key of the page on which it was typed.
    """

    __tablename__ = "note_edition"
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = personal(sa.Text)
    editor: Mapped[str] = mapped_column(sa.String(40), index=True)
    written_at: Mapped[datetime]


class SummaryBullet(Model):
    """A published bullet with a wording of its own, a note in brackets, and links to the notes it came from."""

    __tablename__ = "summary_bullet"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(sa.Text)
    remark: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    theme: Mapped[Theme] = relationship()
    sources: Mapped[list["SummarySource"]] = relationship(back_populates="bullet")


class SummarySource(Model):
    """A note that a summary bullet rests on."""

    __tablename__ = "summary_source"
    bullet_id: Mapped[int] = mapped_column(sa.ForeignKey("summary_bullet.id"), primary_key=True)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    bullet: Mapped[SummaryBullet] = relationship(back_populates="sources")
    note: Mapped[Note] = relationship()
