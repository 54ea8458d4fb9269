"""Series, forums, venues, and people's roles in a forum."""

from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.accounts.models import Account
from forumapp.core.db import Model, UTCDateTime, choice, key, personal
from forumapp.directory.models import Organisation


class Visibility(StrEnum):
    """Who may see a published forum: everybody (listed), who knows the address, or who was invited."""

    PUBLIC = "public"
    LINK = "link"
    INVITATION = "invitation"


class RegistrationSwitch(StrEnum):
    """Whether registration follows its dates or was opened or closed by hand."""

    DATES = "dates"
    OPEN = "open"
    CLOSED = "closed"


class State(StrEnum):
    """What a forum is at a moment; derived, never stored."""

    DRAFT = "draft"
    PLANNED = "planned"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What somebody may do in a forum."""

    OWNER = "owner"
    EDITOR = "editor"
    FACILITATOR = "facilitator"
    RECEPTION = "reception"
    VIEWER = "viewer"


class Mode(StrEnum):
    """How somebody takes part or an item is held; BOTH belongs to items and tracks."""

    ON_SITE = "on_site"
    WEB = "web"
    BOTH = "both"


class HostRole(StrEnum):
    """主催, 共催, 後援・協力."""

    HOST = "host"
    COHOST = "cohost"
    SUPPORT = "support"


class SiteRevision(Model):
    """One row: raised with any public content, the stamp of pages that list forums."""

    __tablename__ = "site_revision"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(sa.BigInteger, default=1)


class Series(Model):
    """A programme of forums (シリーズ): background, policy references and documents."""

    __tablename__ = "series"
    public_content = True
    id: Mapped[int] = key()
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    background: Mapped[str] = mapped_column(sa.Text, default="")
    programme: Mapped[str] = mapped_column(sa.Text, default="")
    summary_en: Mapped[str] = mapped_column(sa.Text, default="")
    breadcrumb: Mapped[str] = mapped_column(sa.String(500), default="")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    position: Mapped[int] = mapped_column(default=0)
    owner: Mapped[Organisation | None] = relationship()
    sections: Mapped[list["SeriesSection"]] = relationship(
        order_by="SeriesSection.position", back_populates="series"
    )


class SeriesSection(Model):
    """A titled part of a series' page: text (policy reference) with its documents and links."""

    __tablename__ = "series_section"
    public_content = True
    id: Mapped[int] = key()
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    text: Mapped[str] = mapped_column(sa.Text, default="")
    series: Mapped[Series] = relationship(back_populates="sections")
    documents: Mapped[list["SeriesDocument"]] = relationship(order_by="SeriesDocument.position")


