"""The postman: builds letters that are due, hands them over, and writes down what became of each.

What a letter says is decided when it is sent, so that one that became pointless is dropped and not sent late. Who has
which letter is the matter of claims.py, how fast they may go that of pace.py.
"""

import logging
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from random import uniform
from typing import Any

import sqlalchemy as sa
from flask import current_app

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.transaction import is_busy, reading
from forumapp.mail import bounces, claims, letters, maildir, pace, signing, tokens
from forumapp.mail.building import Builder
from forumapp.mail.claims import Claim, Refusal
from forumapp.mail.compose import Message, compose
from forumapp.mail.models import Hardness, Letter, LetterState
from forumapp.mail.transport import (
    DeliveryFailure,
    PatientConnection,
    PatientMail,
    PermanentFailure,
    ServerUnavailable,
    TemporaryFailure,
)
from forumapp.mail.transport import Letter as Envelope

TRIES = 10
DELAYS = (1, 2, 5, 15, 45, 90, 180, 360, 720)
"""Minutes to wait after each failed try, about a day in all."""
SLOWING = frozenset({421, 432})
"""Codes by which a host asks for less: too many letters or connections (RFC 5321, RFC 3463 4.3.2)."""
SUBJECT = 500
"""Characters of a subject that are kept: merge fields can make a longer one, and PostgreSQL would refuse it."""
TURN = 5.0
"""Seconds after which the rest of a batch is given back, so that sign-in letters overtake mass mail."""

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


def has_server() -> bool:
    """Say whether MAIL_SERVER is set; without it letters become files (maildir.py)."""
    return bool(current_app.config.get("MAIL_SERVER_SET"))


def deliver_due(shutdown: Shutdown | None = None, *, seconds: float = float("inf")) -> int:
    """Deliver every letter that is due, for about ``seconds`` at most; returns how many were handled."""
    with reading():
        if not _is_work():
            return 0
    with ExitStack() as stack:
        connection = None
        if has_server():
            mail: PatientMail = current_app.extensions["forumapp.mail"]
            try:
                connection = stack.enter_context(mail.connect())
            except ServerUnavailable as failure:
                _leave_alone(pace.SERVER, failure, is_new=False)
                return 0
        return Round(connection, shutdown or Shutdown(), time.monotonic() + seconds).go()


def _is_work() -> bool:
    due = sa.select(Letter.id).where(claims.is_due()).limit(1)
    if has_server():
        if pace.waits():
            return False
        due = due.where(pace.is_open())
    return db.session.scalar(due) is not None


def _leave_alone(host: str, failure: DeliveryFailure, *, is_new: bool) -> None:
    until = pace.slow_down(host, f"{failure.code} {failure.text}", is_new=is_new)
    log.warning(
        "%s is left alone until %s: %s",
        "a recipient's domain" if host else "the mail server",
        until,
        failure.code,
    )


