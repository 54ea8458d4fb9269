"""How the outbox stands: what waits and since when, what is held back, and whether the postman lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.jobs import last_beat
from forumapp.mail.models import Letter, LetterState, MailHost, Suppression

LATE = timedelta(minutes=5)
"""A postman who was not seen for so long is late."""
STUCK = timedelta(minutes=15)
"""Letters that are due for so long are stuck."""
SHOWN = 200
"""Rows of a list at most."""


@dataclass(frozen=True)
class Queue:
    """The outbox of all forums. ``oldest``: since when the letter that waits longest is due, paced ones left out."""

    due: int
    oldest: datetime | None
    failed: int
    beat: datetime | None
    server: MailHost | None

    @property
    def is_late(self) -> bool:
        """Say whether the postman was not seen for a while."""
        return self.beat is None or clock.now() - self.beat > LATE

    @property
    def age(self) -> timedelta | None:
        """Return how long the oldest letter has been due."""
        return clock.now() - self.oldest if self.oldest else None

    @property
    def is_stuck(self) -> bool:
        """Say whether somebody should look: nobody delivers, or letters have waited too long."""
        return self.is_late or (self.age is not None and self.age > STUCK)

    @property
    def is_loud(self) -> bool:
        """Say whether organisers should know: letters wait, and not only for a moment."""
        return self.age is not None and self.age > (LATE if self.is_late else STUCK)


def queue() -> Queue:
    """Return how the outbox stands."""
    now = clock.now()
    queued = sa.and_(Letter.state == LetterState.QUEUED, Letter.next_at <= now)
    abandoned = sa.and_(Letter.state == LetterState.SENDING, Letter.lease_until < now)
    # A letter that waits for its place in the pace is on its way; only what nothing moves is stuck.
    paced = sa.select(MailHost.name).where(
        MailHost.next_free > now, sa.or_(MailHost.slow_until.is_(None), MailHost.slow_until <= now)
    )
    held = sa.and_(Letter.domain.not_in(paced), sa.literal("").not_in(paced))
    figures = sa.select(
        sa.func.count(), sa.func.min(sa.case((held, sa.func.coalesce(Letter.lease_until, Letter.next_at))))
    )
    due, oldest = db.session.execute(figures.where(sa.or_(queued, abandoned))).one()
    failed = sa.select(sa.func.count()).where(
        Letter.state == LetterState.FAILED, Letter.done_at > now - timedelta(days=1)
    )
    slowed = sa.select(MailHost).where(MailHost.name == "", MailHost.slow_until > now)
    return Queue(due, oldest, db.session.scalar(failed) or 0, last_beat("postman"), db.session.scalar(slowed))


def counts() -> dict[LetterState, int]:
    """Return how many letters of all forums are in each state; states without letters are left out."""
    grouped = sa.select(Letter.state, sa.func.count()).group_by(Letter.state)
    return dict(db.session.execute(grouped).tuples().all())


def slowed_hosts() -> Sequence[MailHost]:
    """Return the hosts that are left alone now, our own server first."""
    slowed = sa.select(MailHost).where(MailHost.slow_until > clock.now())
    return db.session.scalars(slowed.order_by(MailHost.name).limit(SHOWN)).all()


def suppressions() -> Sequence[Suppression]:
    """Return the newest suppressed addresses."""
    newest = sa.select(Suppression).order_by(Suppression.since.desc(), Suppression.id.desc())
    return db.session.scalars(newest.limit(SHOWN)).all()
