"""A hall at work: 50 facilitators save every second, 200 viewers ask for the screen, one card comes each minute.

Everybody keeps to their own second whether or not the last answer was late, so that what waits is counted as waiting.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from benchmarks import servers
from benchmarks.letters import postgres
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.factory import create_app
from forumapp.groupwork.models import Group, GroupWork, Note
from forumapp.groupwork.queries import boards, works
from forumapp.groupwork.services import boards as screen
from forumapp.groupwork.services import setup

FACILITATORS, VIEWERS = 50, 200
EVERY_SAVE, EVERY_POLL = 1.0, 2.5
SECONDS = 60
LATEST = 30
"""Seconds after which a hall that cannot keep up ends; it has failed by then."""
MOST_MILLISECONDS, LEAST_SHARE = 150, 0.95
LINE = "{:<34}{:>14}{:>16}{:>14}"


@dataclass
class Told:
    """What was answered: statuses, and the seconds from the moment a request was due to its answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def p95(self) -> float:
        """Return milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[int(0.95 * (len(ordered) - 1))] if ordered else 0.0


class Line:
    """A connection that is kept, and opened again where the server closes it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None
        self.cookie = ""

    async def ask(
        self, method: str, path: str, body: str = "", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Return (status, headers, body) of an answer."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        sent = {"Host": "localhost", "Accept-Language": "ja", **headers}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if body:
            sent |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Content-Length": str(len(body)),
            }
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in sent.items())
        try:
            self.writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode())
            return await self._answer()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.writer = None
            return 0, {}, b""

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


async def _facilitator(port: int, path: str, theme: int, number: int, until: float, told: Told) -> str:
    """Save once a second; returns the last text that the server said it has."""
    line = Line(port)
    _status, _head, page = await line.ask("GET", path)
    token = re.search(rb'name="csrf_token"[^>]*value="(\w+)"', page)
    assert token, "the facilitator's page has no form"
    key, editor, kept, count = f"{number:032x}", f"{number + 5000:032x}", "", 0
    due = time.perf_counter() + EVERY_SAVE * number / FACILITATORS
    while due < until and time.perf_counter() < until + LATEST:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        count += 1
        text = f"{number}班の意見を{count}回目に書いた"
        fields = {"csrf_token": unescape(token[1].decode()), "editor": editor, "theme": theme}
        body = urlencode({**fields, "key": key, "version": 0, "text": text})
        status, _head, _page = await line.ask("POST", path, body)
        told.statuses[status] += 1
        told.times.append(time.perf_counter() - due)
        kept = text if status in {200, 303} else kept
        due += EVERY_SAVE
    return kept


async def _viewer(port: int, path: str, number: int, until: float, told: Told) -> None:
    line, tag = Line(port), ""
    _status, head, _page = await line.ask("GET", path, X_Fragment="screen")
    tag = head.get("etag", "")
    due = time.perf_counter() + EVERY_POLL * number / VIEWERS
    while due < until and time.perf_counter() < until + LATEST:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        status, head, _page = await line.ask("GET", path, X_Fragment="screen", If_None_Match=tag)
        tag = head.get("etag", tag)
        told.statuses[status] += 1
        told.times.append(time.perf_counter() - due)
        due += EVERY_POLL


async def _hall(port: int, hall: "Hall", saves: Told, polls: Told) -> list[str]:
    until = time.perf_counter() + 3 + SECONDS
    viewers = [_viewer(port, hall.screen, number, until, polls) for number in range(VIEWERS)]
    facilitators = [
        _facilitator(port, path, hall.theme, number, until, saves) for number, path in enumerate(hall.sheets)
    ]
    shown = asyncio.to_thread(hall.show_later, SECONDS / 2)
    done = await asyncio.gather(asyncio.gather(*facilitators), asyncio.gather(*viewers), shown)
    return list(done[0])


