"""A hall at work: 50 facilitators save every second, 200 viewers ask for the screen, one card comes each minute.

Everybody keeps to their own second whether or not the last answer was late, so that what waits is counted as waiting.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from benchmarks import notes, servers
from benchmarks.letters import postgres
from benchmarks.notes import FACILITATORS
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.jobs import Job
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.groupwork.models import Group, GroupWork, Note
from forumapp.groupwork.queries.boards import board_of, token_of
from forumapp.groupwork.services import boards

VIEWERS = 200
EVERY_POLL = 2.5
SECONDS = 60.0
LATEST = 30.0
"""Seconds after which a hall that cannot keep up ends; it has failed by then."""
MOST_MILLISECONDS, LEAST_SHARE = 150, 0.95
MOST_SETTLING = 60
LINE = "{:<34}{:>14}{:>16}{:>14}"


def p95(times: Sequence[float]) -> float:
    """Return milliseconds of ``times`` in seconds."""
    ordered = sorted(times)
    return 1000 * ordered[int(0.95 * (len(ordered) - 1))] if ordered else 0.0


@dataclass
class Told:
    """What was answered: statuses, and the seconds from the moment a request was due to its answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


class Line:
    """A connection that is kept, and opened again where the server closes it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None
        self.cookie = ""

    async def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return (status, headers, body) of an answer; a kept connection that the server has closed is opened again."""
        was_kept = self.writer is not None
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        sent = {"Host": "localhost", "Accept-Language": "ja", **headers}
        if self.cookie:
            sent["Cookie"] = self.cookie
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in sent.items())
        try:
            self.writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
            return await self._answer()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.writer = None
            return await self.ask(path, **headers) if was_kept else (0, {}, b"")

    async def _answer(self) -> tuple[int, dict[str, str], bytes]:
        assert self.reader is not None
        assert self.writer is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(": ") for line in head[1:] if line)
        found = {name.lower(): value for name, _colon, value in pairs}
        content = await self.reader.readexactly(int(found.get("content-length", 0)))
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].partition(";")[0]
        if found.get("connection", "").lower() == "close":
            self.writer.close()
            self.writer = None
        return int(head[0].split(" ")[1]), found, content


@dataclass
class Viewer:
    """Somebody's phone: a connection, and the ETag of the screen that it shows."""

    line: Line
    path: str
    tag: str = ""

    async def open(self) -> None:
        """Open the screen, however long it takes."""
        while not self.tag:
            _status, head, _page = await self.line.ask(self.path, X_Fragment="screen")
            self.tag = head.get("etag", "")

    async def watch(self, begin: float, seconds: float, told: Told) -> None:
        """Ask again and again from ``begin``."""
        due = begin
        while due < begin + seconds and time.perf_counter() < begin + seconds + LATEST:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            headers = {"X_Fragment": "screen", "If_None_Match": self.tag}
            status, head, _page = await self.line.ask(self.path, **headers)
            self.tag = head.get("etag", self.tag)
            told.statuses[status] += 1
            told.times.append(time.perf_counter() - due)
            due += EVERY_POLL


async def _everybody(
    port: int, screen: str, devices: list[notes.Saver], show: Callable[[], None], seconds: float
) -> Told:
    told, loop = Told(), asyncio.get_running_loop()
    viewers = [Viewer(Line(port), screen) for _number in range(VIEWERS)]
    await asyncio.gather(*(one.open() for one in viewers))
    with ThreadPoolExecutor(FACILITATORS + 1) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, one.begin) for one in devices))
        begin = time.perf_counter()
        saving = [loop.run_in_executor(pool, one.run, seconds, LATEST) for one in devices]
        showing = loop.run_in_executor(pool, show)
        watching = [
            one.watch(begin + EVERY_POLL * number / VIEWERS, seconds, told)
            for number, one in enumerate(viewers)
        ]
        await asyncio.gather(*watching, *saving, showing)
    return told


