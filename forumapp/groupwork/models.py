"""Group work: themes, groups, their notes, and the curated summary (意見の概要) whose bullets keep their sources."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    members: Mapped[list["GroupMember"]] = relationship()
    __table_args__ = (sa.CheckConstraint("number > 0", name="number"),)


class GroupMember(Model):
    """A registered person in a group."""

    __tablename__ = "group_member"
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), primary_key=True)


class Note(Model):
    """One bullet of a group on a theme. ``version`` grows with each edit; two edits at once keep both."""

    __tablename__ = "note"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"))
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"))
    client_key: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = personal(sa.Text)
    version: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (
        sa.UniqueConstraint("group_id", "client_key"),
        sa.Index("ix_note_group_theme", "group_id", "theme_id"),
    )


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
    sources: Mapped[list["SummarySource"]] = relationship(back_populates="bullet")


class SummarySource(Model):
    """A note that a summary bullet rests on."""

    __tablename__ = "summary_source"
    bullet_id: Mapped[int] = mapped_column(sa.ForeignKey("summary_bullet.id"), primary_key=True)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    bullet: Mapped[SummaryBullet] = relationship(back_populates="sources")
    note: Mapped[Note] = relationship()
