"""Slides, documents and recordings. A title is inherited from the item, so that it is typed once."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from forumapp.agenda.models import Item
from forumapp.core.db import Model, choice, key, personal
from forumapp.core.files import StoredFile, is_held
from forumapp.core.uploads.models import FileInspection


class Audience(StrEnum):
    """Who may open a material."""

    PUBLIC = "public"
    REGISTERED = "registered"
    ORGANISERS = "organisers"


class PublishWhen(StrEnum):
    """When those who may open a material can open it."""

    NOW = "now"
    AFTER_TALK = "after_talk"
    AT = "at"


class _Inheriting:
    """Its title is the item's: the draft's for organisers, the released one on public pages."""

    _printed = ""

    def print_as(self, title: str) -> None:
        """Show ``title`` instead of the draft's for as long as this object lives."""
        self._printed = title


class Material(_Inheriting, Model):
    """Slides of an item, or a document of the forum (then with a title of its own).

    ``person_id`` is the speaker who sent them by the personal link, ``may_publish`` what they said of showing them to
    others than organisers; None: nobody was asked. File and name are those of the version that is shown, ``version`` is its
    number; ``publish_at`` is the moment of PublishWhen.AT.
    """

    __tablename__ = "material"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    own_title: Mapped[str] = mapped_column(sa.String(300), default="")
    file_digest: Mapped[str] = mapped_column(sa.ForeignKey("stored_file.digest"))
    filename: Mapped[str] = mapped_column(sa.String(200))
    audience: Mapped[Audience] = choice(Audience, default=Audience.PUBLIC)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    may_publish: Mapped[bool | None]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default=sa.text("1"))
    publish_when: Mapped[PublishWhen] = choice(
        PublishWhen, default=PublishWhen.NOW, server_default=PublishWhen.NOW.value
    )
    publish_at: Mapped[datetime | None]
    item: Mapped[Item | None] = relationship()
    file: Mapped[StoredFile] = relationship()
    inspection: Mapped[FileInspection | None] = relationship(
        primaryjoin=lambda: foreign(Material.file_digest) == FileInspection.digest, viewonly=True
    )
    __table_args__ = (
        sa.CheckConstraint("item_id IS NOT NULL OR own_title <> ''", name="has_title"),
        sa.CheckConstraint("(publish_when = 'at') = (publish_at IS NOT NULL)", name="publish_at"),
    )

    @property
    def preview(self) -> StoredFile | None:
        """Return the picture of the first page that may be shown wherever the file may."""
        return self.inspection.open_preview if self.inspection else None

    @property
    def title(self) -> str:
        """Return the item's title, or the own one of a document."""
        return self._printed or (self.item.title if self.item else self.own_title)


class VersionOrigin(StrEnum):
    """Where a version came from: somebody sent it, or it is a copy without what the file said of its authors."""

    SENT = "sent"
    CLEANED = "cleaned"


class MaterialVersion(Model):
    """One content that a material had or has; ``number`` counts from 1. Nothing is deleted: an older one can be shown again."""

    __tablename__ = "material_version"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    material_id: Mapped[int] = mapped_column(sa.ForeignKey("material.id"))
    number: Mapped[int]
    file_digest: Mapped[str] = mapped_column(sa.ForeignKey("stored_file.digest"))
    filename: Mapped[str] = mapped_column(sa.String(200))
    origin: Mapped[VersionOrigin] = choice(VersionOrigin, default=VersionOrigin.SENT)
    added_at: Mapped[datetime]
    added_by: Mapped[str] = personal(sa.String(200), default="")
    file: Mapped[StoredFile] = relationship()
    inspection: Mapped[FileInspection | None] = relationship(
        primaryjoin=lambda: foreign(MaterialVersion.file_digest) == FileInspection.digest, viewonly=True
    )
    __table_args__ = (
        sa.CheckConstraint("number > 0", name="number"),
        sa.UniqueConstraint("material_id", "number"),
    )


class UnrecordedItem(Model):
    """An item of which there is no recording, and nobody shall wait for one (録画なし)."""

    __tablename__ = "unrecorded_item"
    public_content = True
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("item.id"), primary_key=True)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    marked_at: Mapped[datetime]


class Recording(_Inheriting, Model):
    """A recording of an item or of a whole day (then with a title of its own): a stored video, or a link to elsewhere.

    ``seconds`` is its length, ``captions_language`` that of the captions. A recording of a day or of an item that holds
    others has chapters: ``began`` is when it begins, in seconds of the local day ``day`` (0: the forum's first); None:
    with the first item that it shows.
    """

    __tablename__ = "recording"
    public_content = True
    _beside = frozenset[int]()
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    own_title: Mapped[str] = mapped_column(sa.String(300), default="", server_default=sa.text("''"))
    file_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.digest"))
    filename: Mapped[str] = mapped_column(sa.String(200), default="")
    captions_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.digest"))
    captions_language: Mapped[str] = mapped_column(
        sa.String(16), default="ja", server_default=sa.text("'ja'")
    )
    poster_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.digest"))
    url: Mapped[str | None] = mapped_column(sa.String(1000))
    seconds: Mapped[int | None]
    day: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    began: Mapped[int | None]
    audience: Mapped[Audience] = choice(Audience, default=Audience.PUBLIC)
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    publish_when: Mapped[PublishWhen] = choice(
        PublishWhen, default=PublishWhen.NOW, server_default=PublishWhen.NOW.value
    )
    publish_at: Mapped[datetime | None]
    item: Mapped[Item | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_digest])
    captions: Mapped[StoredFile | None] = relationship(foreign_keys=[captions_digest])
    poster: Mapped[StoredFile | None] = relationship(foreign_keys=[poster_digest])
    __table_args__ = (
        sa.CheckConstraint("(url IS NULL) <> (file_digest IS NULL)", name="url_or_file"),
        sa.CheckConstraint("seconds IS NULL OR seconds > 0", name="seconds"),
        sa.CheckConstraint("(publish_when = 'at') = (publish_at IS NOT NULL)", name="publish_at"),
        sa.CheckConstraint("item_id IS NOT NULL OR own_title <> ''", name="has_title"),
    )

    def know_beside(self, items: Iterable[int]) -> None:
        """Note what was not recorded for as long as this object lives."""
        self._beside = frozenset(items)

    @property
    def beside(self) -> frozenset[int]:
        """Return the items of the forum of which there is no recording, as far as who read this one asked for them."""
        return self._beside

    @property
    def open_captions(self) -> StoredFile | None:
        """Return the captions, unless a scanner holds them back."""
        return None if self.captions is None or is_held(self.captions) else self.captions

    @property
    def open_poster(self) -> StoredFile | None:
        """Return the picture shown before it plays, unless a scanner holds it back."""
        return None if self.poster is None or is_held(self.poster) else self.poster

    @property
    def title(self) -> str:
        """Return the item's title, or the own one of a recording of a whole day."""
        return self._printed or (self.item.title if self.item else self.own_title)
