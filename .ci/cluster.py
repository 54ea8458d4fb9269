"""A PostgreSQL for the tests: an empty database that is gone afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

LOCAL_PORT = 5432
SUPERUSER = "postgres"
UNSAFE_BUT_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


def is_available() -> bool:
    """Say whether a database can be had: one is named, one answers here, or one can be started."""
    return bool(os.environ.get("FORUMAPP_TEST_POSTGRES")) or _answers(LOCAL_PORT) or _programs() is not None


@contextmanager
def database() -> Iterator[str]:
    """Yield the SQLAlchemy URL of an empty database whose user may create more.

    FORUMAPP_TEST_POSTGRES is yielded as it is. Else a database is made in the server at 127.0.0.1:5432 when
    that lets ``postgres`` in without a password, and else in a server started for this run.
    """
    named = os.environ.get("FORUMAPP_TEST_POSTGRES")
    if named:
        yield named
    elif _answers(LOCAL_PORT):
        with _fresh_database(LOCAL_PORT) as url:
            yield url
    else:
        with _own_server() as port, _fresh_database(port) as url:
            yield url


def _connect(port: int) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=port, user=SUPERUSER, dbname="postgres", connect_timeout=3, autocommit=True
    )


def _answers(port: int) -> bool:
    try:
        _connect(port).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _fresh_database(port: int) -> Iterator[str]:
    name = f"forumapp_test_{secrets.token_hex(4)}"
    with _connect(port) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        )
    try:
        yield f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{port}/{name}"
    finally:
        with _connect(port) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _programs() -> Path | None:
    """Return the folder that holds initdb and pg_ctl, of the newest version."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    debian = Path("/usr/lib/postgresql")
    folders = [path.parent for path in debian.glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def _unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _own_server() -> Iterator[int]:
    programs = _programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="forumapp-postgres-"))
    # initdb refuses to run as root; Debian's package brings a user for it.
    user = SUPERUSER if os.geteuid() == 0 else None
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(*command: str) -> None:
        subprocess.run(
            command, cwd=folder, user=user, group=user, check=True, stdout=subprocess.DEVNULL, env=_plain()
        )

    data, port = str(folder / "data"), _unused_port()
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    for option in UNSAFE_BUT_FAST:
        options += ["-c", option]
    try:
        run(
            str(programs / "initdb"),
            "-D",
            data,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        pg_ctl = str(programs / "pg_ctl")
        run(pg_ctl, "-D", data, "-l", str(folder / "log"), "-o", " ".join(options), "-w", "start")
        try:
            yield port
        finally:
            run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain() -> dict[str, str]:
    """Return an environment without the caller's own PostgreSQL settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
