"""Uploads that are under way, and what was found out about a stored content afterwards."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.core.db import Model, choice, personal
from forumapp.core.files import StoredFile, is_held
from forumapp.core.uploads.findings import Finding, in_order


class Upload(Model):
    """A file that comes in pieces; its bytes lie in the data directory under ``id`` until it is finished.

    ``holder`` is who began it ("account:5", "speaker:7") and alone may go on; ``purpose`` the page that it is for;
    ``place`` what may be sent there (its key); ``mark`` tells it from another file of the same name and size (when that
    was changed last); ``received`` the bytes that are known to lie there; ``ticket`` is what the form is given when all
    have come.
    """

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(sa.String(80))
    purpose: Mapped[str] = mapped_column(sa.String(120))
    place: Mapped[str] = mapped_column(sa.String(40))
    filename: Mapped[str] = mapped_column(sa.String(400))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    mark: Mapped[str] = mapped_column(sa.String(40))
    received: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
    ticket: Mapped[str] = mapped_column(sa.Text, default="")
    __table_args__ = (
        sa.CheckConstraint("received BETWEEN 0 AND size", name="received"),
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.Index("ix_upload_holder_purpose", "holder", "purpose"),
    )


class InspectionState(StrEnum):
    """How far the inspection of a content is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class FileInspection(Model):
    """What a job found inside a content: it belongs to the content and goes with it.

    ``pages``: of a document; ``preview_digest``: a picture of the first page; ``language`` and ``is_tagged``: of a PDF;
    ``findings``: keys of what people should know (``core/uploads/findings.py``); ``people``: who wrote it and where,
    as the file itself says.
    """

    __tablename__ = "file_inspection"
    digest: Mapped[str] = mapped_column(
        sa.ForeignKey("stored_file.digest"), primary_key=True, info={"goes_with_file": True}
    )
    state: Mapped[InspectionState] = choice(InspectionState, default=InspectionState.WAITING)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    pages: Mapped[int | None]
    preview_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.digest"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    language: Mapped[str] = mapped_column(sa.String(40), default="")
    is_tagged: Mapped[bool | None]
    text: Mapped[str] = mapped_column(sa.Text, default="", deferred=True)
    findings: Mapped[list[Any]] = mapped_column(default=list)
    people: Mapped[dict[str, Any]] = personal(default=dict)
    file: Mapped[StoredFile] = relationship(foreign_keys=[digest])
    preview: Mapped[StoredFile | None] = relationship(foreign_keys=[preview_digest])
    __table_args__ = (sa.CheckConstraint("pages IS NULL OR pages > 0", name="pages"),)

    @property
    def open_preview(self) -> StoredFile | None:
        """Return the picture of the first page, unless a scanner holds it back."""
        return None if self.preview is None or is_held(self.preview) else self.preview

    @property
    def told(self) -> list[Finding]:
        """Return what people should know, the most serious first."""
        return in_order(self.findings)

    @property
    def names(self) -> list[str]:
        """Return every name that the file carries, each once."""
        said = (self.people.get(key) for key in ("author", "last_modified_by", "manager", "company"))
        lists = (self.people.get(key) for key in ("comment_authors", "change_authors"))
        found = [*(one for one in said if one), *(one for some in lists for one in some or ())]
        return list(dict.fromkeys(found))
