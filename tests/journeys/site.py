"""A real server on a free port with its own data directory, and the shell beside it."""

import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from tests.journeys.letters import Received, read
from tests.serving import free_port

TREE = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until a server that does not answer, or does not end, fails the test."""


class Site:
    """One installation: ``run`` is its shell, ``deliver`` its postman."""

    def __init__(self, folder: Path, *, demo: bool = False, settings: dict[str, str] | None = None) -> None:
        port = free_port()
        self.folder = folder
        self.address = f"http://127.0.0.1:{port}"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("FORUMAPP_", "MAIL_"))
        }
        self.environment = {
            **kept,
            "FORUMAPP_SECRET_KEY": "a key of the journeys",
            "FORUMAPP_DATA_DIR": str(folder),
            "FORUMAPP_BASE_URL": self.address,
            "FORUMAPP_SITE_NAME": "共創フォーラム",
            "MAIL_DEFAULT_SENDER": "office@forum.example.jp",
            "FORUMAPP_DEMO": "1" if demo else "",
            **(settings or {}),
        }
        self.helpers: list[subprocess.Popen[bytes]] = []
        self.seen: set[Path] = set()
        self.run("db", "upgrade")
        server = [
            "gunicorn",
            f"--bind=127.0.0.1:{port}",
            "--worker-class=gthread",
            "--threads=4",
            "--graceful-timeout=5",
            "--preload",
        ]
        self.log = (folder / "server.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *server, "wsgi:app"],
            cwd=TREE,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except OSError:
                assert self.process.poll() is None, (self.folder / "server.log").read_text()
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.1)

    def run(self, *arguments: str, typed: str = "", settings: dict[str, str] | None = None) -> str:
        """Run ``flask --app wsgi`` with ``arguments``; returns what it printed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        environment = {**self.environment, **(settings or {})}
        done = subprocess.run(
            command, cwd=TREE, env=environment, input=typed, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def deliver(self) -> list[Received]:
        """Let the postman deliver; returns the letters that lie in the Maildir since the last time, by address."""
        self.run("mail", "deliver")
        found = set((self.folder / "maildir" / "new").glob("*")) - self.seen
        self.seen |= found
        return sorted((read(path.read_bytes()) for path in found), key=lambda one: (one.to, one.subject))

    def ask(self, question: str) -> list[str]:
        """Return the first column of a query to the database, as an administrator would look into it."""
        with closing(sqlite3.connect(self.folder / "forumapp.sqlite3")) as database:
            return [row[0] for row in database.execute(question)]

    def let_pass(self) -> None:
        """Let the five minutes pass in which a campaign can be called back."""
        with closing(sqlite3.connect(self.folder / "forumapp.sqlite3", timeout=20)) as database:
            database.execute("UPDATE letter SET next_at = '2020-01-01 00:00:00' WHERE state = 'queued'")
            database.execute("UPDATE campaign SET goes_at = '2020-01-01 00:00:00' WHERE state = 'sent'")
            database.commit()

    def begin(self, *arguments: str) -> None:
        """Run ``flask --app wsgi`` with ``arguments`` beside the server until the end."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        log = self.log
        self.helpers.append(subprocess.Popen(command, cwd=TREE, env=self.environment, stdout=log, stderr=log))

    def close(self) -> None:
        """Stop the server. What it logged as an error fails the test."""
        for helper in self.helpers:
            helper.terminate()
            assert helper.wait(PATIENCE) == 0
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()
        assert "Traceback" not in (self.folder / "server.log").read_text()
