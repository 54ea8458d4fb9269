"""Who is invited and how many (quotas), and who takes part (registrations)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.agenda.models import Track
from forumapp.core.db import Model, choice, key, ordered_text, personal
from forumapp.directory.models import Department, Organisation, Person, Rank
from forumapp.forums.models import Forum, Mode
from forumapp.registration.receipts import draw


class AudienceKind(StrEnum):
    """Whom a line of the audience means."""

    MUNICIPALITIES = "municipalities"
    ORGANISATION = "organisation"
    ANYBODY = "anybody"


class RegistrationState(StrEnum):
    """What became of a registration."""

    PENDING = "pending"
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"


ALIVE = (
    RegistrationState.PENDING,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
)
"""Who may still come."""
HOLDING = (RegistrationState.OFFERED, RegistrationState.CONFIRMED)
"""Who has a seat: for good, or until an offer lapses."""


class Entry(StrEnum):
    """Who registers: each person, the clerk of an organisation, or both."""

    INDIVIDUALS = "individuals"
    ORGANISATIONS = "organisations"
    BOTH = "both"


class FieldKind(StrEnum):
    """What an organiser's own question asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    FILE = "file"


class Audience(Model):
    """A line of 参加対象者: all municipalities of a prefecture, one organisation, or anybody."""

    __tablename__ = "audience"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[AudienceKind] = choice(AudienceKind)
    label: Mapped[str] = mapped_column(sa.String(200))
    prefecture: Mapped[str | None] = mapped_column(sa.String(2))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    withdrawn_at: Mapped[datetime | None]
    organisation: Mapped[Organisation | None] = relationship()
    quotas: Mapped[list["Quota"]] = relationship(order_by="Quota.position", back_populates="audience")
    __table_args__ = (
        sa.CheckConstraint("kind <> 'municipalities' OR prefecture IS NOT NULL", name="prefecture"),
        sa.CheckConstraint("kind <> 'organisation' OR organisation_id IS NOT NULL", name="organisation"),
    )


class Quota(Model):
    """Seats (参加枠) of each organisation of an audience: ``seats`` people of a department category."""

    __tablename__ = "quota"
    public_content = True
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    audience_id: Mapped[int] = mapped_column(sa.ForeignKey("audience.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    label: Mapped[str] = mapped_column(sa.String(200))
    ranks: Mapped[str] = mapped_column(sa.String(200), default="")
    seats: Mapped[int]
    mode: Mapped[Mode | None] = choice(Mode, nullable=True)
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    withdrawn_at: Mapped[datetime | None]
    audience: Mapped[Audience] = relationship(back_populates="quotas")
    department: Mapped[Department | None] = relationship()
    track: Mapped[Track | None] = relationship()
    __table_args__ = (sa.CheckConstraint("seats >= 0", name="seats"),)


class Allotment(Model):
    """Seats of one organisation in a quota where they are other than the quota says: added, taken or released."""

    __tablename__ = "allotment"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    quota_id: Mapped[int] = mapped_column(sa.ForeignKey("quota.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    seats: Mapped[int]
    __table_args__ = (
        sa.UniqueConstraint("quota_id", "organisation_id"),
        sa.CheckConstraint("seats >= 0", name="seats"),
    )


class SeatRules(Model):
    """How seats of a forum are given out (受付のきまり). A forum without a row has the defaults.

    With ``entry`` other than INDIVIDUALS the seats of quotas are kept for their organisations. ``open_on_site`` and
    ``open_web`` bound the seats outside the quotas; None: what the quotas leave. ``offer_hours``: how long somebody
    who is moved up has to accept; None: they are confirmed at once. ``releases_on``, ``reply_due``: wall time.
    """

    __tablename__ = "seat_rules"
    public_content = True
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), primary_key=True)
    entry: Mapped[Entry] = choice(Entry, default=Entry.INDIVIDUALS)
    open_on_site: Mapped[int | None]
    open_web: Mapped[int | None]
    has_waiting: Mapped[bool] = mapped_column(default=False)
    moves_up: Mapped[bool] = mapped_column(default=True)
    offer_hours: Mapped[int | None]
    needs_approval: Mapped[bool] = mapped_column(default=False)
    join_minutes: Mapped[int] = mapped_column(default=60)
    reply_due: Mapped[datetime | None] = mapped_column(sa.DateTime)
    releases_on: Mapped[date | None] = mapped_column(sa.Date)
    released_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("open_on_site IS NULL OR open_on_site >= 0", name="open_on_site"),
        sa.CheckConstraint("open_web IS NULL OR open_web >= 0", name="open_web"),
        sa.CheckConstraint("offer_hours IS NULL OR offer_hours BETWEEN 1 AND 720", name="offer_hours"),
        sa.CheckConstraint("join_minutes BETWEEN 0 AND 1440", name="join_minutes"),
    )


class Invitation(Model):
    """An organisation's invitation (開催案内) to one address; its link opens the forum and the registration."""

    __tablename__ = "invitation"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    address: Mapped[str] = personal(sa.String(254))
    name: Mapped[str] = personal(sa.String(200), default="")
    message: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="ja")
    invited_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    link_generation: Mapped[int] = mapped_column(default=0)
    forum: Mapped[Forum] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    __table_args__ = (sa.UniqueConstraint("forum_id", "address"),)


