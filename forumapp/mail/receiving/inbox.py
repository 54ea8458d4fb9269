"""Mail that comes in, told apart by the token in the address it came to, each message once (RFC 5321, RFC 2033).

LMTP (lmtp.py) and IMAP (imap.py) both hand over here. Who reads which kind is registered in wiring.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.transaction import reading, transaction
from forumapp.mail import tokens
from forumapp.mail.models import Received
from forumapp.mail.receiving import parts
from forumapp.mail.receiving.parts import Incoming
from forumapp.mail.tokens import Kind, Tagged

EXTENSION = "forumapp.inbox"


class Outcome(StrEnum):
    """What became of a message."""

    REFUSED = "refused"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"
    ANSWERED = "answered"
    NOTED = "noted"
    BOUNCED = "bounced"
    DELAYED = "delayed"


class NotYet(Exception):
    """The message came too early to be understood; whoever brings it shall try again."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a kind of message. ``knows`` says whether the token's subject exists; ``take`` writes what came."""

    knows: Callable[[Tagged], bool]
    take: Callable[[Tagged, Incoming], Outcome]


def init(app: Flask) -> None:
    """Give ``app`` an empty table of readers."""
    app.extensions[EXTENSION] = {}


def register(
    app: Flask, kind: Kind, *, knows: Callable[[Tagged], bool], take: Callable[[Tagged, Incoming], Outcome]
) -> None:
    """Say who reads messages to tokens of ``kind``; both are called inside a transaction."""
    app.extensions[EXTENSION][kind] = Reader(knows, take)


def is_expected(recipient: str) -> bool:
    """Say whether mail to this address is ours to take: a genuine token of something that exists."""
    tagged = tokens.read_address(recipient)
    if tagged is None:
        return False
    with reading():
        return _reader(tagged).knows(tagged)


def receive(raw: bytes, recipient: str) -> Outcome:
    """Take in one message for one recipient, in a transaction of its own.

    Only its first parts.LIMIT octets are looked at. Raises NotYet and what the database raises when it is busy: then
    nothing was written, and the message must be brought again.
    """
    tagged = tokens.read_address(recipient)
    if tagged is None:
        return Outcome.REFUSED
    message = parts.read(raw, clock.now())
    digest = _digest(message, raw, recipient)
    try:
        with transaction() as session:
            if not _reader(tagged).knows(tagged):
                return Outcome.REFUSED
            if session.get(Received, digest) is not None:
                return Outcome.DUPLICATE
            outcome = _reader(tagged).take(tagged, message)
            session.add(Received(digest=digest, at=clock.now(), outcome=outcome.value))
            return outcome
    except IntegrityError:
        with reading():
            if db.session.get(Received, digest) is None:
                raise
        return Outcome.DUPLICATE  # somebody else took it in at this very moment


def _reader(tagged: Tagged) -> Reader:
    found: Reader = current_app.extensions[EXTENSION][tagged.kind]
    return found


def _digest(message: Incoming, raw: bytes, recipient: str) -> str:
    """What makes the message one: its Message-ID and recipient; without an ID its own octets."""
    known = message.header("message-id").strip()
    what = known.encode("utf-8", "replace") if known else raw[: parts.LIMIT]
    return sha256(sha256(what).digest() + recipient.strip().lower().encode("utf-8", "replace")).hexdigest()