class Round:
    """One session with the server, or one look into the outbox without one."""

    def __init__(self, connection: PatientConnection | None, shutdown: Shutdown, end: float) -> None:
        self.connection = connection
        self.shutdown = shutdown
        self.end = end  # of time.monotonic()
        self.accepted: Counter[str] = Counter()  # by host
        self.shut: set[str] = set()  # hosts that are to be left alone
        self.builder = Builder()

    def go(self) -> int:
        """Deliver batch after batch; returns how many letters were handled."""
        handled = 0
        while self._goes_on(self.end):
            claim = claims.take(paced=self.connection is not None)
            if not claim.letters:
                break
            handled += self.deliver(claim)
        return handled

    def _goes_on(self, end: float) -> bool:
        return not self.shutdown.asked() and pace.SERVER not in self.shut and time.monotonic() < end

    def deliver(self, claim: Claim) -> int:
        """Deliver the letters of a claim one after the other, give back what is left; returns how many were handled."""
        waiting, left, handled = list(claim.letters), [], 0
        end = time.monotonic() + TURN
        while waiting:
            if not claim.is_fresh():  # a slow server may have used up the lease
                kept = claims.prolong(claim, waiting)
                waiting = [letter for letter in waiting if letter.id in kept]
                if not waiting:
                    break
            letter = waiting.pop(0)
            if letter.domain in self.shut or not self._deliver(letter, waiting, claim):
                left.append(letter)
            else:
                handled += 1
            if not self._goes_on(end):
                break
        if left or waiting:
            claims.give_back(claim, left + waiting)
        return handled

    def _deliver(self, letter: Letter, following: Sequence[Letter], claim: Claim) -> bool:
        """Deliver one letter; False says that no letter can be taken now."""
        if letter.address in claim.suppressed and not _is_essential(letter.kind):
            held = _ended(LetterState.SUPPRESSED, claim.suppressed[letter.address])
            claims.finish(letter, claim.token, **held)
            return True
        try:
            message = self.builder.message(letter, following)
        except Exception as error:
            if is_busy(error):
                raise
            log.exception("letter %d cannot be built", letter.id)
            claims.finish(letter, claim.token, **_failed(letter, 0, type(error).__name__, final=False))
            return True
        if letter.attempts > TRIES:
            gone = _failed(letter, 0, "every try ended without a result", final=True)
            claims.finish(letter, claim.token, **gone)
        elif message is None:
            claims.finish(letter, claim.token, **_ended(LetterState.ABORTED))
        else:
            return self._hand_over(letter, claim, message)
        return True

    def _hand_over(self, letter: Letter, claim: Claim, message: Message) -> bool:
        values: dict[str, Any]
        refusal = None
        try:
            self._send(letter, message)
        except ServerUnavailable as failure:
            self._slow(pace.SERVER, failure)
            return False
        except (PermanentFailure, ValueError) as failure:
            values = _failed(letter, *_said(failure), final=True)
            refusal = _refusal(failure)
        except (TemporaryFailure, OSError) as failure:
            values = _failed(letter, *_said(failure), final=False)
            if values["state"] is LetterState.FAILED:
                refusal = _refusal(failure)
            if isinstance(failure, TemporaryFailure) and failure.code in SLOWING:
                self._slow(letter.domain if failure.at_recipient else pace.SERVER, failure)
        else:
            self.accepted.update((pace.SERVER, letter.domain))
            values = _ended(LetterState.SENT)
        claims.finish(letter, claim.token, refusal=refusal, subject=message.subject[:SUBJECT], **values)
        return True

    def _send(self, letter: Letter, message: Message) -> None:
        if self.connection is None:
            maildir.keep(compose(message), message.message_id)
        else:
            envelope = Envelope(message, tokens.tagged_address(tokens.BOUNCE, letter.id))
            envelope.raw = signing.sign(envelope.raw, message.sender.address)
            self.connection.send(envelope)

    def _slow(self, host: str, failure: DeliveryFailure) -> None:
        self.shut.add(host)
        _leave_alone(host, failure, is_new=self.accepted[host] > 0)


def _is_essential(kind: str) -> bool:
    known = letters.kinds().get(kind)
    return known is not None and known.essential


def _said(failure: Exception) -> tuple[int, str]:
    return getattr(failure, "code", 0), getattr(failure, "text", str(failure))


def _refusal(failure: Exception) -> Refusal | None:
    """Return what a server's words say of the address; None if they are of the letter or the way to it."""
    if not isinstance(failure, DeliveryFailure) or not failure.code:
        return None
    enhanced = bounces.enhanced_code(failure.text)
    if enhanced is None and not failure.at_recipient:
        return None
    code = enhanced or str(failure.code)
    hardness = Hardness.SOFT if isinstance(failure, TemporaryFailure) else bounces.hardness_of(code)
    return Refusal(hardness, code, f"{failure.code} {failure.text}")


def _ended(state: LetterState, text: str | None = None) -> dict[str, Any]:
    return {"state": state, "done_at": clock.now(), "last_code": None, "last_text": text}


def _failed(letter: Letter, code: int, text: str, *, final: bool) -> dict[str, Any]:
    said = {"last_code": code, "last_text": text[:500]}
    if final or letter.attempts >= TRIES:
        return {"state": LetterState.FAILED, "done_at": clock.now(), **said}
    wait = DELAYS[min(letter.attempts, len(DELAYS)) - 1] * uniform(0.8, 1.2)  # noqa: S311 - jitter, not a secret
    return {"state": LetterState.QUEUED, "next_at": clock.now() + timedelta(minutes=wait), **said}
