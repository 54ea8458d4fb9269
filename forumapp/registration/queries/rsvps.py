"""Answers to invitation messages (出欠の返事), as they stand: the newest counts, unless it was for an earlier time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from forumapp.calendar.models import CalendarEntry
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.registration.models import Registration
from forumapp.registration.rsvp import Participation, Rsvp, RsvpKind


class Reply(StrEnum):
    """Where a registration stands: what was answered, nothing, or something for an earlier time."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NONE = "none"
    STALE = "stale"


_IS_STALE = sa.func.coalesce(Rsvp.sequence < CalendarEntry.sequence, sa.false())


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer that counts; ``is_stale``: it was given for an earlier time or place."""

    participation: Participation
    is_stale: bool
    answered_at: datetime

    @property
    def reply(self) -> Reply:
        """Return where the registration stands."""
        return Reply.STALE if self.is_stale else Reply(self.participation.value)


def standings(registrations: Collection[Registration]) -> dict[int, Standing]:
    """Return the answers that count, by id of registration; one statement for any number of them."""
    if not registrations:
        return {}
    forum_ids = {one.forum_id for one in registrations}
    # A whole list of ids would outgrow what one statement may hold: everybody of the forum is read at 100 and more.
    idents = {one.id for one in registrations} if len(registrations) < 100 else None
    counting = _counting(Rsvp.forum_id.in_(forum_ids), idents).subquery()
    rows = db.session.execute(
        sa.select(
            counting.c.registration_id,
            counting.c.participation,
            counting.c.answered_at,
            sa.func.coalesce(counting.c.sequence < CalendarEntry.sequence, sa.false()),
        ).outerjoin(CalendarEntry, _entry_of(counting.c.registration_id))
    )
    return {ident: Standing(said, bool(stale), at) for ident, said, at, stale in rows}


def standing(registration: Registration) -> Standing | None:
    """Return the answer of one registration that counts; None if there is none."""
    answers = (
        sa.select(Rsvp.participation, Rsvp.answered_at, _IS_STALE)
        .outerjoin(CalendarEntry, _entry_of(Rsvp.registration_id))
        .where(Rsvp.registration_id == registration.id, Rsvp.kind == RsvpKind.REPLY)
    )
    latest = db.session.execute(answers.order_by(Rsvp.answered_at.desc(), Rsvp.id.desc()).limit(1)).first()
    return Standing(latest[0], bool(latest[2]), latest[1]) if latest else None


def history(registration: Registration) -> Sequence[tuple[Rsvp, bool]]:
    """Return everything that came back, the newest first, and whether it was for an earlier time."""
    came = sa.select(Rsvp, _IS_STALE).outerjoin(CalendarEntry, _entry_of(Rsvp.registration_id))
    rows = came.where(Rsvp.registration_id == registration.id)
    found = db.session.execute(rows.order_by(Rsvp.answered_at.desc(), Rsvp.id.desc()))
    return [(rsvp, bool(stale)) for rsvp, stale in found]


def stands_at(forum: Forum, reply: Reply) -> sa.ColumnElement[bool]:
    """Return the condition that a registration of ``forum`` stands at ``reply``."""
    if reply is Reply.NONE:
        answered = sa.select(Rsvp.registration_id).where(
            Rsvp.forum_id == forum.id, Rsvp.kind == RsvpKind.REPLY
        )
        return Registration.id.not_in(answered)
    counting = _counting(Rsvp.forum_id == forum.id).subquery()
    is_stale = sa.func.coalesce(counting.c.sequence < CalendarEntry.sequence, sa.false())
    standing_there = (
        sa.select(counting.c.registration_id)
        .outerjoin(CalendarEntry, _entry_of(counting.c.registration_id))
        .where(is_stale if reply is Reply.STALE else sa.not_(is_stale))
    )
    if reply is not Reply.STALE:
        standing_there = standing_there.where(counting.c.participation == Participation(reply.value))
    return Registration.id.in_(standing_there)


def _counting(
    within: sa.ColumnElement[bool], idents: Collection[int] | None = None
) -> sa.Select[tuple[int, Participation, int, datetime]]:
    """The one answer of each registration that counts: the latest, and of two at once the one that came later."""
    place = (
        sa.func.row_number()
        .over(partition_by=Rsvp.registration_id, order_by=(Rsvp.answered_at.desc(), Rsvp.id.desc()))
        .label("place")
    )
    answers = sa.select(Rsvp, place).where(within, Rsvp.kind == RsvpKind.REPLY)
    if idents is not None:
        answers = answers.where(Rsvp.registration_id.in_(idents))
    ranked = answers.subquery()
    return sa.select(
        ranked.c.registration_id, ranked.c.participation, ranked.c.sequence, ranked.c.answered_at
    ).where(ranked.c.place == 1)


def _entry_of(ident: sa.ColumnExpressionArgument[int]) -> sa.ColumnElement[bool]:
    return sa.and_(CalendarEntry.subject == "registration", CalendarEntry.subject_id == ident)
