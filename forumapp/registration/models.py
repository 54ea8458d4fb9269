"""Who is invited and how many (quotas), and who takes part (registrations)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.agenda.models import Track
from forumapp.core.db import Model, choice, key, personal
from forumapp.directory.models import Department, Organisation, Person, Rank
from forumapp.forums.models import Forum, Mode


class AudienceKind(StrEnum):
    """Whom a line of the audience means."""

    MUNICIPALITIES = "municipalities"
    ORGANISATION = "organisation"
    ANYBODY = "anybody"


class RegistrationState(StrEnum):
    """What became of a registration."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"


class FieldKind(StrEnum):
    """What an organiser's own question asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"


class Participation(StrEnum):
    """What somebody's calendar answered (RFC 5545 section 3.2.12, PARTSTAT)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class RsvpKind(StrEnum):
    """What came back: an answer, or what is only noted (RFC 5546 sections 3.2.3, 3.2.7, 2.1.5)."""

    REPLY = "reply"
    COUNTER = "counter"
    DELEGATION = "delegation"


class RsvpChannel(StrEnum):
    """How it came."""

    MAIL = "mail"
    WEB = "web"


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
    first taken, which does not prove presence.
    """

    __tablename__ = "registration"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    quota_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quota.id"))
    receipt: Mapped[str] = mapped_column(sa.String(12), unique=True)
    state: Mapped[RegistrationState] = choice(RegistrationState, default=RegistrationState.CONFIRMED)
    mode: Mapped[Mode] = choice(Mode)
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    family_name: Mapped[str] = personal(sa.String(80))
    given_name: Mapped[str] = personal(sa.String(80), default="")
    family_kana: Mapped[str] = personal(sa.String(80), default="")
    given_kana: Mapped[str] = personal(sa.String(80), default="")
    sort_kana: Mapped[str] = personal(sa.String(500), default="")
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
    join_taken_at: Mapped[datetime | None]
    forum: Mapped[Forum] = relationship()
    person: Mapped[Person | None] = relationship()
    track: Mapped[Track | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    department: Mapped[Department | None] = relationship()
    rank: Mapped[Rank | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(order_by="Answer.question_id")
    rsvps: Mapped[list["Rsvp"]] = relationship(
        order_by="Rsvp.answered_at, Rsvp.id", back_populates="registration"
    )
    __table_args__ = (
        sa.Index("ix_registration_forum_state_mode", "forum_id", "state", "mode"),
        sa.CheckConstraint("mode <> 'both'", name="one_mode"),
    )


class Rsvp(Model):
    """An answer to an invitation message (出欠の返事). All are kept; the one with the latest ``answered_at`` counts.

    ``sequence`` is the calendar entry's as the answerer knew it: an older one answered for the old time.
    ``participation`` is empty for what is only noted.
    """

    __tablename__ = "rsvp"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    kind: Mapped[RsvpKind] = choice(RsvpKind, default=RsvpKind.REPLY)
    channel: Mapped[RsvpChannel] = choice(RsvpChannel)
    participation: Mapped[Participation | None] = choice(Participation, nullable=True)
    sequence: Mapped[int]
    comment: Mapped[str] = personal(sa.Text, default="")
    answered_at: Mapped[datetime]
    received_at: Mapped[datetime]
    registration: Mapped[Registration] = relationship(back_populates="rsvps")
    __table_args__ = (
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        sa.CheckConstraint("kind <> 'reply' OR participation IS NOT NULL", name="reply_says"),
    )


class Question(Model):
    """A field of the organiser's own in the registration form."""

    __tablename__ = "question"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[FieldKind] = choice(FieldKind, default=FieldKind.TEXT)
    label: Mapped[str] = mapped_column(sa.String(200))
    hint: Mapped[str] = mapped_column(sa.String(500), default="")
    choices: Mapped[str] = mapped_column(sa.Text, default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]


class Answer(Model):
    """One registration's answer to one question, as text."""

    __tablename__ = "answer"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), index=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    value: Mapped[str] = personal(sa.Text, default="")
    question: Mapped[Question] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (sa.UniqueConstraint("registration_id", "question_id"),)
