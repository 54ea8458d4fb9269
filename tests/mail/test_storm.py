"""Postmen killed at random moments: no letter lost, at most one sent twice for each kill, every row in a final state."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.sink import Ledger, serve
from forumapp.core import clock
from forumapp.core.db import Model, db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.factory import create_app
from forumapp.mail.models import Letter, LetterState
from tests.databases import own_database
from tests.mail.storm import KIND

POSTMEN = 2
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    """The URL of a database of its own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'storm.sqlite3'}"
        return
    with own_database("storm") as url:
        yield url


class Storm:
    """Postmen that deliver to a server which refuses some letters, while somebody kills them."""

    def __init__(self, folder, database, letters):
        self.dice = random.Random(7)
        self.ledger = Ledger(self.verdict)
        self.kills = 0
        self.env = {
            "PATH": os.environ["PATH"],
            "FORUMAPP_SECRET_KEY": "k",
            "FORUMAPP_DATA_DIR": str(folder),
            "FORUMAPP_DATABASE_URL": database,
            "FORUMAPP_MAIL_PER_DOMAIN_MINUTE": "0",
            "MAIL_SERVER": "127.0.0.1",
        }
        self.app = create_app(settings=read(self.env))
        with self.app.app_context(), transaction() as session:
            Model.metadata.create_all(session.connection())
            session.execute(sa.insert(Letter), [self.row(n) for n in range(letters)])

    def row(self, number):
        name = f"gone{number}" if number % 50 == 7 else f"guest{number}"
        now = clock._system()
        return {
            "kind": KIND, "dedupe_key": f"storm:{number}", "address": f"{name}@city.example.jp",
            "message_id": f"<{number}@forum.example.jp>", "next_at": now, "created_at": now,
        }  # fmt: skip

    def verdict(self, recipient):
        if recipient.startswith("gone"):
            return "550 5.1.1 no such user"
        return "451 4.3.0 later" if self.dice.random() < 0.05 else "250 taken"

    def rage(self, kills, *words):
        """Let postmen work until every letter has an end, killing one now and then."""
        with serve(self.ledger) as port, self.nursery(port, *words) as start:
            alive = [start() for _ in range(POSTMEN)]
            number = self.count(sa.true())
            marks = sorted(self.dice.sample(range(number // 50, number * 9 // 10), kills))
            deadline = time.monotonic() + 300
            while self.count(Letter.state.in_(["queued", "sending"])):
                assert time.monotonic() < deadline, "letters without an end"
                time.sleep(self.dice.uniform(0.005, 0.03))
                if marks and len(self.ledger.accepted) >= marks[0]:
                    marks.pop(0)
                    os.kill(alive.pop(0), signal.SIGKILL)
                    self.kills += 1
                    alive.append(start())
            for pid in alive:
                os.kill(pid, signal.SIGTERM)
        assert self.kills == kills

    @contextmanager
    def nursery(self, port, *words):
        command = [sys.executable, "-m", "tests.mail.storm", *words]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=ROOT, env=self.env | {"MAIL_PORT": str(port)}, **pipes) as process:

            def start():
                process.stdin.write("start\n")
                process.stdin.flush()
                return int(process.stdout.readline())

            yield start
            process.stdin.close()

    def count(self, condition):
        with self.app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(Letter).where(condition))

    def wrongs(self):
        """Return what must not be: letters lost, too many sent twice, rows that say what is not so."""
        times = Counter(self.ledger.accepted)
        with self.app.app_context():
            rows = db.session.execute(sa.select(Letter.address, Letter.message_id, Letter.state)).all()
        found = []
        for address, message_id, state in rows:
            arrived = times.pop((address, message_id), 0)
            expected = LetterState.FAILED if address.startswith("gone") else LetterState.SENT
            if state is not expected or (arrived > 0) is not (expected is LetterState.SENT):
                found.append((address, state, arrived))
        twice = sum(number - 1 for number in Counter(self.ledger.accepted).values())
        if twice > self.kills:
            found.append(("sent twice", twice, self.kills))
        return [*found, *times]


@pytest.fixture
def brew(tmp_path, database):
    """Make a storm with so many letters."""
    made = []
    yield lambda letters: made.append(Storm(tmp_path, database, letters)) or made[0]
    with made[0].app.app_context():
        db.engine.dispose()


def test_killed_postmen_lose_no_letter_and_send_at_most_one_twice_for_each_kill(brew):
    storm = brew(3000)
    storm.rage(10)
    assert storm.wrongs() == []


def test_without_the_lease_letters_go_out_twice(brew):
    """The control: the same check finds what the lease prevents."""
    storm = brew(300)
    storm.rage(1, "without-lease")
    ((_what, twice, kills),) = [wrong for wrong in storm.wrongs() if wrong[0] == "sent twice"]
    assert (twice > 1, kills) == (True, 1)
