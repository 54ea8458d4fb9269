"""Who has which letter: a claim is a lease with a token, and only its holder writes what became of a letter.

A killed postman's letters are claimed anew when the lease is over, and go out with the same Message-ID.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from forumapp.core import clock
from forumapp.core.transaction import is_busy, single_statement, transaction
from forumapp.mail import bounces, pace
from forumapp.mail.models import Hardness, Letter, LetterState

BATCH = 50
LEASE = timedelta(minutes=5)
PATIENCE = 20
"""How often a result is written before it is given up: each waits BUSY_TIMEOUT and a second."""


@dataclass(frozen=True)
class Refusal:
    """What the recipient's side said of an address: an enhanced code or the server's, and its words."""

    hardness: Hardness
    code: str
    text: str


@dataclass
class Claim:
    """Letters that one postman has until ``until``, detached from the session; ``suppressed``: address → reason."""

    token: str
    letters: Sequence[Letter]
    until: datetime
    suppressed: dict[str, str] = field(default_factory=dict)

    def is_fresh(self) -> bool:
        """Say whether more than half of the lease is left: nobody else can have taken the letters."""
        return clock.now() < self.until - LEASE / 2


def is_due() -> sa.ColumnElement[bool]:
    """Make the condition that a letter should go out now: queued and due, or abandoned by a killed postman."""
    return sa.or_(_is_queued(), _is_abandoned())


def _is_queued() -> sa.ColumnElement[bool]:
    return sa.and_(Letter.state == LetterState.QUEUED, Letter.next_at <= clock.now())


def _is_abandoned() -> sa.ColumnElement[bool]:
    return sa.and_(Letter.state == LetterState.SENDING, Letter.lease_until < clock.now())


def take(*, paced: bool) -> Claim:
    """Claim the letters that are due, the most urgent first; ``paced``: only as many as the pace allows."""
    claim = Claim(secrets.token_hex(16), [], clock.now() + LEASE)
    with transaction() as session:
        wanted = [*_candidates(session, _is_abandoned(), paced), *_candidates(session, _is_queued(), paced)]
        idents = pace.reserve(session, wanted) if paced else [ident for ident, _domain in wanted]
        if idents:
            claim.letters = sorted(_taken(session, idents, claim), key=lambda one: (one.priority, one.id))
            claim.suppressed = bounces.suppressed_among({letter.address for letter in claim.letters})
        session.flush()
        session.expunge_all()
    return claim


def _candidates(session: Session, condition: sa.ColumnElement[bool], paced: bool) -> list[tuple[int, str]]:
    """Two statements rather than one with OR: each walks an index in order and stops at BATCH."""
    due = sa.select(Letter.id, Letter.domain).where(condition)
    if paced:
        due = due.where(pace.is_open())
    due = due.order_by(Letter.priority, Letter.next_at, Letter.id).limit(BATCH)
    return list(session.execute(due.with_for_update(skip_locked=True)).tuples())


def _taken(session: Session, idents: list[int], claim: Claim) -> Sequence[Letter]:
    taken = (
        sa.update(Letter)
        .where(Letter.id.in_(idents))
        .values(
            state=LetterState.SENDING,
            claim=claim.token,
            lease_until=claim.until,
            attempts=Letter.attempts + 1,
        )
        .returning(Letter)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalars(taken).all()


def give_back(claim: Claim, letters: Sequence[Letter]) -> None:
    """Queue letters again that were not tried."""
    with transaction() as session:
        session.execute(
            _mine(claim, letters).values(
                state=LetterState.QUEUED, attempts=Letter.attempts - 1, claim=None, lease_until=None
            )
        )


def prolong(claim: Claim, letters: Sequence[Letter]) -> set[int]:
    """Hold what is left of a batch for another lease; returns the ids of those that nobody has taken over."""
    claim.until = clock.now() + LEASE
    with transaction() as session:
        kept = _mine(claim, letters).values(lease_until=claim.until).returning(Letter.id)
        return set(session.scalars(kept))


def _mine(claim: Claim, letters: Sequence[Letter]) -> sa.Update:
    idents = [letter.id for letter in letters]
    mine = sa.update(Letter).where(
        Letter.id.in_(idents), Letter.claim == claim.token, Letter.state == LetterState.SENDING
    )
    return mine.execution_options(synchronize_session=False)


_LETTERS = Letter.metadata.tables[Letter.__tablename__]
_WRITTEN = ("state", "subject", "next_at", "done_at", "last_code", "last_text")
# One statement for every end, so that it is compiled once.
_FINISH = (
    sa.update(_LETTERS)
    .where(_LETTERS.c.id == sa.bindparam("ident"), _LETTERS.c.claim == sa.bindparam("token"))
    .values({name: sa.bindparam(f"new_{name}") for name in _WRITTEN} | {"claim": None, "lease_until": None})
)


def finish(letter: Letter, token: str, *, refusal: Refusal | None = None, **values: Any) -> None:
    """Write what became of a letter (columns of _WRITTEN), if it is still ours.

    A busy database is waited for: what went out unmarked would go out again.
    """
    written = {f"new_{name}": values.get(name, getattr(letter, name)) for name in _WRITTEN}
    for tries_left in reversed(range(PATIENCE)):
        try:
            _write({"ident": letter.id, "token": token, **written}, letter, refusal)
            return
        except Exception as error:
            if not tries_left or not is_busy(error):
                raise
            time.sleep(1)


def _write(values: dict[str, Any], letter: Letter, refusal: Refusal | None) -> None:
    if refusal is None:
        with single_statement() as connection:
            connection.execute(_FINISH, values)
        return
    with transaction() as session:
        if session.connection().execute(_FINISH, values).rowcount:
            _record(letter, refusal)


def _record(letter: Letter, said: Refusal) -> None:
    bounces.record(letter, address=letter.address, hardness=said.hardness, code=said.code, text=said.text)
