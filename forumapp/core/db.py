"""The database: base class of the models, column types, and how a connection begins.

Reading is the default: outside ``transaction.writing()`` SQLite runs with ``query_only`` and PostgreSQL
in a READ ONLY transaction, so that nothing writes by accident. Writing on SQLite begins IMMEDIATE.
"""

import select
import sqlite3
import time
from collections.abc import Collection
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from typing import Any, ClassVar, Literal
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

BUSY_TIMEOUT = 5.0
"""Seconds that a request waits for a lock before it is answered with 503."""

NAP = 0.0005
"""Seconds between two tries to become SQLite's writer."""

RESTED = 5.0
"""Seconds after which a connection that nobody used is asked whether it still lives (PostgreSQL)."""

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Mode = Literal["read", "write", "single", "shut"]
mode: ContextVar[Mode] = ContextVar("mode", default="read")
"""What statements may do. "shut" reads like "read", and nothing may begin to write meanwhile (transaction.py);
"single" is one statement that writes, and a transaction by itself."""


class DatabaseBusy(Exception):
    """The lock was not to be had within BUSY_TIMEOUT."""


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware UTC in Python, without zone in the database."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive values; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the stored value its zone back."""
        return value.replace(tzinfo=UTC) if value is not None else None


class Model(DeclarativeBase):
    """Base of all models. ``public_content`` marks what public pages show: changing it raises revisions."""

    public_content: ClassVar[bool] = False

    def is_seen(self, changed: Collection[str]) -> bool:
        """Say whether the public sees a change of these columns, or that the row came (all its columns)."""
        return True

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime(), dict[str, Any]: sa.JSON(), list[Any]: sa.JSON()},
    )


db = SQLAlchemy(model_class=Model, disable_autonaming=True, session_options={"expire_on_commit": False})


QUEUE = "forumapp.queue"
_queues: WeakKeyDictionary[sa.Engine, Lock] = WeakKeyDictionary()
"""Of each SQLite engine: who of this process may ask for the writer."""


def key() -> Mapped[int]:
    """Make the surrogate primary key column."""
    return mapped_column(sa.Integer, primary_key=True)


def choice(kind: type[StrEnum], **options: Any) -> Mapped[Any]:
    """Make a column that holds a member of ``kind`` as text, with a CHECK in the database."""
    values = sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=24,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
    return mapped_column(values, **options)


def ordered_text(length: int) -> sa.types.TypeEngine[str]:
    """Make the type of a text that is ordered by code point on every database, whatever its locale."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def personal(*arguments: Any, **options: Any) -> Mapped[Any]:
    """Make a column with personal data: exports ask for it, a purge empties it."""
    return mapped_column(*arguments, info={"personal": True}, **options)


class octets(FunctionElement[bytes]):  # noqa: N801 - reads like a function of SQL
    """A text column as UTF-8: for much text that goes out as it is, and need not become ``str`` on the way."""

    inherit_cache = True
    type = sa.types.NULLTYPE  # type: ignore[assignment]  # bytes as the drivers give them


@compiles(octets, "sqlite")
def _octets_sqlite(element: octets, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


@compiles(octets, "postgresql")
def _octets_postgres(element: octets, compiler: SQLCompiler, **options: Any) -> str:
    return f"convert_to({compiler.process(element.clauses, **options)}, 'UTF8')"


def init(app: Flask) -> None:
    """Bind the database to ``app``; opens no connection (workers fork later)."""
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        _queues[engine] = Lock()
        event.listen(engine, "begin", _begin_sqlite)
        for end in ("checkin", "invalidate", "close"):
            event.listen(engine, end, _leave_queue)
    else:
        event.listen(engine, "connect", _connect_postgres)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", _check_life)
        event.listen(engine, "begin", _begin_postgres)


def _connect_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={int(BUSY_TIMEOUT * 1000)}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "query_only=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    info = connection.connection.info
    writes = mode.get() in {"write", "single"}
    if info.get("writes", False) != writes:
        raw.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        info["writes"] = writes
    if writes and QUEUE not in info:  # a connection that begins again keeps its place
        _queue_up(connection, info)
    try:
        if writes:
            _take_writer(raw)
        else:
            raw.execute("BEGIN")
    except sqlite3.OperationalError as error:
        _leave_queue(raw, connection.connection)
        if is_locked(error):
            raise DatabaseBusy from error
        raise


def _take_writer(raw: sqlite3.Connection) -> None:
    """Begin to write as soon as the other processes let us.

    SQLite's own waiting sleeps longer each time, up to 100 ms, and lets the writer lie idle meanwhile.
    """
    raw.execute("PRAGMA busy_timeout=0")
    try:
        until = time.monotonic() + BUSY_TIMEOUT
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not is_locked(error) or time.monotonic() >= until:
                    raise
            time.sleep(NAP)
    finally:
        raw.execute(f"PRAGMA busy_timeout={int(BUSY_TIMEOUT * 1000)}")


def _queue_up(connection: sa.Connection, info: dict[str, Any]) -> None:
    """Let one thread of this process ask SQLite for its writer at a time.

    SQLite sleeps between its tries, ever longer and in no order: of many threads some would starve until BUSY_TIMEOUT.
    """
    queue = _queues[connection.engine]
    if not queue.acquire(timeout=BUSY_TIMEOUT):
        raise DatabaseBusy
    info[QUEUE] = queue


def _leave_queue(_raw: object, holder: Any, *_more: object) -> None:
    """Let the next thread ask, when the connection goes back or is given up."""
    queue = holder.info.pop(QUEUE, None)
    if queue is not None:
        queue.release()


def is_locked(error: BaseException | None) -> bool:
    """Say whether ``error`` is SQLite's for a lock that somebody else holds (its result codes BUSY and LOCKED)."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _connect_postgres(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_TIMEOUT}s'")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()


def _begin_postgres(connection: sa.Connection) -> None:
    """Tell the driver how to begin: it says BEGIN with the first statement, and READ ONLY in the same breath."""
    raw: Any = connection.connection.dbapi_connection
    alone, reads = mode.get() == "single", mode.get() in {"read", "shut"}
    if raw.autocommit is not alone:
        raw.autocommit = alone
    if raw.read_only is not reads:
        raw.read_only = reads


def _note_rest(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _check_life(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Have the pool replaced if the server is gone. One that went has said so, or hung up: that can be seen unasked."""
    rests_since = record.info.get("rests_since")
    if rests_since is not None and not _lives(connection, time.monotonic() - rests_since):
        raise sa.exc.InvalidatePoolError


def _lives(connection: Any, rested: float) -> bool:
    try:
        if rested > RESTED or _has_something_to_say(connection):
            connection.autocommit = True
            connection.execute("")
    except Exception:  # noqa: BLE001 - whatever it is, another connection is better
        return False
    return True


def _has_something_to_say(connection: Any) -> bool:
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
