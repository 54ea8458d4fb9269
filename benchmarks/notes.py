"""Facilitators who save every second, over HTTP: no save is lost. ``savers`` serves other benchmarks too."""

import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from benchmarks import servers
from forumapp.core.settings import read
from forumapp.factory import create_app
from forumapp.groupwork.models import Group
from forumapp.groupwork.queries import works

FACILITATORS, SECONDS = 50, 20.0
FORUM = "aoba"


@dataclass
class Saver:
    """One device of a group: ``path`` of its page, and what became of its saves."""

    port: int
    path: str
    number: int
    times: list[float] = field(default_factory=list)
    failed: int = 0
    saved: int = 0
    waiting: list[dict[str, int | str]] = field(default_factory=list)

    def begin(self) -> None:
        """Open the page as a browser does: cookie, token, a theme."""
        self.wire = HTTPConnection("localhost", self.port, timeout=30)
        self.wire.request("GET", self.path)
        answer = self.wire.getresponse()
        page = answer.read().decode()
        self.cookie = (answer.headers.get("Set-Cookie") or "").split(";")[0]
        token = re.search(r'name="csrf_token"[^>]*value="(\w+)"', page)
        theme = re.search(r'data-theme="(\d+)"', page)
        assert token
        assert theme
        self.token, self.theme = token[1], int(theme[1])
        self.device, self.key, self.cursor = f"{self.number:032x}", f"{self.number:040x}", 0

    def save(self, n: int, due: float) -> None:
        """Type a letter more and send what was not taken yet, as the page does after a pause.

        The time counts from when it was ``due``: whoever had to wait for the answer before is waiting, too.
        """
        change = {
            "n": n, "kind": "add" if n == 1 else "text", "key": self.key, "theme": self.theme,
            "text": f"意見{self.number} " + "あ" * n, "version": max(0, n - 1), "aside": f"{self.number:031x}a",
        }  # fmt: skip
        self.waiting.append(change)
        fields = {"csrf_token": self.token, "device": self.device, "since": self.cursor}
        body = urlencode({**fields, "changes": json.dumps(self.waiting)})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        try:
            self.wire.request("POST", f"{self.path}changes", body, headers)
            answer = self.wire.getresponse()
            said = answer.read()
        except (OSError, HTTPException):
            self.wire.close()
            self.failed += 1
            return
        finally:
            self.times.append(time.perf_counter() - due)
        if answer.status == 200 and json.loads(said)["seen"] == n:
            self.cursor, self.saved = json.loads(said)["cursor"], n
            self.waiting = []
        else:
            self.failed += 1

    def run(self, seconds: float, latest: float = 30.0) -> None:
        """Save once a second after ``begin``, each at a moment of their own; ends ``latest`` s after ``seconds`` at last."""
        begun = time.perf_counter() + self.number / FACILITATORS
        end = time.perf_counter() + seconds + latest
        n = 0
        while n < seconds and time.perf_counter() < end:
            due = begun + n + 1
            time.sleep(max(0.0, due - time.perf_counter()))
            n += 1
            self.save(n, due)


def savers(port: int, data: Path, database: str = "") -> list[Saver]:
    """Make as many groups as there are FACILITATORS in the invented forum, and a device for each."""
    env = servers.environment(data, port, database)
    app = create_app(settings=read({**os.environ, **env}))
    engine = sa.create_engine(database or f"sqlite:///{data / 'forumapp.sqlite3'}")
    table = sa.Table("work_group", sa.MetaData(), autoload_with=engine)
    with engine.begin() as connection:
        forum = connection.scalar(sa.text("SELECT id FROM forum WHERE slug = :slug"), {"slug": FORUM})
        known = sa.select(table).where(table.c.forum_id == forum).order_by(table.c.id).limit(1)
        row = dict(connection.execute(known).mappings().one())
        row.pop("id")
        rows = [{**row, "number": 100 + number} for number in range(FACILITATORS)]
        connection.execute(table.insert(), rows)
        made = sa.select(table.c.id).where(table.c.forum_id == forum, table.c.number >= 100)
        idents = list(connection.scalars(made.order_by(table.c.id)))
    engine.dispose()
    with app.test_request_context():
        paths = [
            f"/groups/{works.token_of(Group(id=one, link_generation=row['link_generation']))}/"
            for one in idents
        ]
    return [Saver(port, path, number) for number, path in enumerate(paths)]


def lost(all_savers: list[Saver], url: str) -> int:
    """Return how many devices' last words are not what the database holds."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = dict(connection.execute(sa.text("SELECT client_key, text FROM note")).tuples().all())
    engine.dispose()
    return sum(
        one.saved == 0 or found.get(one.key) != f"意見{one.number} " + "あ" * one.saved for one in all_savers
    )


def measure() -> Iterator[tuple[str, list[Saver], int]]:
    """Yield (database, the devices with their times, lost saves)."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with servers.demo(data) as (port, _pid):
            devices = savers(port, data)
            _together([one.begin for one in devices])
            _together([partial(one.run, SECONDS) for one in devices])
            yield "SQLite", devices, lost(devices, f"sqlite:///{data / 'forumapp.sqlite3'}")


def _together(work: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(work)) as pool:
        list(pool.map(lambda one: one(), work))


def report() -> None:
    """Print the figures."""
    print(
        f"\nNotes: {FACILITATORS} facilitators save every second for {SECONDS:.0f} s; load {os.getloadavg()[0]:.1f}"
    )
    for name, devices, missing in measure():
        times = sorted(second for one in devices for second in one.times)
        half, late = times[len(times) // 2], times[int(len(times) * 0.95)]
        failed = sum(one.failed for one in devices)
        print(
            f"{name}: {len(times)} saves, median {1000 * half:.0f} ms, p95 {1000 * late:.0f} ms, {failed} failed, {missing} lost"
        )


if __name__ == "__main__":
    report()
