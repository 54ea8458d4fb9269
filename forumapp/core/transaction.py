"""The only file that commits: for requests (boundary.py), the shell, jobs and the postman."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc
from sqlalchemy.orm import Session, class_mapper

from forumapp.core.db import DatabaseBusy, db, mode

RETRIED = {"40001", "40P01"}
"""SQLSTATEs of PostgreSQL that are worth one more try: serialisation failure, deadlock."""


@contextmanager
def writing() -> Iterator[None]:
    """Let statements inside the block write; the caller commits or rolls back (migrations, the boundary)."""
    if mode.get() == "write":
        raise RuntimeError("a transaction is already open")
    db.session.rollback()
    token = mode.set("write")
    try:
        yield
    finally:
        db.session.rollback()
        mode.reset(token)


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what the block did, or nothing of it."""
    with writing():
        yield db.session()
        commit()


@contextmanager
def reading() -> Iterator[None]:
    """Look something up without holding a lock; slow work may follow before the writing begins."""
    db.session.rollback()
    token = mode.set("read")
    try:
        yield
    finally:
        db.session.rollback()
        mode.reset(token)


def commit() -> None:
    """Commit the session's transaction."""
    db.session.commit()


def is_worth_a_retry(error: BaseException) -> bool:
    """Say whether ``error`` is a deadlock or serialisation failure."""
    return isinstance(error, exc.DBAPIError) and getattr(error.orig, "sqlstate", None) in RETRIED


def is_busy(error: BaseException) -> bool:
    """Say whether ``error`` means that a lock was not to be had in time."""
    if isinstance(error, DatabaseBusy):
        return True
    if not isinstance(error, exc.OperationalError):
        return False
    return getattr(error.orig, "sqlstate", None) == "55P03" or "database is locked" in str(error.orig)


def lock(*rows: object) -> None:
    """Hold ``rows`` against other writers until the transaction ends (``FOR NO KEY UPDATE``), freshly read.

    SQLite has one writer at a time and needs no statement for the lock; the rows are read again on both.
    The caller keeps one order: forum first, then quotas by id.
    """
    for row in rows:
        # Columns only: PostgreSQL refuses to lock what an eager load would join from outside.
        columns = [attribute.key for attribute in class_mapper(type(row)).column_attrs]
        db.session.refresh(row, columns, with_for_update={"key_share": True})