class SeriesDocument(Model):
    """A document of a series: a stored file or a link to elsewhere."""

    __tablename__ = "series_document"
    public_content = True
    id: Mapped[int] = key()
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("series_section.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(sa.String(200))
    url: Mapped[str | None] = mapped_column(sa.String(1000))
    file_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.digest"))
    filename: Mapped[str] = mapped_column(sa.String(200), default="")
    __table_args__ = (sa.CheckConstraint("(url IS NULL) <> (file_digest IS NULL)", name="url_or_file"),)


class Venue(Model):
    """A place with its address (会場)."""

    __tablename__ = "venue"
    public_content = True
    id: Mapped[int] = key()
    name: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(8), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    access: Mapped[str] = mapped_column(sa.Text, default="")
    rooms: Mapped[list["Room"]] = relationship(order_by="Room.position", back_populates="venue")


class Room(Model):
    """A room of a venue; ``capacity`` in people."""

    __tablename__ = "room"
    public_content = True
    id: Mapped[int] = key()
    venue_id: Mapped[int] = mapped_column(sa.ForeignKey("venue.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    capacity: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    venue: Mapped[Venue] = relationship(back_populates="rooms")
    __table_args__ = (sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),)


class Forum(Model):
    """One gathering. Dates and times are wall time in ``zone``; what happened is UTC.

    ``ends`` is what the organiser says, ``programme_ends`` what the released programme gives (set by the agenda).
    ``venue_opens`` and ``venue_closes`` bound the hours for which the venue is booked, each day.
    """

    __tablename__ = "forum"
    public_content = True
    id: Mapped[int] = key()
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("series.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    summary_en: Mapped[str] = mapped_column(sa.Text, default="")
    visibility: Mapped[Visibility] = choice(Visibility, default=Visibility.PUBLIC)
    zone: Mapped[str] = mapped_column(sa.String(60), default="Asia/Tokyo")
    day: Mapped[date | None] = mapped_column(sa.Date)
    starts: Mapped[time | None] = mapped_column(sa.Time)
    ends: Mapped[time | None] = mapped_column(sa.Time)
    mode: Mapped[Mode] = choice(Mode, default=Mode.BOTH)
    venue_id: Mapped[int | None] = mapped_column(sa.ForeignKey("venue.id"))
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("room.id"))
    venue_opens: Mapped[time | None] = mapped_column(sa.Time)
    venue_closes: Mapped[time | None] = mapped_column(sa.Time)
    seats_on_site: Mapped[int | None]
    seats_web: Mapped[int | None]
    audience_note: Mapped[str] = mapped_column(sa.Text, default="")
    privacy_note: Mapped[str] = mapped_column(sa.Text, default="")
    contact_name: Mapped[str] = mapped_column(sa.String(200), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    join_url: Mapped[str] = mapped_column(sa.String(1000), default="")
    join_note: Mapped[str] = mapped_column(sa.Text, default="")
    registration: Mapped[RegistrationSwitch] = choice(RegistrationSwitch, default=RegistrationSwitch.DATES)
    opens: Mapped[datetime | None] = mapped_column(sa.DateTime)
    closes: Mapped[datetime | None] = mapped_column(sa.DateTime)
    closes_web: Mapped[datetime | None] = mapped_column(sa.DateTime)
    retention_days: Mapped[int] = mapped_column(default=365)
    programme_ends: Mapped[datetime | None] = mapped_column(sa.DateTime)
    revision: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="")
    reported_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    series: Mapped[Series | None] = relationship()
    owner: Mapped[Organisation] = relationship()
    venue: Mapped[Venue | None] = relationship()
    room: Mapped[Room | None] = relationship()
    hosts: Mapped[list["ForumHost"]] = relationship(order_by="ForumHost.position")
    __table_args__ = (
        sa.CheckConstraint("seats_on_site IS NULL OR seats_on_site >= 0", name="seats_on_site"),
        sa.CheckConstraint("seats_web IS NULL OR seats_web >= 0", name="seats_web"),
        sa.CheckConstraint("starts IS NULL OR day IS NOT NULL", name="start_has_day"),
        sa.CheckConstraint("retention_days BETWEEN 1 AND 36500", name="retention"),
    )

    @property
    def forum_id(self) -> int:
        """Return the id: a forum belongs to itself (audit, revision)."""
        return self.id


class ForumCandidate(Model):
    """A day on which a forum may be held (候補日), while its date is undecided. Wall time in the forum's zone."""

    __tablename__ = "forum_candidate"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    day: Mapped[date] = mapped_column(sa.Date)
    starts: Mapped[time | None] = mapped_column(sa.Time)
    ends: Mapped[time | None] = mapped_column(sa.Time)
    withdrawn_at: Mapped[datetime | None]
    chosen_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("ends IS NULL OR starts IS NOT NULL", name="end_has_start"),
        sa.CheckConstraint("ends IS NULL OR ends > starts", name="ends_later"),
    )

    @property
    def is_open(self) -> bool:
        """Say whether the forum may still be held on this day."""
        return self.withdrawn_at is None and self.chosen_at is None


class ForumBoundary(Model):
    """An instant at which what a forum is changes by itself; rewritten whenever the forum's dates change."""

    __tablename__ = "forum_boundary"
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), primary_key=True)
    what: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class ForumHost(Model):
    """An organisation that hosts a forum (主催・共催・後援)."""

    __tablename__ = "forum_host"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    role: Mapped[HostRole] = choice(HostRole, default=HostRole.HOST)
    position: Mapped[int] = mapped_column(default=0)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (sa.UniqueConstraint("forum_id", "organisation_id"),)


class Membership(Model):
    """The role of an account in a forum."""

    __tablename__ = "membership"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    role: Mapped[Role] = choice(Role)
    since: Mapped[datetime]
    invited_by: Mapped[str] = personal(sa.String(200), default="")
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    forum: Mapped[Forum] = relationship()
    __table_args__ = (sa.UniqueConstraint("forum_id", "account_id"),)
