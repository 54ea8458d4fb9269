"""Work for later: rows with a due time, done one after the other by the single worker.

``every`` work (sweeps, the postman) is known by name; ``enqueue`` puts single jobs into the business transaction.
The worker writes a heartbeat, so that /healthz can say when it last lived.
"""

import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import takewhile
from time import monotonic
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.core import clock
from forumapp.core.db import Model, db, key
from forumapp.core.transaction import transaction

EXTENSION = "forumapp.jobs"
TRIES = 8
LEASE = timedelta(minutes=2)
TURN = 10.0
"""Seconds after which no further job is begun before letters and periodic work have had their turn."""
log = logging.getLogger(__name__)


class Job(Model):
    """One piece of work. A done job is deleted; one that failed TRIES times stays with its error."""

    __tablename__ = "job"
    id: Mapped[int] = key()
    kind: Mapped[str] = mapped_column(sa.String(60))
    dedupe_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.String(500))
    __table_args__ = (sa.CheckConstraint("attempts >= 0", name="attempts"),)


class Heartbeat(Model):
    """When a worker was last seen."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime]
    holder: Mapped[str] = mapped_column(sa.String(80), default="")


def init(app: Flask) -> None:
    """Give ``app`` its tables of handlers."""
    app.extensions[EXTENSION] = {"kinds": {}, "slow": set(), "every": {}}


def register(app: Flask, kind: str, handler: Callable[..., None], *, in_transaction: bool = True) -> None:
    """Say who does jobs of ``kind``; called with the payload as keywords, in a transaction or with its own (it is slow).

    A job of the second sort may be begun again when its process died: its handler must see what was done already.
    """
    app.extensions[EXTENSION]["kinds"][kind] = handler
    if not in_transaction:
        app.extensions[EXTENSION]["slow"].add(kind)


def every(
    app: Flask, name: str, minutes: int, handler: Callable[[], object], *, in_transaction: bool = True
) -> None:
    """Do ``handler`` about every ``minutes``, in a transaction or with its own (it waits for others, say)."""
    app.extensions[EXTENSION]["every"][name] = (timedelta(minutes=minutes), handler, in_transaction)


def enqueue(kind: str, dedupe_key: str, run_at: datetime, **payload: Any) -> None:
    """Put a job into the present transaction; one with the same key is replaced."""
    db.session.execute(sa.delete(Job).where(Job.dedupe_key == dedupe_key))
    db.session.add(Job(kind=kind, dedupe_key=dedupe_key, run_at=run_at, payload=payload))


def is_waiting(dedupe_key: str) -> bool:
    """Say whether a job with this key is still to be done, or done again."""
    mine = sa.select(sa.literal(1)).where(Job.dedupe_key == dedupe_key, Job.attempts < TRIES)
    return db.session.scalar(mine) is not None


def beat(name: str) -> None:
    """Write that the worker ``name`` lives."""
    with transaction() as session:
        session.merge(Heartbeat(name=name, at=clock.now()))


def last_beat(name: str) -> datetime | None:
    """Return when ``name`` was last seen."""
    return db.session.scalar(sa.select(Heartbeat.at).where(Heartbeat.name == name))


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def let_go() -> int:
    """Leave the jobs to another process at once, where this one did them: it ends in order."""
    mine = sa.update(Heartbeat).where(Heartbeat.name == "jobs", Heartbeat.holder == _me())
    with transaction() as session:
        session.execute(mine.values(holder=""))
    return 0


def _hold(now: datetime) -> bool:
    """Say whether this process is the one that does jobs: the last one to have done so within LEASE keeps them."""
    me = _me()
    try:
        with transaction() as session:
            row = session.get(Heartbeat, "jobs", with_for_update=True)
            if row is not None and row.holder not in {me, ""} and now - row.at < LEASE:
                return False
            session.merge(Heartbeat(name="jobs", at=now, holder=me))
            return True
    except sa.exc.IntegrityError:  # two wrote the very first row at once
        return False


def run_due() -> int:
    """Do what is due, each job in its own transaction; returns how many were done. One process at a time does jobs."""
    now = clock.now()
    if not _hold(now):
        return 0
    due = sa.select(Job.id).where(Job.run_at <= now, Job.attempts < TRIES).order_by(Job.run_at, Job.id)
    idents = list(db.session.scalars(due.limit(100)))
    db.session.rollback()
    begun = monotonic()
    in_time = takewhile(lambda _ident: monotonic() - begun < TURN, idents)
    return sum(_run(ident) for ident in in_time) + _run_every(now)


def _run(ident: int) -> bool:
    try:
        _do_slow(ident)
        with transaction() as session:
            job = session.get(Job, ident, with_for_update={"skip_locked": True})
            if job is not None:
                if job.kind not in current_app.extensions[EXTENSION]["slow"]:
                    current_app.extensions[EXTENSION]["kinds"][job.kind](**job.payload)
                session.delete(job)
        return True
    except Exception as error:
        log.exception("job %d failed", ident)
        with transaction() as session:
            job = session.get(Job, ident)
            if job is not None:
                job.attempts += 1
                job.last_error = type(error).__name__
                job.run_at = clock.now() + timedelta(minutes=2**job.attempts)
        return False


def _do_slow(ident: int) -> None:
    """Do a job that makes transactions of its own; of the others nothing."""
    found = db.session.execute(sa.select(Job.kind, Job.payload).where(Job.id == ident)).one_or_none()
    db.session.rollback()
    if found is not None and found.kind in current_app.extensions[EXTENSION]["slow"]:
        current_app.extensions[EXTENSION]["kinds"][found.kind](**found.payload)


def _run_every(now: datetime) -> int:
    done = 0
    for name, (interval, handler, in_transaction) in current_app.extensions[EXTENSION]["every"].items():
        last = last_beat(name)
        if last is None or now - last >= interval:
            db.session.rollback()
            try:
                if not in_transaction:
                    handler()
                with transaction() as session:
                    if in_transaction:
                        handler()
                    session.merge(Heartbeat(name=name, at=now))
                done += 1
            except Exception:
                log.exception("periodic work %s failed", name)
                with transaction() as session:  # or it would be tried again at once, over and over
                    session.merge(Heartbeat(name=name, at=now))
    db.session.rollback()
    return done
