"""Feedback without names, and impressions (感想) chosen from it.

That somebody answered (``FeedbackGiven``) is kept apart from what was answered. An answer has a random id and no time
at all; what it says is sealed (``seals.py``) until the forum's feedback is over, and then the row is deleted: what
stays are the tables of its editions. No table keeps the order of arrival: on SQLite they are WITHOUT ROWID, on
PostgreSQL services.arrival writes rows anew in the order of their ids (ctid and xmin) until they are ``is_settled``.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core.db import Model, choice, key, personal
from forumapp.forums.models import Mode

FEWEST = 5
"""Answers below which nothing is shown of a group (k), unless the forum says otherwise; never fewer than LEAST."""
LEAST = 3
LONGEST = 1000
"""Characters of one text; every answer to a form takes as much room as the longest that it allows."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


class Breakdown(StrEnum):
    """By what the results are divided. One thing only: two divisions of the same answers could be set off."""

    NONE = "none"
    DEPARTMENT = "department"
    MODE = "mode"


class ImpressionState(StrEnum):
    """What the editor decided."""

    INBOX = "inbox"
    ADOPTED = "adopted"
    WITHHELD = "withheld"


class FeedbackForm(Model):
    """When a forum takes answers and how its results are shown. A forum without a row has the defaults.

    ``fewest`` is k. ``room_generation`` revokes the link of the room. ``completed_on``: the day of the last edition,
    after which nothing is taken and no answer is left.
    """

    __tablename__ = "feedback_form"
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), primary_key=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    fewest: Mapped[int] = mapped_column(default=FEWEST)
    breakdown: Mapped[Breakdown] = choice(Breakdown, default=Breakdown.NONE)
    intro: Mapped[str] = mapped_column(sa.Text, default="")
    intro_en: Mapped[str] = mapped_column(sa.Text, default="")
    room_open: Mapped[bool] = mapped_column(default=False)
    room_generation: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    completed_on: Mapped[date | None] = mapped_column(sa.Date)
    __table_args__ = (sa.CheckConstraint(f"fewest >= {LEAST}", name="fewest"),)


class FeedbackQuestion(Model):
    """One question. ``choices``: [{"key", "ja", "en"}], of a scale from the best down; ``slug`` names it in answers.

    Asked only of those of ``track_id`` or ``mode`` where given. ``offers_publication``: a text that its writer may
    give for publication.
    """

    __tablename__ = "feedback_question"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(32))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[QuestionKind] = choice(QuestionKind)
    label: Mapped[str] = mapped_column(sa.String(200))
    label_en: Mapped[str] = mapped_column(sa.String(200), default="")
    hint: Mapped[str] = mapped_column(sa.String(500), default="")
    hint_en: Mapped[str] = mapped_column(sa.String(500), default="")
    choices: Mapped[list[Any]] = mapped_column(default=list)
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("item.id"))
    track_id: Mapped[int | None] = mapped_column(sa.ForeignKey("track.id"))
    mode: Mapped[Mode | None] = choice(Mode, nullable=True)
    is_required: Mapped[bool] = mapped_column(default=False)
    offers_publication: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (sa.UniqueConstraint("forum_id", "slug"),)

    @property
    def is_for_all(self) -> bool:
        """Say whether everybody is asked."""
        return self.track_id is None and self.mode is None


class FeedbackGiven(Model):
    """This registration has answered; nothing says what."""

    __tablename__ = "feedback_given"
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registration.id"), primary_key=True)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    is_settled: Mapped[bool | None]
    __table_args__ = ({"sqlite_with_rowid": False},)


class FeedbackAnswer(Model):
    """One sealed answer. ``lock``: keyed hash of the code that its writer's device holds. ``is_shown``: an edition has it.

    ``amended``: what its writer says now instead, as long as it is not counted (services.editions).
    """

    __tablename__ = "feedback_answer"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=lambda: uuid4().hex)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    lock: Mapped[str] = mapped_column(sa.String(64), index=True)
    sealed: Mapped[bytes | None] = personal(sa.LargeBinary)
    amended: Mapped[bytes | None] = personal(sa.LargeBinary)
    is_shown: Mapped[bool] = mapped_column(default=False)
    is_settled: Mapped[bool | None]
    __table_args__ = (
        sa.Index("ix_feedback_answer_forum_id_is_shown", "forum_id", "is_shown"),
        {"sqlite_with_rowid": False},
    )


class FeedbackEdition(Model):
    """What is shown of the results, frozen: each edition holds at least k answers more than the one before.

    ``tables`` as tallies.tables makes them; ``texts``: {slug of a question: [text]} in random order.
    """

    __tablename__ = "feedback_edition"
    id: Mapped[int] = key()
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    number: Mapped[int]
    made_on: Mapped[date] = mapped_column(sa.Date)
    answers: Mapped[int]
    is_final: Mapped[bool] = mapped_column(default=False)
    tables: Mapped[list[Any]]
    texts: Mapped[dict[str, Any]] = personal()
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)


class FeedbackResponse(Model):
    """A rating of the time before there were forms, from 1 (low) to 5 (high); counted, no longer written."""

    __tablename__ = "feedback_response"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=lambda: uuid4().hex)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    day: Mapped[date] = mapped_column(sa.Date)
    rating: Mapped[int | None]
    __table_args__ = (
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        {"sqlite_with_rowid": False},
    )


class Impression(Model):
    """A comment: the original stays, ``text`` is what the editor made of it. Adopted only if its writer allowed it.

    Not ``public_content``: an arriving comment must not leave its time in the forum's ``changed_at``. Decisions touch
    the revision themselves. ``consent`` says how a comment on paper was allowed; it is "" for one given by link.
    """

    __tablename__ = "impression"
    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=lambda: uuid4().hex)
    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    original: Mapped[str] = personal(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ImpressionState] = choice(ImpressionState, default=ImpressionState.INBOX)
    may_publish: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    consent: Mapped[str] = mapped_column(sa.String(200), default="")
    decided_at: Mapped[datetime | None]
    __table_args__ = (
        sa.CheckConstraint("state <> 'adopted' OR may_publish", name="adopted_with_leave"),
        {"sqlite_with_rowid": False},
    )
