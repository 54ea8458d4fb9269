"""What the hall sees of a group work: the projector's board (投影ボード), the clock, and whose turn it is to present."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, personal
from forumapp.groupwork.models import Group, GroupWork, Note


class Board(Model):
    """The board of a group work; its link needs no account (a projector's machine). A work without a row has the defaults.

    ``version`` grows with every change of what the board shows. ``is_live``: cards appear by themselves, else a moderator
    chooses them first. ``started_at`` begins the work earlier or later than the programme says, ``extra_minutes`` prolong
    it. ``presenting_id`` presents since ``presenting_since``, each group for ``talk_minutes`` (None: the presentation's
    minutes shared out). ``link_generation`` is odd while there is a link, 0 before the first.

    The screen shows words that somebody looked at: ``slide`` is what the presenting group shows, ``held`` the cards that
    stay while the board is paused; both are lists of cards as ``services/boards.py`` writes them.
    """

    __tablename__ = "board"
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), primary_key=True)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)
    link_generation: Mapped[int] = mapped_column(default=0)
    is_live: Mapped[bool] = mapped_column(default=False)
    is_paused: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None]
    extra_minutes: Mapped[int] = mapped_column(default=0)
    presenting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("work_group.id"))
    presenting_since: Mapped[datetime | None]
    is_by_theme: Mapped[bool] = mapped_column(default=False)
    talk_minutes: Mapped[int | None]
    held: Mapped[list[Any] | None] = personal(sa.JSON(none_as_null=True))
    slide: Mapped[list[Any] | None] = personal(sa.JSON(none_as_null=True))
    work: Mapped[GroupWork] = relationship()
    presenting: Mapped[Group | None] = relationship()
    __table_args__ = (
        sa.CheckConstraint("extra_minutes BETWEEN -1440 AND 1440", name="extra_minutes"),
        sa.CheckConstraint("talk_minutes IS NULL OR talk_minutes BETWEEN 1 AND 1440", name="talk_minutes"),
    )


class BoardCard(Model):
    """A note that a moderator let onto the board, with the words that were looked at (``note_version``)."""

    __tablename__ = "board_card"
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("group_work.id"), primary_key=True)
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id"), primary_key=True)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    text: Mapped[str] = personal(sa.Text)
    note_version: Mapped[int]
    is_highlighted: Mapped[bool] = mapped_column(default=False)
    shown_at: Mapped[datetime]
    note: Mapped[Note] = relationship()
