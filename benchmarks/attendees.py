"""What a page of the attendee table costs at 100, 1,000, 20,000 and 200,000 rows, on SQLite and PostgreSQL."""

import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks import letters, people
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.factory import create_app

SIZES = (100, 1000, 20_000, 200_000)
ROUNDS = 5
PAGES = {
    "as it opens": "",
    "by kana": "?order=kana",
    "newest first": "?order=received",
    "in every state": "?state=all",
    "the last page": "?page=999999",
    "by Web": "?mode=web",
    "by rank": "?order=rank",
    "a name": "?text=花子77",
}
LINE = "{:<24}" + "{:>14}" * len(SIZES) + "{:>14}"


def _page(client: FlaskClient, address: str, seen: list[str]) -> tuple[float, int]:
    taken = []
    for _ in range(ROUNDS):
        seen.clear()
        begun = time.perf_counter()
        answer = client.get(address, headers={"Accept-Language": "ja"})
        taken.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, (address, answer.status_code)
    return min(taken), len(seen)


def _measure(app: Flask, name: str) -> None:
    seen: list[str] = []
    with app.app_context():
        for size in SIZES:
            with transaction():
                people.register_people(people.forum_of(f"bench-{size}"), size)
        people.settle(app)
        client = people.browser(app)
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        print(LINE.format(name, *(f"{size:,} rows" for size in SIZES), "statements"))
        for what, query in PAGES.items():
            found = [_page(client, f"/desk/forums/bench-{size}/registrations{query}", seen) for size in SIZES]
            counted = sorted({number for _taken, number in found})
            shown = "–".join(str(number) for number in counted)
            print(LINE.format(f"  {what}", *(f"{taken:.0f} ms" for taken, _number in found), shown))


def measure(data: Path) -> None:
    """Print the figures; ``data`` is the folder of a demo installation that no server uses now."""
    print("\nThe attendee table: a page of 50, the best of 5")
    settings = {"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}
    _measure(create_app(settings=read(settings)), "SQLite")
    with tempfile.TemporaryDirectory() as folder, letters.postgres(Path(folder)) as url:
        if url is None:
            print("PostgreSQL: no server")
            return
        _measure(create_app(settings=read({**settings, "FORUMAPP_DATABASE_URL": url})), "PostgreSQL")


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
