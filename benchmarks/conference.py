"""What a conference costs: a schedule of a thousand events read and imported, its warnings, and its pages, cold."""

import json
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from forumapp.agenda.queries import draft_programme
from forumapp.agenda.services import releases
from forumapp.core import clock, fastlane, pagecache
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import reading, transaction
from forumapp.directory.models import OrganisationKind
from forumapp.directory.services import organisation_named
from forumapp.exchange.services import conference
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.forums.services.founding import create_forum

BY = Actor("system", None, "bench")
EVENTS, ROOMS, TRACKS, DAYS = 1000, 40, 70, 2
ROUNDS = 9
LINE = "{:<46}{:>12}{:>14}{:>12}"
NAMES = UUID("00000000-0000-4000-8000-000000000002")


def schedule(events: int = EVENTS) -> bytes:
    """Return an invented schedule.json: two rooms to a track, talks of 25 minutes, one person each."""
    zone, first = ZoneInfo("Europe/Brussels"), datetime(2027, 1, 30, 9, 0)
    days: list[dict[str, list[dict[str, object]]]] = [{} for _ in range(DAYS)]
    for number in range(events):
        day, rest = number % DAYS, number // DAYS
        place, slot = rest % ROOMS, rest // ROOMS
        wall = (first + timedelta(days=day, minutes=30 * slot)).replace(tzinfo=zone)
        row = {
            "id": number + 1,
            "guid": str(uuid5(NAMES, str(number))),
            "date": wall.isoformat(),
            "start": f"{wall:%H:%M}",
            "duration": "00:25",
            "room": f"Hall {place + 1}",
            "title": f"What talk number {number + 1} is about, in a line of usual length",
            "track": f"Topic {(place // 2 + slot * 5) % TRACKS + 1}",
            "abstract": "We built it, ran it for a year, and would do some of it again. " * 8,
            "persons": [{"name": f"Given{number % 900} Family{number % 900}"}],
        }
        days[day].setdefault(f"Hall {place + 1}", []).append(row)
    dates = [f"{first + timedelta(days=number):%Y-%m-%d}" for number in range(DAYS)]
    listed = [{"date": dates[number], "rooms": rooms} for number, rooms in enumerate(days)]
    given = {"title": "Example Conference", "time_zone_name": "Europe/Brussels", "days": listed}
    return json.dumps({"schedule": {"version": "1", "conference": given}}).encode()


def _import(raw: bytes, slug: str, seen: list[str]) -> tuple[float, int]:
    """Import into the forum ``slug`` (made if it is missing); returns seconds with the commit, and statements."""
    with transaction() as session:
        if session.scalar(sa.select(Forum.id).where(Forum.slug == slug)) is None:
            owner = organisation_named("見本", OrganisationKind.OTHER)
            forum = create_forum(owner=owner, title="見本カンファレンス", slug=slug, by=BY)
            forum.published_at = clock.now()
    seen.clear()
    begun = time.perf_counter()
    with transaction() as session:
        forum = session.scalars(sa.select(Forum).where(Forum.slug == slug)).one()
        conference.import_schedule(forum, conference.look(forum, raw), by=BY)
    return time.perf_counter() - begun, len(seen)


def _cold(app: Flask, path: str) -> tuple[float, float]:
    """Return the median milliseconds of a page of which nothing is kept, and its kB (gzip)."""
    client, taken, size = app.test_client(), [], 0
    for _ in range(ROUNDS):
        pagecache.init(app, "cold")
        fastlane.init(app, db.engine)
        begun = time.perf_counter()
        answer = client.get(path, headers={"Accept-Encoding": "gzip", "Accept-Language": "ja"})
        taken.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, (path, answer.status_code)
        size = len(answer.data)
    return statistics.median(taken), size / 1024


def _of(slug: str, action: Callable[[Forum], object]) -> float:
    """Return the median milliseconds of ``action`` on the forum, freshly read each time."""
    taken = []
    for _ in range(ROUNDS):
        with reading():
            forum = db.session.scalars(sa.select(Forum).where(Forum.slug == slug)).one()
            begun = time.perf_counter()
            action(forum)
            taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def measure(data: Path) -> None:
    """Print the figures; ``data`` is the folder of a demo installation that no server uses now."""
    raw = schedule()
    print(
        f"\nConference: {EVENTS:,} events, {ROOMS} rooms, {TRACKS} tracks, schedule.json {len(raw) / 1024:.0f} kB"
    )
    print(LINE.format("", "measured", "statements", "goal"))
    app = create_app(settings=read({"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}))
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        _small, few = _import(schedule(EVENTS // 2), "bench-half", seen)
        seconds, statements = _import(raw, "bench-conference", seen)
        print(LINE.format("import", f"{seconds:.1f} s", statements, "≤ 10 s"))
        print(LINE.format("  half as many events", "", few, "the same"))
        seconds, statements = _import(raw, "bench-conference", seen)
        print(LINE.format("the same file again", f"{seconds:.1f} s", statements, ""))
        begun = time.perf_counter()
        with transaction() as session:
            found = session.scalars(sa.select(Forum).where(Forum.slug == "bench-conference")).one()
            releases.release(found, by=BY)
        print(LINE.format("first release, calendars printed", f"{time.perf_counter() - begun:.1f} s", "", ""))
        print(
            LINE.format(
                "draft read and put in order", f"{_of('bench-conference', draft_programme):.0f} ms", "", ""
            )
        )
        page = "/forums/bench-conference/agenda"
        room = app.test_client().get(page).text.partition("?room=")[2].partition('"')[0]
        for name, path in (("its first day, cold", page), ("a room, cold", f"{page}?room={room}")):
            milliseconds, size = _cold(app, path)
            print(LINE.format(name, f"{milliseconds:.0f} ms", f"{size:.1f} kB", "≤ 300 ms"))
        milliseconds, size = _cold(app, "/forums/bench-conference/schedule.json")
        print(LINE.format("schedule.json, cold", f"{milliseconds:.0f} ms", f"{size:.0f} kB", ""))
