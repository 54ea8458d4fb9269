"""Check-ins per second over HTTP: eight desks at once, each waits for its answer, on both databases."""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from benchmarks import servers
from benchmarks.letters import postgres
from benchmarks.load import Result, run

PATH = "/desk/forums/aoba/reception"
WHO = {"email": "reception@demo.example.jp", "password": "forumapp-demo-2026"}
DESKS, PEOPLE = 8, 800


def measure() -> Iterator[tuple[str, Result | None, int]]:
    """Yield (database, result, check-ins that the database holds afterwards)."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        yield "SQLite", *_measured(data, "", f"sqlite:///{data / 'forumapp.sqlite3'}")
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as url:
        yield "PostgreSQL", *(_measured(Path(folder), url, url) if url else (None, 0))


def _measured(data: Path, database: str, url: str) -> tuple[Result, int]:
    with servers.demo(data, database) as (port, _pid):
        engine = sa.create_engine(url)
        people = _invite(engine)
        cookie, token = _sign_in(port)
        shares = [people[number::DESKS] for number in range(DESKS)]
        result = run(port, [_source(cookie, token, share) for share in shares], seconds=60)
        with engine.connect() as connection:
            held = connection.scalar(sa.text("SELECT count(DISTINCT registration_id) FROM check_in")) or 0
        engine.dispose()
    return result, int(held)


def _invite(engine: sa.Engine) -> list[int]:
    """Let the invented forum be today, with PEOPLE who are expected; returns their ids."""
    table = sa.Table("registration", sa.MetaData(), autoload_with=engine)
    with engine.begin() as connection:
        day = datetime.now(ZoneInfo("Asia/Tokyo")).date()
        connection.execute(
            sa.text("UPDATE forum SET day = :day WHERE slug = 'aoba'"), {"day": day.isoformat()}
        )
        forum = connection.scalar(sa.text("SELECT id FROM forum WHERE slug = 'aoba'"))
        known = sa.select(table).where(table.c.forum_id == forum, table.c.state == "confirmed").limit(1)
        row = dict(connection.execute(known).mappings().one())
        row.pop("id")
        copies = [{**row, "receipt": f"B{number:07d}", "form_key": None} for number in range(PEOPLE)]
        connection.execute(table.insert(), copies)
        made = sa.select(table.c.id).where(table.c.receipt.like("B0%")).order_by(table.c.id)
        return list(connection.scalars(made))


def _sign_in(port: int) -> tuple[str, str]:
    """Return the cookie and the form token of somebody at the reception."""
    jar = CookieJar()
    browser, site = build_opener(HTTPCookieProcessor(jar)), f"http://localhost:{port}"
    found = re.search(r'name="csrf_token"[^>]*value="(\w+)"', _text(browser, f"{site}/sign-in"))
    assert found
    _text(browser, f"{site}/sign-in", {**WHO, "csrf_token": found[1]})
    token = json.loads(_text(browser, f"{site}{PATH}/roster"))["token"]
    return "; ".join(f"{one.name}={one.value}" for one in jar), token


def _text(browser: OpenerDirector, address: str, fields: dict[str, str] | None = None) -> str:
    with browser.open(address, urlencode(fields).encode() if fields else None) as answer:
        text: str = answer.read().decode()
    return text


def _source(cookie: str, token: str, people: list[int]) -> Callable[[], Iterator[bytes]]:
    def source() -> Iterator[bytes]:
        for person in people:
            now = datetime.now(UTC).isoformat()
            entry = {"do": "in", "id": f"bench-{person:010d}", "person": person, "at": now, "desk": "受付"}
            body = urlencode({"csrf_token": token, "sent_at": now, "entries": json.dumps([entry])})
            yield (
                f"POST {PATH}/sync HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()

    return source
