"""Counting of attempts that may be guessing: failed sign-ins, look-ups of lost links.

The attempt itself is refused or harmless, so its transaction is rolled back or says nothing; the counter is
written in a short transaction of its own afterwards. Keys are stored as a keyed hash, never as an address.
"""

import hmac
import logging
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

import sqlalchemy as sa
from flask import current_app, g, request
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core import clock, transaction
from forumapp.core.db import Model, db

log = logging.getLogger(__name__)


class Attempt(Model):
    """One counted attempt; old ones are swept by a job."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(40))
    key_hash: Mapped[str] = mapped_column(sa.String(32))
    at: Mapped[datetime]
    __table_args__ = (sa.Index("ix_attempt_scope_key_at", "scope", "key_hash", "at"),)


NETWORK = 64
"""Bits of an IPv6 address that a network is given; within them a visitor takes any address (RFC 4291 section 2.5.1, RFC 8981)."""


def origin() -> str:
    """Return where this request comes from, for counting: an IPv4 address, or the network of an IPv6 address; "" if unknown."""
    text = request.remote_addr or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, NETWORK), strict=False))


def _hash(key: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, key.strip().lower().encode("utf-8", "replace"), sha256).hexdigest()[:32]


def count(scope: str, key: str) -> None:
    """Remember that ``key`` (an address, an IP) tried ``scope``; written after the response is made."""
    g.setdefault("attempts", []).append((scope, _hash(key)))


def is_over(scope: str, key: str, *, limit: int, minutes: int) -> bool:
    """Say whether ``key`` has tried ``limit`` times within the last ``minutes``."""
    since = clock.now() - timedelta(minutes=minutes)
    counted = sa.select(sa.func.count()).where(
        Attempt.scope == scope, Attempt.key_hash == _hash(key), Attempt.at > since
    )
    return (db.session.scalar(counted) or 0) >= limit


def write_down() -> None:
    """Write the attempts of this request; called by the boundary when its transaction is over.

    A busy database loses them, in the log: the request has its answer already, and that one must not become an error.
    """
    attempts = g.pop("attempts", [])
    try:
        if attempts:
            with transaction.transaction() as session:
                session.add_all(
                    Attempt(scope=scope, key_hash=digest, at=clock.now()) for scope, digest in attempts
                )
    except Exception as error:
        if not transaction.is_busy(error):
            raise
        log.warning("the database is busy: %d attempts were not counted", len(attempts))


def sweep(days: int = 2) -> int:
    """Delete attempts older than ``days``; returns how many."""
    old = sa.delete(Attempt).where(Attempt.at < clock.now() - timedelta(days=days))
    return db.session.execute(old).rowcount  # type: ignore[attr-defined,no-any-return]
