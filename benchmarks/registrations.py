"""Registrations per second over HTTP, and whether any seat was sold twice."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import sqlalchemy as sa

from benchmarks.load import Result, run

PATH = "/forums/aoba/registration"
_numbers = count(1)


def _form(port: int) -> tuple[str, str, dict[str, str]]:
    """Fetch the form once: cookie, token, and the ids to choose."""
    with urlopen(Request(f"http://127.0.0.1:{port}{PATH}", headers={"Host": "localhost"})) as answer:
        html = answer.read().decode()
        cookie = "; ".join(
            value.split(";", 1)[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"
        )

    def found(pattern: str) -> str:
        match = re.search(pattern, html, re.DOTALL)
        return match[1] if match else ""

    chosen = {
        "track_id": found(r'name="track_id"[^>]*value="(\d+)"'),
        "department_id": found(r'name="department_id".*?<option[^>]*value="(\d+)"'),
        "rank_id": found(r'name="rank_id".*?<option[^>]*value="(\d+)"'),
    }
    return cookie, found(r'name="csrf_token"[^>]*value="([0-9a-f]+)"'), chosen


def _source(port: int, share: int) -> Callable[[], Iterator[bytes]]:
    cookie, token, chosen = _form(port)

    def source() -> Iterator[bytes]:
        for _ in range(share):
            number = next(_numbers)
            fields = {
                **chosen,
                "csrf_token": token,
                "form_key": f"bench-{number:027d}",
                "mode": "on_site",
                "family_name": "負荷",
                "given_name": f"{number}号",
                "family_kana": "フカ",
                "given_kana": "ゴウ",
                "organisation": "あおば市",
                "unit": "情報政策課",
                "title": "主任",
                "email": f"load{number}@city.example.jp",
            }
            body = urlencode(fields)
            yield (
                f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookie}\r\nAccept-Language: ja\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()

    return source


def measure(port: int, url: str, clients: int, attempts: int, seats: int) -> tuple[Result, int, int]:
    """Let ``clients`` send ``attempts`` registrations for ``seats`` free seats; gives (result, confirmed, oversold)."""
    engine = sa.create_engine(url)
    before = _confirmed(engine)
    with engine.begin() as connection:
        more = sa.text("UPDATE forum SET seats_on_site = :seats WHERE slug = 'aoba'")
        connection.execute(more, {"seats": before + seats})
    result = run(port, [_source(port, attempts // clients) for _ in range(clients)], seconds=120)
    after = _confirmed(engine)
    engine.dispose()
    return result, after - before, max(0, after - before - seats)


def _confirmed(engine: sa.Engine) -> int:
    query = sa.text(
        "SELECT count(*) FROM registration r JOIN forum f ON f.id = r.forum_id "
        "WHERE f.slug = 'aoba' AND r.state = 'confirmed' AND r.mode = 'on_site'"
    )
    with engine.connect() as connection:
        return int(connection.scalar(query) or 0)
