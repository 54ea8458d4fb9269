"""Group work: themes, groups and their notes, the hall's board, and the curated summary (意見の概要) with its sources."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.accounts.models import Account
from forumapp.agenda.models import Item
from forumapp.core.db import Model, choice, key, personal
from forumapp.directory.models import Organisation
from forumapp.forums.models import Forum, Mode, Room


class GroupWork(Model):
    """The group work of one agenda item.

    ``work_minutes`` and ``talk_minutes`` divide the item into work and presentation; None: not decided.
    """

    __tablename__ = "group_work"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), unique=True)
    work_minutes: Mapped[int | None]
    talk_minutes: Mapped[int | None]
    item: Mapped[Item] = relationship()
    forum: Mapped[Forum] = relationship()
    themes: Mapped[list["Theme"]] = relationship(order_by="Theme.number", back_populates="work")
    groups: Mapped[list["Group"]] = relationship(order_by="Group.number", back_populates="work")
    __table_args__ = (
        sa.CheckConstraint("work_minutes IS NULL OR work_minutes BETWEEN 1 AND 1440", name="work_minutes"),
        sa.CheckConstraint("talk_minutes IS NULL OR talk_minutes BETWEEN 0 AND 1440", name="talk_minutes"),
    )


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
    """A table of people (班). Its links open the notes of this group only: one for the facilitator, one for the recorder.

    ``mode`` None leaves it to the arrangement, ``capacity`` None sets no limit. Online a group meets in the meeting tool's
    ``online_room`` (its name there), or at ``join_url``. ``home_id`` is the facilitator's own organisation.
    ``notes_version`` grows with every change of the notes, ``written_at`` is the last one. ``talks_at`` orders presentations.
    """

    __tablename__ = "work_group"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(100), default="")
    mode: Mapped[Mode | None] = choice(Mode, nullable=True)
    capacity: Mapped[int | None]
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    online_room: Mapped[str] = mapped_column(sa.String(100), default="", server_default=sa.text("''"))
    join_url: Mapped[str] = mapped_column(sa.String(500), default="", server_default=sa.text("''"))
    facilitator: Mapped[str] = personal(sa.String(200), default="")
    facilitator_email: Mapped[str] = personal(sa.String(254), default="")
    home_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    link_generation: Mapped[int] = mapped_column(default=0)
    recorder: Mapped[str] = personal(sa.String(200), default="", server_default=sa.text("''"))
    recorder_email: Mapped[str] = personal(sa.String(254), default="", server_default=sa.text("''"))
    recorder_account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    recorder_generation: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    talks_at: Mapped[int | None]
    notes_version: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    written_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    work: Mapped[GroupWork] = relationship(back_populates="groups")
    room: Mapped[Room | None] = relationship()
    home: Mapped[Organisation | None] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    recorder_account: Mapped[Account | None] = relationship(foreign_keys=[recorder_account_id])
    forum: Mapped[Forum] = relationship()
    __table_args__ = (
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )


class NoteTag(StrEnum):
    """What kind of remark a bullet is (課題・工夫・要望)."""

    PROBLEM = "problem"
    PRACTICE = "practice"
    REQUEST = "request"


class Note(Model):
    """One bullet of a group on a theme. ``version`` grows with each edit of its text; ``client_key`` is made where it was typed.

    Two edits at once keep both: the second text becomes a note of its own, ``beside_id`` names the first. ``place`` orders
    the notes of a theme (halves between neighbours), ``depth`` indents. ``is_marked``: to be presented. ``changed_in`` is the
    group's ``notes_version`` of the last change of anything, a withdrawal included.
    """

    __tablename__ = "note"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"))
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"))
    client_key: Mapped[str] = mapped_column(sa.String(40))
    place: Mapped[float] = mapped_column(sa.Double, default=0.0, server_default=sa.text("0"))
    depth: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    tag: Mapped[NoteTag | None] = choice(NoteTag, nullable=True)
    is_marked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    text: Mapped[str] = personal(sa.Text)
    version: Mapped[int] = mapped_column(default=1)
    changed_in: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    beside_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"))
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    group: Mapped[Group] = relationship()
    editions: Mapped[list["NoteEdition"]] = relationship(order_by="NoteEdition.version")
    __table_args__ = (
        sa.UniqueConstraint("group_id", "client_key"),
        sa.Index("ix_note_group_theme", "group_id", "theme_id"),
        sa.Index("ix_note_group_changed", "group_id", "changed_in"),
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


class NoteDevice(Model):
    """A page that writes notes of a group. ``seen`` is the number of its last change that arrived: none counts twice."""

    __tablename__ = "note_device"
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("work_group.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seen: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class SummaryBullet(Model):
    """A bullet of the summary with a wording of its own, a note in brackets, and links to the notes it came from.

    ``text`` and ``remark`` are the working wording of ``version``. The report shows the wording of ``approved_version``
    (``SummaryEdition``), whatever is edited later; None: not approved yet.
    """

    __tablename__ = "summary_bullet"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(sa.Text)
    remark: Mapped[str] = mapped_column(sa.String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    approved_version: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = personal(sa.String(200), default="", server_default=sa.text("''"))
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    theme: Mapped[Theme] = relationship()
    sources: Mapped[list["SummarySource"]] = relationship(
        back_populates="bullet", order_by="SummarySource.note_id", cascade="all, delete-orphan"
    )
    editions: Mapped[list["SummaryEdition"]] = relationship(order_by="SummaryEdition.version")

    def is_seen(self, changed: Collection[str]) -> bool:
        """Say whether the public sees a change of these columns: work on the wording it does not."""
        if "approved_version" in changed and ("id" not in changed or self.approved_version is not None):
            return True
        return self.approved_version is not None and bool(
            {"position", "withdrawn_at", "theme_id"} & {*changed}
        )


class SummaryEdition(Model):
    """What a bullet said at a version ("" where it was withdrawn), who wrote it, and its sources: [note id, note's version]."""

    __tablename__ = "summary_edition"
    bullet_id: Mapped[int] = mapped_column(sa.ForeignKey("summary_bullet.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    remark: Mapped[str] = mapped_column(sa.String(300), default="")
    sources: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    written_at: Mapped[datetime]
    written_by: Mapped[str] = personal(sa.String(200), default="")


class SummarySource(Model):
    """A note that a summary bullet rests on; ``note_version`` is what it said when it was chosen (0: not recorded)."""

    __tablename__ = "summary_source"
    bullet_id: Mapped[int] = mapped_column(sa.ForeignKey("summary_bullet.id"), primary_key=True)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    note_version: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    bullet: Mapped[SummaryBullet] = relationship(back_populates="sources")
    note: Mapped[Note] = relationship()


class DroppedProposal(Model):
    """Notes that somebody looked at together and did not want merged; ``digest`` is of their ids in order."""

    __tablename__ = "dropped_proposal"
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    dropped_at: Mapped[datetime]
