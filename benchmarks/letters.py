"""Letters per second from the outbox to a server on loopback: two postmen and the server are processes of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from benchmarks import servers
from forumapp.core import clock
from forumapp.core.db import db
from forumapp.core.transaction import transaction
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.mail import letters, postman
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import Registration

POSTMEN = 2
PLAIN, HEAVY = "benchmarks.plain", "registration.received"
_TEXT = "\n".join(
    f"{n}. 標記の件について、下記のとおり御案内します。御参加をお待ちしております。" for n in range(20)
)


def _plain(letter: Letter) -> letters.Content:
    """Build a letter as campaigns send them: a look at the row behind it, text merged, HTML beside it."""
    found = db.session.get_one(Registration, letter.recipe["registration"])
    text = f"{found.family_name} 様\n\n{_TEXT}\n"
    html = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return letters.Content(f"【御案内】{found.receipt}", text, f"<html><body>{html}</body></html>")


def _app() -> Flask:
    app = create_app()
    letters.register(app, PLAIN, _plain)
    return app


def _fill(app: Flask, kind: str, number: int) -> None:
    with app.app_context(), transaction() as session:
        session.execute(sa.delete(Letter).where(Letter.dedupe_key.startswith("bench:")))
        session.execute(sa.update(Letter).values(state=LetterState.ABORTED))
        forum = session.scalars(sa.select(Forum).where(Forum.slug == "aoba")).one()
        reached = (Registration.forum_id == forum.id, Registration.email != "")
        idents = session.scalars(sa.select(Registration.id).where(*reached)).all()
        rows = [
            {
                "kind": kind,
                "dedupe_key": f"bench:{n}",
                "forum_id": forum.id,
                "address": f"guest{n}@d{n % 40}.example.jp",
                "domain": f"d{n % 40}.example.jp",
                "recipe": {"registration": idents[n % len(idents)]},
                "message_id": f"<bench{n}@example.jp>",
                "next_at": clock.now(),
                "created_at": clock.now(),
            }
            for n in range(number)
        ]
        session.execute(sa.insert(Letter), rows)


@contextmanager
def _sink() -> Iterator[tuple[int, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "benchmarks.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process


def measure(data: Path, database: str, kind: str, number: int) -> tuple[float, int]:
    """Deliver ``number`` letters of ``kind``; gives (letters per second, letters that the server took)."""
    with _sink() as (port, sink):
        mail = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port), "FORUMAPP_MAIL_PER_DOMAIN_MINUTE": "0"}
        env = servers.environment(data, 8000, database) | mail
        _fill_in(env, kind, number)
        command = [sys.executable, "-m", "benchmarks.letters", "deliver"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        postmen = [subprocess.Popen(command, env=env, **pipes) for _ in range(POSTMEN)]  # type: ignore[call-overload]
        for process in postmen:
            process.stdout.readline()  # it is ready
        began = time.monotonic()
        for process in postmen:
            process.stdin.close()
        for process in postmen:
            process.stdout.readline()  # it is done
        seconds = time.monotonic() - began
        for process in postmen:
            process.wait()
        taken, _ = sink.communicate()
    return number / seconds, int(taken)


def _fill_in(env: dict[str, str], kind: str, number: int) -> None:
    subprocess.run(
        [sys.executable, "-m", "benchmarks.letters", "fill", kind, str(number)], env=env, check=True
    )


@contextmanager
def postgres(data: Path) -> Iterator[str | None]:
    """Load the demo worlds into a database of its own; None if no server lets us in.

    The server is that of FORUMAPP_TEST_POSTGRES, else the one at 127.0.0.1.
    """
    url = os.environ.get("FORUMAPP_TEST_POSTGRES") or "postgresql+psycopg://postgres@127.0.0.1/postgres"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"bench_{os.getpid()}"
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except sa.exc.OperationalError:
        yield None
        return
    try:
        own = server.url.set(database=name).render_as_string(hide_password=False)
        env = servers.environment(data, 8000, own)
        for words in (("db", "upgrade"), ("demo", "load")):
            subprocess.run(
                servers.flask(*words),
                env=env,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        yield own
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()


def _deliver() -> None:
    app = _app()
    with app.app_context():
        print("ready", flush=True)
        sys.stdin.read()
        while postman.deliver_due():
            pass
        print("done", flush=True)


def main() -> None:
    """Do a part of the measurement in a process of its own."""
    if sys.argv[1] == "fill":
        _fill(_app(), sys.argv[2], int(sys.argv[3]))
    else:
        _deliver()


if __name__ == "__main__":
    main()