class Registration(Model):
    """One person at one forum (参加登録). Withdrawn by its state, never deleted.

    ``sort_kana`` is the key of 五十音順, to be compared by code point; ``join_taken_at`` when the join link was
    first taken, which does not prove presence. ``sort_code`` is the key of 団体コード順. ``replaces_id``: whose seat
    this person took. ``waiting_since`` orders the waiting list; ``offer_until`` ends an offer (OFFERED).
    """

    __tablename__ = "registration"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    quota_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quota.id"))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registration.id"))
    receipt: Mapped[str] = mapped_column(sa.String(12), unique=True, default=draw, insert_sentinel=True)
    state: Mapped[RegistrationState] = choice(RegistrationState, default=RegistrationState.CONFIRMED)
    mode: Mapped[Mode] = choice(Mode)
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    family_name: Mapped[str] = personal(sa.String(80))
    given_name: Mapped[str] = personal(sa.String(80), default="")
    family_kana: Mapped[str] = personal(sa.String(80), default="")
    given_kana: Mapped[str] = personal(sa.String(80), default="")
    sort_kana: Mapped[str] = personal(ordered_text(500), default="")
    sort_code: Mapped[str] = mapped_column(ordered_text(210), default="", server_default=sa.text("''"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str] = mapped_column(sa.String(200), default="")
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    unit: Mapped[str] = personal(sa.String(200), default="")
    title: Mapped[str] = personal(sa.String(200), default="")
    rank_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rank.id"))
    email: Mapped[str] = personal(sa.String(254), default="")
    needs: Mapped[str] = personal(sa.Text, default="")
    may_list: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(sa.String(5), default="ja")
    form_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    link_generation: Mapped[int] = mapped_column(default=0)
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    offer_until: Mapped[datetime | None]
    join_taken_at: Mapped[datetime | None]
    forum: Mapped[Forum] = relationship()
    person: Mapped[Person | None] = relationship()
    track: Mapped[Track | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    department: Mapped[Department | None] = relationship()
    rank: Mapped[Rank | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(order_by="Answer.question_id")
    __table_args__ = (
        sa.Index("ix_registration_forum_state_mode", "forum_id", "state", "mode"),
        sa.Index("ix_registration_forum_name", "forum_id", "family_name", "given_name"),
        sa.Index("ix_registration_quota_organisation", "quota_id", "organisation_id", "state"),
        sa.Index("ix_registration_forum_state_code", "forum_id", "state", "sort_code", "sort_kana", "id"),
        sa.Index("ix_registration_forum_state_kana", "forum_id", "state", "sort_kana", "id"),
        sa.CheckConstraint("mode <> 'both'", name="one_mode"),
    )


class Question(Model):
    """A field of the organiser's own in the registration form.

    ``editors_only``: those who only watch or receive do not see the answers. ``keep_days`` after the forum's day the
    answers go, earlier than the rest; None: with the rest.
    """

    __tablename__ = "question"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[FieldKind] = choice(FieldKind, default=FieldKind.TEXT)
    label: Mapped[str] = mapped_column(sa.String(200))
    hint: Mapped[str] = mapped_column(sa.String(500), default="")
    choices: Mapped[str] = mapped_column(sa.Text, default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    editors_only: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    keep_days: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]


class Answer(Model):
    """One registration's answer to one question, as text; of a file its name, with the content's digest."""

    __tablename__ = "answer"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    value: Mapped[str] = personal(sa.Text, default="")
    file_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("stored_file.digest"))
    question: Mapped[Question] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (sa.UniqueConstraint("registration_id", "question_id"),)


class SavedView(Model):
    """A filter of the organisers' list under a name (保存した表示); ``query`` is that of the address."""

    __tablename__ = "saved_view"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    query: Mapped[str] = personal(sa.String(1000), default="")
    saved_by: Mapped[str] = personal(sa.String(200), default="")
    saved_at: Mapped[datetime]
    __table_args__ = (sa.UniqueConstraint("forum_id", "name"),)