def _show_later(app: Flask, work: int, seconds: float) -> None:
    """Put a card onto the screen if anything was written, as happens once a minute in live mode."""
    time.sleep(seconds)
    with app.app_context(), transaction() as session:
        found = session.get_one(GroupWork, work)
        written = (
            sa.select(Note.id).join(Note.group).where(Group.work_id == work, Note.withdrawn_at.is_(None))
        )
        first = session.scalars(written.order_by(Note.id).limit(1)).all()
        if first:
            boards.show(found, first, by=SYSTEM)


def _open_screen(app: Flask) -> tuple[int, str]:
    """Return (id of the invented forum's group work, address of its screen)."""
    with app.app_context(), transaction() as session:
        found = sa.select(GroupWork).join(Forum, Forum.id == GroupWork.forum_id)
        work = session.scalars(found.where(Forum.slug == notes.FORUM).order_by(GroupWork.id)).first()
        assert work is not None
        boards.open_link(work, by=SYSTEM)
        session.flush()
        return work.id, f"/boards/{token_of(board_of(work))}/"


def _settle(app: Flask) -> None:
    """Wait until the worker has looked into the demo's files: that renews pages, and no forum begins with it."""
    due = sa.select(sa.func.count()).select_from(Job).where(Job.run_at <= sa.func.current_timestamp())
    with app.app_context():
        for _second in range(MOST_SETTLING):
            time.sleep(1)
            db.session.rollback()
            if not db.session.scalar(due):
                return


def _work(port: int, data: Path, database: str, seconds: float) -> tuple[list[notes.Saver], Told]:
    """Let everybody work for that long; returns the facilitators' devices and what the viewers were answered."""
    devices = notes.savers(port, data, database)
    app = create_app(None, read(servers.environment(data, port, database)))
    _settle(app)
    work, screen = _open_screen(app)
    polls = asyncio.run(
        _everybody(port, screen, devices, partial(_show_later, app, work, seconds / 2), seconds)
    )
    with app.app_context():
        db.engine.dispose()
    return devices, polls


def _judged(word: str, good: bool) -> str:
    return f"{'PASS' if good else 'FAIL'} {word}"


def _run(name: str, data: Path, database: str, seconds: float) -> None:
    with servers.demo(data, database) as (port, _pid):
        devices, polls = _work(port, data, database, seconds)
        lost = notes.lost(devices, database or f"sqlite:///{data / 'forumapp.sqlite3'}")
    saves = [moment for one in devices for moment in one.times]
    failed = sum(one.failed for one in devices)
    share = polls.statuses[304] / max(1, polls.statuses.total())
    print(LINE.format(name, "number", "p95 ms", "304"))
    print(LINE.format("saves", len(saves), f"{p95(saves):.0f}", ""))
    print(
        LINE.format("polls of the screen", polls.statuses.total(), f"{p95(polls.times):.0f}", f"{share:.1%}")
    )
    print(f"    polls answered {dict(sorted(polls.statuses.items()))}; {failed} saves had to be sent again")
    print(
        "    "
        + _judged(f"no lost save ({lost} of {len(devices)} devices lost one)", not lost and bool(saves))
    )
    print("    " + _judged(f"p95 of a save ≤ {MOST_MILLISECONDS} ms", 0 < p95(saves) <= MOST_MILLISECONDS))
    print("    " + _judged(f"304 for ≥ {LEAST_SHARE:.0%} of polls", share >= LEAST_SHARE))


def measure(seconds: float = SECONDS) -> None:
    """Print the figures of both databases; the machine's load says how much else it had to do."""
    print(
        f"\nA hall: {FACILITATORS} facilitators save every second, {VIEWERS} viewers ask, {seconds:.0f} s"
        f" (load before: {os.getloadavg()[0]:.1f})"
    )
    with tempfile.TemporaryDirectory() as folder:
        _run("SQLite", Path(folder), "", seconds)
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as url:
        if url is None:
            print(LINE.format("PostgreSQL", "no server", "", ""))
        else:
            _run("PostgreSQL", Path(folder), url, seconds)


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
