"""The postman: claims letters, builds them, hands them over, and writes down what became of each.

A claim is a lease with a token: a killed postman's letters go out after the lease, with the same Message-ID. What a
letter says is decided when it is sent, so that one that became pointless is dropped and not sent late.
"""

import logging
import secrets
import time
from contextlib import ExitStack
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from random import uniform
from typing import Any

import sqlalchemy as sa
from flask import current_app

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.transaction import is_busy, reading, transaction
from forumapp.mail import letters
from forumapp.mail.addresses import Mailbox
from forumapp.mail.compose import Message, compose
from forumapp.mail.models import Letter, LetterState
from forumapp.mail.transport import Letter as Envelope
from forumapp.mail.transport import (
    PatientConnection,
    PatientMail,
    PermanentFailure,
    ServerUnavailable,
    TemporaryFailure,
    drop,
)

BATCH = 20
LEASE = timedelta(minutes=5)
TRIES = 10
PATIENCE = 20
"""How often a result is written before it is given up: each waits BUSY_TIMEOUT and a second."""
DELAYS = (1, 2, 5, 10, 20, 60, 120, 240, 480)
"""Minutes to wait after each failed try, about 15 hours in all."""

log = logging.getLogger(__name__)


class Shutdown:
    """Set by a signal: finish the letter at hand, give the rest of the batch back."""

    def __init__(self) -> None:
        self._asked = False

    def ask(self, *_signal: object) -> None:
        """Ask for it; fits as a signal handler."""
        self._asked = True

    def asked(self) -> bool:
        """Say whether it was asked for."""
        return self._asked


def maildrop() -> Path:
    """Return the folder that takes letters while no mail server is set."""
    return Path(current_app.config["DATA_DIR"]) / "maildrop"


def has_server() -> bool:
    """Say whether MAIL_SERVER is set."""
    return bool(current_app.config.get("MAIL_SERVER_SET"))


def deliver_due(shutdown: Shutdown | None = None) -> int:
    """Deliver every letter that is due; returns how many were handled."""
    with reading():
        if db.session.scalar(sa.select(Letter.id).where(_is_due()).limit(1)) is None:
            return 0
    with ExitStack() as stack:
        connection = None
        if has_server():
            mail: PatientMail = current_app.extensions["forumapp.mail"]
            try:
                connection = stack.enter_context(mail.connect())
            except ServerUnavailable as failure:
                _postpone(failure)
                return 0
        return _deliver_batches(connection, shutdown or Shutdown())


def _deliver_batches(connection: PatientConnection | None, shutdown: Shutdown) -> int:
    handled = 0
    while not shutdown.asked():
        claim = secrets.token_hex(16)
        idents = _claim(claim)
        if not idents:
            break
        done = _deliver_batch(idents, claim, connection, shutdown)
        handled += done
        if done < len(idents):
            break
    return handled


def _deliver_batch(
    idents: list[int], claim: str, connection: PatientConnection | None, shutdown: Shutdown
) -> int:
    """Deliver one after the other; returns how many. The rest is given back on a signal or if the server is gone."""
    for place, ident in enumerate(idents):
        if shutdown.asked():
            _give_back(idents[place:], claim)
            return place
        try:
            _deliver(ident, claim, connection)
        except ServerUnavailable as failure:
            _give_back(idents[place:], claim)
            _postpone(failure)
            return place
    return len(idents)


def _postpone(failure: ServerUnavailable) -> None:
    """Say on the waiting letters why they wait: no letter is at fault, so no try is counted."""
    log.warning("the mail server cannot be used: %s", failure)
    with transaction() as session:
        waiting = sa.update(Letter).where(Letter.state == LetterState.QUEUED, Letter.next_at <= clock.now())
        soon = clock.now() + timedelta(minutes=1)
        session.execute(waiting.values(next_at=soon, last_code=failure.code, last_text=failure.text[:500]))


def _is_due() -> sa.ColumnElement[bool]:
    now = clock.now()
    queued = sa.and_(Letter.state == LetterState.QUEUED, Letter.next_at <= now)
    abandoned = sa.and_(Letter.state == LetterState.SENDING, Letter.lease_until < now)
    return sa.or_(queued, abandoned)


def _claim(claim: str) -> list[int]:
    due = (
        sa.select(Letter.id)
        .where(_is_due())
        .order_by(Letter.priority, Letter.next_at, Letter.id)
        .limit(BATCH)
    )
    taken = (
        sa.update(Letter)
        .where(Letter.id.in_(due.with_for_update(skip_locked=True)))
        .values(
            state=LetterState.SENDING,
            claim=claim,
            lease_until=clock.now() + LEASE,
            attempts=Letter.attempts + 1,
        )
        .returning(Letter.id, Letter.priority)
        .execution_options(synchronize_session=False)
    )
    with transaction() as session:
        return [ident for ident, _ in sorted(session.execute(taken), key=lambda row: (row[1], row[0]))]