@dataclass
class Hall:
    """The addresses of a group work with FACILITATORS groups."""

    app: Flask
    work: int
    theme: int
    screen: str
    sheets: list[str]
    groups: list[int]

    def show_later(self, seconds: float) -> None:
        """Put a card onto the screen, as the moderator does, or as it happens once a minute in live mode."""
        time.sleep(seconds)
        with self.app.app_context(), transaction() as session:
            work = session.get_one(GroupWork, self.work)
            note = session.scalars(sa.select(Note.id).where(Note.group_id.in_(self.groups)).limit(1)).one()
            screen.show(work, [note], by=SYSTEM)

    def stored(self) -> list[str]:
        """Return what the groups' first notes say, in order."""
        with self.app.app_context():
            found = sa.select(Note.text).where(Note.group_id.in_(self.groups), Note.withdrawn_at.is_(None))
            texts = list(db.session.scalars(found.order_by(Note.group_id, Note.id)))
            db.session.rollback()
            return texts


@contextmanager
def _prepared(data: Path, database: str) -> Iterator[tuple[int, Hall]]:
    with servers.demo(data, database) as (port, _pid):
        app = create_app(None, read(servers.environment(data, port, database)))
        with app.app_context(), transaction() as session:
            work = session.scalars(sa.select(GroupWork).order_by(GroupWork.id.desc())).first()
            assert work is not None
            first = works.next_number(Group, work.item)
            groups = [
                setup.add_group(work.item, by=SYSTEM, number=first + number) for number in range(FACILITATORS)
            ]
            screen.open_link(work, by=SYSTEM)
            session.flush()
            hall = Hall(
                app,
                work.id,
                works.themes(work.id)[0].id,
                f"/boards/{boards.token_of(boards.board_of(work))}/",
                [f"/groups/{works.token_of(group)}/" for group in groups],
                [group.id for group in groups],
            )
        yield port, hall
        with app.app_context():
            db.engine.dispose()


def _judged(word: str, good: bool) -> str:
    return f"{'PASS' if good else 'FAIL'} {word}"


def _run(name: str, data: Path, database: str) -> None:
    saves, polls = Told(), Told()
    with _prepared(data, database) as (port, hall):
        kept = asyncio.run(_hall(port, hall, saves, polls))
        lost = sum(text not in set(hall.stored()) for text in kept)
    share = polls.statuses[304] / max(1, polls.statuses.total())
    unsaved = sum(number for status, number in saves.statuses.items() if status not in {200, 303})
    print(LINE.format(name, "number", "p95 ms", "304"))
    print(LINE.format("saves", saves.statuses.total(), f"{saves.p95():.0f}", ""))
    print(
        LINE.format("questions for the screen", polls.statuses.total(), f"{polls.p95():.0f}", f"{share:.1%}")
    )
    print(f"    answers {dict(sorted(saves.statuses.items()))}, {dict(sorted(polls.statuses.items()))}")
    print("    " + _judged(f"no save lost ({lost} lost, {unsaved} refused)", not lost and not unsaved))
    print("    " + _judged(f"p95 of a save ≤ {MOST_MILLISECONDS} ms", saves.p95() <= MOST_MILLISECONDS))
    print("    " + _judged(f"304 for ≥ {LEAST_SHARE:.0%} of the questions", share >= LEAST_SHARE))


def measure() -> None:
    """Print the figures of both databases; the machine's load says how much else it had to do."""
    load = partial("{:.1f}".format, os.getloadavg()[0])()
    print(
        f"\nA hall: {FACILITATORS} facilitators save every second, {VIEWERS} viewers ask (load before: {load})"
    )
    with tempfile.TemporaryDirectory() as folder:
        _run("SQLite", Path(folder), "")
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as url:
        if url is None:
            print(LINE.format("PostgreSQL", "no server", "", ""))
        else:
            _run("PostgreSQL", Path(folder), url)


if __name__ == "__main__":
    measure()
    sys.stdout.flush()
