"""Seats that hold: 24 people at once for 10 seats, from four processes, on both databases; and a control without lock."""

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core import transaction as transactions
from forumapp.core.db import Model, db
from forumapp.core.settings import read
from forumapp.factory import create_app
from forumapp.forums.models import RegistrationSwitch
from forumapp.mail.models import Letter
from forumapp.registration.models import Registration
from tests.databases import own_database
from tests.forums.factories import make_forum

PROCESSES, THREADS, SEATS, ROUNDS = 4, 6, 10, 4
ROOT = Path(__file__).parent.parent.parent
FAR = date(2099, 8, 1)
"""The workers live in real time."""


@pytest.fixture
def sqlite_environment(tmp_path):
    return _environment(tmp_path, f"sqlite:///{tmp_path / 'seats.sqlite3'}")


@pytest.fixture
def postgres_environment(tmp_path):
    with own_database("seats") as url:
        yield _environment(tmp_path, url)


def _environment(tmp_path, url):
    return {
        "FORUMAPP_SECRET_KEY": "a key of the tests",
        "FORUMAPP_DATABASE_URL": url,
        "FORUMAPP_DATA_DIR": str(tmp_path / "data"),
    }


@contextmanager
def workers(environment, *options):
    """Start the processes; each has said that it is ready."""
    command = [sys.executable, "-m", "tests.registration.seat_worker", str(THREADS), *options]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    started = [
        subprocess.Popen(command, env={**os.environ, **environment}, **pipes) for _ in range(PROCESSES)
    ]
    try:
        assert [one.stdout.readline() for one in started] == ["ready\n"] * PROCESSES
        yield started
    finally:
        for one in started:
            one.stdin.close()
            one.wait(timeout=30)
            one.stdout.close()


def rush(started, slug):
    """Let everybody register at once; returns what became of them."""
    for number, one in enumerate(started):
        one.stdin.write(f"{slug} {slug}-{number}\n")
        one.stdin.flush()
    return Counter(word for one in started for word in json.loads(one.stdout.readline()))


def rounds(environment, *options):
    """Hold ROUNDS rushes, each for a forum of its own; returns [(what became, registrations, letters)]."""
    app = create_app({}, read(environment))
    with app.app_context(), clocks.frozen(datetime.now(UTC)):
        with transactions.writing():
            Model.metadata.create_all(db.engine)
        slugs = [_forum(number).slug for number in range(ROUNDS)]
        db.engine.dispose()
        with workers(environment, *options) as started:
            became = [rush(started, slug) for slug in slugs]
        held = [
            (words, _count(slug, Registration), _count(slug, Letter))
            for words, slug in zip(became, slugs, strict=True)
        ]
        db.session.rollback()
        db.engine.dispose()
    return held


def _forum(number):
    return make_forum(
        slug=f"rush-{number}", day=FAR, closes=None, registration=RegistrationSwitch.OPEN, seats_on_site=SEATS
    )


def _count(slug, model):
    counted = sa.text(
        f"SELECT count(*) FROM {model.__tablename__} WHERE forum_id = (SELECT id FROM forum WHERE slug = :slug)"
    )
    return db.session.scalar(counted, {"slug": slug})


EXACT = [(Counter(seat=SEATS, full=PROCESSES * THREADS - SEATS), SEATS, SEATS)] * ROUNDS


def test_ten_seats_take_ten_of_24_who_come_at_once_on_sqlite(sqlite_environment):
    assert rounds(sqlite_environment) == EXACT


@pytest.mark.postgres
def test_ten_seats_take_ten_of_24_who_come_at_once_on_postgresql(postgres_environment):
    assert rounds(postgres_environment) == EXACT


def test_without_the_lock_the_same_rush_oversells_on_sqlite(sqlite_environment):
    assert max(sold for _, sold, _ in rounds(sqlite_environment, "unlocked")) > SEATS


@pytest.mark.postgres
def test_without_the_lock_the_same_rush_oversells_on_postgresql(postgres_environment):
    assert max(sold for _, sold, _ in rounds(postgres_environment, "unlocked")) > SEATS
