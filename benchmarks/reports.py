"""A report of 40 items with slides of a megabyte each: its page cold and warm, a version frozen, the static copy sent."""

import io
import os
import statistics
import sys
import time
import tracemalloc
from datetime import date
from datetime import time as wall
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from benchmarks import memory, people
from forumapp.agenda.services import items, releases
from forumapp.core import fastlane, files, jobs, pagecache, zipping
from forumapp.core.db import db
from forumapp.core.settings import read
from forumapp.core.transaction import transaction
from forumapp.core.uploads.received import Received
from forumapp.factory import create_app
from forumapp.forums.models import Forum
from forumapp.forums.services.founding import create_forum
from forumapp.materials import services as materials
from forumapp.materials.models import Audience
from forumapp.publishing.report import static_copy
from forumapp.publishing.report.contents import gather, standing
from forumapp.publishing.report.static_copy import Choice
from forumapp.publishing.services.versions import publish_report

SLUG, ITEMS, MEGABYTE, ROUNDS = "bench-report", 40, 1 << 20, 7
PAPER = 5
"""So many MB a paper may leave behind, on average; a font kept would be 30."""
PAGE = f"/forums/{SLUG}/report"
LINE = "{:<34}{:>14}{:>16}{:>14}"


def measure(data: Path) -> None:
    """Print the figures; ``data`` is the folder of a demo installation that no server uses now."""
    app = create_app(settings=read({"FORUMAPP_DEMO": "1", "FORUMAPP_DATA_DIR": str(data)}))
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        forum = db.session.scalar(sa.select(Forum).where(Forum.slug == SLUG)) or _published()
        print(f"\nA report of {ITEMS} items with slides, {ITEMS} MB in all")
        print(LINE.format("step", "ms", "statements", "peak MB"))
        _pages(app, seen)
        _papers(app)
        _frozen(forum, seen)
        _copy(forum, seen)


def _published() -> Forum:
    """Make a forum that is over, let its slides be looked into, and publish its report."""
    with transaction():
        forum = _founded()
        db.session.execute(sa.delete(jobs.Heartbeat))  # the demo's worker is gone: this process does its jobs
    while jobs.run_due():
        continue
    with transaction():
        publish_report(forum, by=people.BY, without_names=True)
    return forum


def _founded() -> Forum:
    """Make a forum that is over, with slides at each item."""
    owner = db.session.scalars(sa.select(Forum).order_by(Forum.id).limit(1)).one().owner
    forum = create_forum(owner=owner, title="40件の会", slug=SLUG, by=people.BY, day=date(2024, 5, 1))
    forum.starts, forum.published_at = wall(9), forum.created_at
    rows = [items.add_item(forum, by=people.BY, title=f"講演{n + 1}", minutes=10) for n in range(ITEMS)]
    releases.release(forum, by=people.BY)
    for number, row in enumerate(rows):
        content = b"%PDF-1.7\n" + os.urandom(MEGABYTE - 9)
        sent = Received(files.write(io.BytesIO(content), limit=MEGABYTE), "application/pdf", f"{number}.pdf")
        materials.add_material(
            forum, by=people.BY, file=sent, item_id=row.id, own_title="", audience=Audience.PUBLIC
        )
    return forum


def _pages(app: Flask, seen: list[str]) -> None:
    client = app.test_client()
    for name, is_cold in (("page, cold", True), ("page, warm", False)):
        times = []
        for _ in range(ROUNDS):
            if is_cold:
                _forget(app)
            seen.clear()
            begun = time.perf_counter()
            assert client.get(PAGE, headers={"Accept-Language": "ja"}).status_code == 200
            times.append((time.perf_counter() - begun) * 1000)
        print(LINE.format(name, f"{statistics.median(times):.1f}", len(seen), ""))


def _forget(app: Flask) -> None:
    pagecache.init(app, build="cold")
    fastlane.init(app, db.engine)


def _papers(app: Flask) -> None:
    """Print the report as PDF again and again: what is kept of each in memory would be kept for ever."""
    client, times, begin = app.test_client(), [], 0.0
    for number in range(1 + 2 * ROUNDS):
        _forget(app)
        begun = time.perf_counter()
        assert client.get(f"{PAGE}.pdf").mimetype == "application/pdf"
        times.append((time.perf_counter() - begun) * 1000)
        begin = begin if number > ROUNDS else memory.resident(os.getpid())
    grown = memory.resident(os.getpid()) - begin
    print(LINE.format("PDF, cold; what memory grew", f"{statistics.median(times):.0f}", "", f"{grown:+.1f}"))
    assert grown < ROUNDS * PAPER, f"{grown} MB for {ROUNDS} papers"


def _frozen(forum: Forum, seen: list[str]) -> None:
    seen.clear()
    begun = time.perf_counter()
    gather(forum, standing(forum))
    print(LINE.format("what a version freezes", f"{(time.perf_counter() - begun) * 1000:.1f}", len(seen), ""))


def _copy(forum: Forum, seen: list[str]) -> None:
    seen.clear()
    tracemalloc.start()
    begun = time.perf_counter()
    size = sum(len(part) for part in zipping.stream(static_copy.entries(forum, Choice())))
    took = (time.perf_counter() - begun) * 1000
    peak = tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    assert size > ITEMS * MEGABYTE
    print(LINE.format(f"static copy, {size // MEGABYTE} MB", f"{took:.0f}", len(seen), f"{peak:.1f}"))


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
