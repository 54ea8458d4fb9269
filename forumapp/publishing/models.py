"""The report in the making, its photographs, and its versions: frozen copies that are approved, published and kept."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, key, personal
from forumapp.core.files import StoredFile

FEWEST = 5
LEAST = 3
"""The usual and the smallest number of people of whom a figure may speak."""


class VersionState(StrEnum):
    """Where a version stands: waits for a second person or for its moment, is out, or did not go out."""

    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETURNED = "returned"
    CALLED_BACK = "called_back"
    STOPPED = "stopped"


class ReportVersion(Model):
    """What a report says, frozen when somebody published or submitted it; ``number`` counts those that went out.

    ``content`` is contents.py's, ``digest`` the SHA-256 of it: what was approved is what goes out. ``note`` is the
    correction note, ``asks`` what the submitter wrote to who decides, ``answer`` what that person or the job said.
    ``hides_earlier``: earlier versions are no longer public. ``withdrawn_at``: taken back; nobody but the team reads it.
    """

    __tablename__ = "report_version"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    number: Mapped[int | None]
    state: Mapped[VersionState] = choice(VersionState)
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    note_en: Mapped[str] = mapped_column(sa.Text, default="")
    hides_earlier: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None]
    made_by: Mapped[str] = personal(sa.String(200), default="")
    asks: Mapped[str] = personal(sa.Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = personal(sa.String(200), default="")
    answer: Mapped[str] = personal(sa.Text, default="")
    publish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(sa.Text, default="")
    __table_args__ = (
        sa.UniqueConstraint("forum_id", "number"),
        sa.CheckConstraint("(number IS NULL) = (published_at IS NULL)", name="numbered"),
    )

    @property
    def mark(self) -> str:
        """Return what tells this version from every other, also from one that says the same with another note."""
        return f"{self.id}.{self.digest}"

    def is_seen(self, changed: Collection[str]) -> bool:
        """Say whether the public sees a change: only of what went out."""
        return self.number is not None


class ReportPreparation(Model):
    """What an organiser says about a report; a forum without a row has the defaults.

    ``outline``: the text of 開催概要, shown if there is one. ``figures``: names of the tables to show (figures.py);
    ``fewest`` is their k. ``needs_approval``: a second person decides. ``links``: [[address, what is wrong]] of the
    addresses elsewhere when they were tried last.
    """

    __tablename__ = "report_preparation"
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), primary_key=True)
    outline: Mapped[str] = mapped_column(sa.Text, default="")
    outline_en: Mapped[str] = mapped_column(sa.Text, default="")
    figures: Mapped[list[Any]] = mapped_column(default=list)
    fewest: Mapped[int] = mapped_column(default=FEWEST)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    links: Mapped[list[Any]] = mapped_column(default=list)
    links_asked_at: Mapped[datetime | None]
    links_tried_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (sa.CheckConstraint(f"fewest >= {LEAST}", name="fewest"),)


class ReportPhotograph(Model):
    """A photograph without what the camera wrote into it, in two sizes; ``width`` and ``height`` are of the large one.

    ``alt`` says what it shows, ``has_consent`` that those on it agreed: without it nobody but the team sees it.
    ``shown_at``: when a version with it went out first; before that its address is closed.
    """

    __tablename__ = "report_photograph"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    alt: Mapped[str] = mapped_column(sa.String(300))
    caption: Mapped[str] = mapped_column(sa.String(300), default="")
    has_consent: Mapped[bool] = mapped_column(default=False)
    file_digest: Mapped[str] = mapped_column(sa.ForeignKey("stored_file.digest"))
    small_digest: Mapped[str] = mapped_column(sa.ForeignKey("stored_file.digest"))
    width: Mapped[int]
    height: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_digest])
    small: Mapped[StoredFile] = relationship(foreign_keys=[small_digest])
    __table_args__ = (sa.CheckConstraint("alt <> ''", name="alt"),)
