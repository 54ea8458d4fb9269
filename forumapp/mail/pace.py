"""How fast letters may go: to our own server (name "") and to each recipient's domain.

A generic cell rate algorithm whose state lies in a table, so that several postmen share one pace: a batch reserves its
places while it is claimed. Answers 421 and 432, and a server that cannot be used, make a host wait; each time longer.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.transaction import lock, transaction
from forumapp.mail.models import Letter, MailHost

SERVER = ""
MINUTE = timedelta(minutes=1)
SERVER_BURST, DOMAIN_BURST = timedelta(seconds=6), MINUTE
"""How much of the time that passed without letters may be made up for at once."""
WAITS = (15, 60, 120, 300, 600, 900)
"""Seconds for which a host is left alone: the first time, the second time in a row and so on."""
FORGOTTEN = timedelta(hours=1)
"""After so long without trouble the waits begin anew."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A letter every ``interval``, with ``slack`` to make up for; no interval: no limit."""

    interval: timedelta
    slack: timedelta

    def places(self, next_free: datetime | None, now: datetime) -> int:
        """Return how many letters may go now."""
        ahead = max(next_free - now, timedelta()) if next_free else timedelta()
        return max(0, (self.slack - ahead) // self.interval + 1)


def _rate(setting: str, burst: timedelta) -> Rate | None:
    per_minute: int = current_app.config[setting]
    if not per_minute:
        return None
    interval = MINUTE / per_minute
    return Rate(interval, (max(1, per_minute * burst // MINUTE) - 1) * interval)


def rate_of(name: str) -> Rate | None:
    """Return the pace that the settings allow towards a host; None for as fast as it goes."""
    if name == SERVER:
        return _rate("MAIL_PER_MINUTE", SERVER_BURST)
    return _rate("MAIL_PER_DOMAIN_MINUTE", DOMAIN_BURST)


def waits() -> MailHost | None:
    """Return our own server's row while it is to be left alone."""
    slowed = sa.select(MailHost).where(MailHost.name == SERVER, MailHost.slow_until > clock.now())
    return db.session.scalar(slowed)


def is_open() -> sa.ColumnElement[bool]:
    """Make the condition that nothing holds back a letter's domain: neither its own words nor our pace."""
    now = clock.now()
    shut = MailHost.slow_until > now
    rate = _rate("MAIL_PER_DOMAIN_MINUTE", DOMAIN_BURST)
    if rate is not None:
        shut = sa.or_(shut, MailHost.next_free > now + rate.slack)
    return Letter.domain.not_in(sa.select(MailHost.name).where(MailHost.name != SERVER, shut))


def reserve(session: Session, wanted: Iterable[tuple[int, str]]) -> list[int]:
    """Return which of the letters (id, domain) may go now, and count them; inside the transaction of a claim."""
    wanted = list(wanted)
    names = {domain for _ident, domain in wanted}
    rates = {name: rate for name in {SERVER, *names} if (rate := rate_of(name)) is not None}
    if not wanted or not rates:
        return [ident for ident, _domain in wanted]
    lock(_host(session, SERVER))  # one postman at a time counts
    hosts = _hosts(session, set(rates))
    now = clock.now()
    places = {name: rate.places(hosts[name].next_free, now) for name, rate in rates.items()}
    used: Counter[str] = Counter()
    granted = []
    for ident, domain in wanted:
        limits = {SERVER, domain} & rates.keys()
        if all(used[name] < places[name] for name in limits):
            used.update(limits)
            granted.append(ident)
    for name, number in used.items():
        hosts[name].next_free = max(hosts[name].next_free or now, now) + number * rates[name].interval
    return granted


def _hosts(session: Session, names: set[str]) -> dict[str, MailHost]:
    """Return the rows of these hosts as they stand now, made where there was none."""
    known = sa.select(MailHost).where(MailHost.name.in_(names))
    found = {
        host.name: host for host in session.scalars(known, execution_options={"populate_existing": True})
    }
    return {name: found.get(name) or _host(session, name) for name in names}


def _host(session: Session, name: str) -> MailHost:
    host = session.get(MailHost, name, populate_existing=True)
    while host is None:
        try:
            with session.begin_nested():
                session.add(host := MailHost(name=name))
        except IntegrityError:  # another postman was quicker
            host = session.get(MailHost, name)
    return host


def slow_down(name: str, said: str, *, is_new: bool) -> datetime:
    """Leave a host alone for a while and return until when; ``is_new`` says that letters went through before."""
    with transaction() as session:
        host = _host(session, name)
        lock(host)
        now = clock.now()
        if is_new or host.slow_until is None or host.slow_until + FORGOTTEN < now:
            host.times = 0
        if host.slow_until is None or host.slow_until <= now:  # or another postman has been told already
            wait = WAITS[min(host.times, len(WAITS) - 1)] * uniform(1, 1.2)  # noqa: S311 - jitter
            host.slow_until = now + timedelta(seconds=wait)
            host.times += 1
        host.said = " ".join(said.split())[:500]
        return host.slow_until


def go_on(name: str) -> None:
    """Let letters go to a host at once again: the administrator has mended what was wrong."""
    row = db.session.get(MailHost, name)
    if row is not None:
        row.slow_until, row.times = None, 0


def sweep(older_than: timedelta = timedelta(days=1)) -> int:
    """Delete the rows of hosts that nothing holds back any more; returns how many."""
    past = clock.now() - older_than
    rested = [sa.or_(time.is_(None), time < past) for time in (MailHost.next_free, MailHost.slow_until)]
    return db.session.execute(sa.delete(MailHost).where(*rested)).rowcount  # type: ignore[attr-defined,no-any-return]