def _give_back(idents: list[int], claim: str) -> None:
    with transaction() as session:
        session.execute(
            sa.update(Letter)
            .where(Letter.id.in_(idents), Letter.claim == claim, Letter.state == LetterState.SENDING)
            .values(state=LetterState.QUEUED, attempts=Letter.attempts - 1, claim=None, lease_until=None)
        )


def _deliver(ident: int, claim: str, connection: PatientConnection | None) -> None:
    """Deliver one letter if it is still ours; ServerUnavailable says that no letter can be taken now."""
    if not _prolong(ident, claim):
        return
    with reading():
        letter = db.session.get_one(Letter, ident)
        attempts = letter.attempts
        try:
            message = _message(letter)
        except Exception as error:
            if is_busy(error):
                raise
            log.exception("letter %d cannot be built", ident)
            failed = _failed(attempts, 0, type(error).__name__, final=False)
        else:
            failed = {}
    if failed:
        _finish(ident, claim, **failed)
    elif attempts > TRIES:
        _finish(ident, claim, **_failed(attempts, 0, "every try ended without a result", final=True))
    elif message is None:
        _finish(ident, claim, state=LetterState.ABORTED, done_at=clock.now())
    else:
        _hand_over(ident, claim, attempts, message, connection)


def _prolong(ident: int, claim: str) -> bool:
    """Say whether the letter is still claimed, and claim it anew: a slow server may have used up the batch's lease."""
    mine = sa.update(Letter).where(Letter.id == ident, Letter.claim == claim)
    with transaction() as session:
        return bool(session.execute(mine.values(lease_until=clock.now() + LEASE)).rowcount)  # type: ignore[attr-defined]


def _hand_over(
    ident: int, claim: str, attempts: int, message: Message, connection: PatientConnection | None
) -> None:
    try:
        if connection is None:
            drop(compose(message), maildrop())
        else:
            connection.send(Envelope(message))
    except ServerUnavailable:
        raise
    except (PermanentFailure, ValueError) as failure:
        code = getattr(failure, "code", 0)
        _finish(ident, claim, subject=message.subject, **_failed(attempts, code, str(failure), final=True))
    except (TemporaryFailure, OSError) as failure:
        code, text = getattr(failure, "code", 0), getattr(failure, "text", str(failure))
        _finish(ident, claim, subject=message.subject, **_failed(attempts, code, text, final=False))
    else:
        _finish(
            ident, claim, state=LetterState.SENT, subject=message.subject, done_at=clock.now(), last_text=None
        )


def _failed(attempts: int, code: int, text: str, *, final: bool) -> dict[str, Any]:
    said = {"last_code": code, "last_text": text[:500]}
    if final or attempts >= TRIES:
        return {"state": LetterState.FAILED, "done_at": clock.now(), **said}
    wait = DELAYS[min(attempts, len(DELAYS)) - 1] * uniform(0.8, 1.2)  # noqa: S311 - jitter, not a secret
    return {"state": LetterState.QUEUED, "next_at": clock.now() + timedelta(minutes=wait), **said}


def _finish(ident: int, claim: str, **values: Any) -> None:
    """Write what became of a letter. A busy database is waited for: what went out unmarked would go out again."""
    for tries_left in reversed(range(PATIENCE)):
        try:
            with transaction() as session:
                mine = sa.update(Letter).where(Letter.id == ident, Letter.claim == claim)
                session.execute(mine.values(claim=None, lease_until=None, **values))
            return
        except Exception as error:
            if not tries_left or not is_busy(error):
                raise
            time.sleep(1)


def _message(letter: Letter) -> Message | None:
    content = letters.build(letter)
    if content is None:
        return None
    name, address = parseaddr(current_app.config.get("MAIL_DEFAULT_SENDER") or "")
    sender = Mailbox(
        address or f"noreply@{current_app.config['HOST']}", name or current_app.config["SITE_NAME"]
    )
    return Message(
        sender=sender,
        recipient=Mailbox(letter.address, letter.name),
        subject=content.subject,
        text=content.text,
        html=content.html,
        message_id=letter.message_id,
        date=letter.created_at,
        reply_to=Mailbox(content.reply_to) if content.reply_to else None,
        calendar_method=content.method,
        calendar_ics=content.calendar,
    )
