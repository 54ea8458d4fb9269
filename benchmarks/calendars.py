"""What calendars cost: a feed of ten thousand events (fresh, kept, known), a person's own calendar, the same bytes twice."""

import gc
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forumapp.calendar import queries, services
from forumapp.calendar.models import CalendarEntry
from forumapp.core import clock, fastlane, pagecache
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import reading, transaction
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.registration.feeds import calendar_file
from forumapp.registration.models import Registration, RegistrationState

EVENTS = 10_000
ROUNDS = 15
FEED = "/feed.ics?lang=ja"
LINE = "{:<36}{:>12}{:>12}{:>12}"


def _copied(data: Path, folder: Path) -> Flask:
    """Return an application on a copy of the demo's database."""
    with (
        closing(sqlite3.connect(data / "forumapp.sqlite3")) as source,
        closing(sqlite3.connect(folder / "forumapp.sqlite3")) as target,
    ):
        source.backup(target)
    return create_app(settings=read({"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(folder)}))


def _fill() -> float:
    """Add forums until the feed holds EVENTS, and print their entries; returns the seconds of printing."""
    with transaction() as session:
        model = session.scalars(sa.select(Forum).where(Forum.day.is_not(None)).order_by(Forum.id)).first()
        assert model is not None
        here = len(queries.printed(CalendarEntry.subject == "forum", language="ja"))
        columns = {column.name: getattr(model, column.name) for column in Forum.__table__.columns}
        first, day = session.scalars(sa.select(sa.func.max(Forum.id))).one() + 1, date(2025, 1, 1)
        rows = [
            {
                **columns,
                "id": first + number,
                "slug": f"bench-{number}",
                "title": f"第{number}回 都道府県・市町村連携フォーラム",
                "day": day + timedelta(days=number % 700),
            }
            for number in range(EVENTS - here)
        ]
        session.execute(sa.insert(Forum), rows)
        session.execute(sa.insert(CalendarEntry), [_entry(row) for row in rows])
    begun = time.perf_counter()
    with transaction():
        while services.print_outdated():
            pass
    return time.perf_counter() - begun


def _entry(row: dict[str, object]) -> dict[str, object]:
    facts = services.facts(
        title=str(row["title"]),
        start=clock.now().replace(tzinfo=None, microsecond=0),
        end=clock.now().replace(tzinfo=None, microsecond=0) + timedelta(hours=3),
        zone="Asia/Tokyo",
        location="出島メッセ長崎 第1会議室 (長崎県長崎市尾上町4−1)",
        url=f"/forums/{row['slug']}/",
    )
    return {
        "subject": "forum",
        "subject_id": row["id"],
        "forum_id": row["id"],
        "uid": f"{row['slug']}@bench.example.jp",
        "sequence": 0,
        "revised_at": clock.now(),
        "facts": facts,
    }


def _milliseconds(
    action: Callable[[], object], before: Callable[[], object] = lambda: None
) -> tuple[float, float]:
    """Return the best and the median of ROUNDS."""
    taken = []
    for _ in range(ROUNDS):
        before()
        gc.collect()
        begun = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - begun))
    return min(taken), statistics.median(taken)


def _forget(app: Flask) -> None:
    pagecache.init(app, app.extensions[pagecache.EXTENSION].build)
    fastlane.init(app, db.engine)


def _feed(app: Flask, client: FlaskClient, headers: dict[str, str], status: int) -> Callable[[], bytes]:
    def ask() -> bytes:
        answer = client.get(FEED, headers=headers)
        assert answer.status_code == status, answer.status
        body: bytes = answer.data
        return body

    return ask


def _own(ident: int) -> Callable[[], bytes]:
    def build() -> bytes:
        with reading():
            registration = db.session.get_one(Registration, ident)
            body = calendar_file(registration, "ja")
        assert body is not None
        return body

    return build


def measure(data: Path) -> None:
    """Print the figures; ``data`` is the folder of a demo installation that no server uses now."""
    with tempfile.TemporaryDirectory() as folder:
        app = _copied(data, Path(folder))
        with app.app_context():
            seconds = _fill()
        client = app.test_client()
        plain, packed = {"Accept-Language": "ja"}, {"Accept-Language": "ja", "Accept-Encoding": "gzip"}
        with app.app_context():
            db.engine.dispose()
        first = client.get(FEED, headers=plain)
        assert first.data.count(b"BEGIN:VEVENT") >= EVENTS
        known = {**plain, "If-None-Match": first.headers["ETag"]}
        print(
            f"\nCalendars: {EVENTS:,} events, {len(first.data) / 1024 / 1024:.1f} MB, printed in {seconds:.1f} s"
        )
        print(LINE.format("milliseconds", "best", "median", "goal"))
        with app.app_context():
            rows = [
                (
                    "feed 200, nothing kept in memory",
                    _milliseconds(_feed(app, client, plain, 200), partial(_forget, app)),
                    "50",
                ),
                ("feed 200, kept", _milliseconds(_feed(app, client, plain, 200)), "50"),
                ("feed 200, kept, gzip", _milliseconds(_feed(app, client, packed, 200)), "50"),
                ("feed 304", _milliseconds(_feed(app, client, known, 304)), "2"),
            ]
            confirmed = sa.select(Registration.id).where(Registration.state == RegistrationState.CONFIRMED)
            ident = db.session.scalars(confirmed.order_by(Registration.id).limit(1)).one()
            db.session.rollback()
            with app.test_request_context():
                rows.append(("a person's own calendar", _milliseconds(_own(ident)), "5"))
                same = _own(ident)() == _own(ident)()
        for name, (best, median), goal in rows:
            print(LINE.format(name, f"{best:.2f}", f"{median:.2f}", f"≤ {goal}"))
        with app.app_context():
            _forget(app)
        same = same and client.get(FEED, headers=plain).data == first.data
        print(f"the same bytes twice: {'yes' if same else 'NO'}")
