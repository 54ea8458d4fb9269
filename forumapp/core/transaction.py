"""The only file that commits: for requests (boundary.py), the shell, jobs and the postman."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy import event, exc
from sqlalchemy.orm import ORMExecuteState, Session, class_mapper

from forumapp.core.db import DatabaseBusy, Mode, db, is_locked, mode

RETRIED = {"40001", "40P01"}
"""SQLSTATEs of PostgreSQL that are worth one more try: serialisation failure, deadlock."""
PASSING = {"55P03", "53300", "57P01", "57P02", "57P03"}
"""SQLSTATEs of PostgreSQL that pass: lock timeout, too many connections, the server shuts down or starts."""
WROTE = "forumapp.wrote"


@contextmanager
def writing() -> Iterator[None]:
    """Let statements inside the block write; the caller commits or rolls back (migrations, the boundary).

    RuntimeError inside another one, and while a safe request is answered.
    """
    if mode.get() != "read":
        raise RuntimeError("a transaction is already open, or nothing may be written here")
    with _session_in("write"):
        yield


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what the block did, or nothing of it."""
    with writing():
        yield db.session()
        commit()


@contextmanager
def single_statement() -> Iterator[sa.Connection]:
    """Let one statement write that needs no other: committed when it is done, in one trip to a PostgreSQL."""
    if mode.get() != "read":
        raise RuntimeError("a transaction is already open, or nothing may be written here")
    with _session_in("single"):
        yield db.session.connection()
        commit()


@contextmanager
def reading(*, only: bool = False) -> Iterator[None]:
    """Look something up without holding a lock; slow work may follow before the writing begins.

    With ``only``, and inside ``writing()``, no transaction can be opened in the block. RuntimeError if something was
    changed already: it would be lost.
    """
    if mode.get() == "write" and _has_changes(db.session()):
        raise RuntimeError("reading() would undo what this transaction has changed; call it first")
    with _session_in("shut" if only or mode.get() != "read" else "read"):
        yield


@contextmanager
def _session_in(wanted: Mode) -> Iterator[None]:
    """Begin and end with nothing open; the mode is put back even if the connection is dead."""
    db.session.rollback()
    db.session().info.pop(WROTE, None)
    token = mode.set(wanted)
    try:
        yield
    finally:
        try:
            db.session.rollback()
        finally:
            mode.reset(token)


def has_changes() -> bool:
    """Say whether this transaction has changed anything so far."""
    return _has_changes(db.session())


def _has_changes(session: Session) -> bool:
    waiting = session.new or session.deleted or any(session.is_modified(row) for row in session.dirty)
    return bool(waiting) or WROTE in session.info


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: object) -> None:
    session.info[WROTE] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[WROTE] = True


def commit() -> None:
    """Commit the session's transaction."""
    db.session.commit()


def is_worth_a_retry(error: BaseException) -> bool:
    """Say whether ``error`` is a deadlock or serialisation failure."""
    return isinstance(error, exc.DBAPIError) and getattr(error.orig, "sqlstate", None) in RETRIED


def is_busy(error: BaseException) -> bool:
    """Say whether ``error`` will pass: a lock was not to be had in time, or the database server was not there."""
    if isinstance(error, DatabaseBusy):
        return True
    if not isinstance(error, exc.OperationalError):
        return False
    if error.connection_invalidated or is_locked(error.orig):
        return True
    if isinstance(error.orig, sqlite3.Error):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state in PASSING or state.startswith("08")


def lock(*rows: object) -> None:
    """Hold ``rows`` against other writers until the transaction ends (``FOR NO KEY UPDATE``), freshly read.

    SQLite has one writer at a time: in a request, whose rows were all read since it has the writer, nothing is asked.
    Jobs and the shell may hold rows of an earlier transaction. The caller keeps one order: forum first, then quotas by id.
    """
    if db.session.get_bind().dialect.name == "sqlite" and has_request_context():
        return
    db.session.flush()  # or what this transaction has changed of the rows would be read over
    for row in rows:
        # Columns only: PostgreSQL refuses to lock what an eager load would join from outside.
        columns = [attribute.key for attribute in class_mapper(type(row)).column_attrs]
        db.session.refresh(row, columns, with_for_update={"key_share": True})
