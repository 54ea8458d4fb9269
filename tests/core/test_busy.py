"""When the lock is not to be had: 503 with everything that was typed, and nothing else breaks."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from forumapp.core import db as core_db
from forumapp.core.db import db
from tests.core import trial


@pytest.fixture
def site(settings, app, monkeypatch):
    monkeypatch.setattr(core_db, "BUSY_TIMEOUT", 0.1)
    with trial.site(settings) as made:
        yield made.test_client()


@contextmanager
def somebody_writes(url):
    """Hold, on a connection of its own, the lock that a writer needs."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.dbapi_connection.isolation_level = None
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("LOCK TABLE attempt IN EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_a_busy_database_is_503_and_keeps_what_was_typed(site, database_url):
    given = {"csrf_token": trial.token(site), "opinion": "長い意見\n二行目", "password": "secret"}
    with somebody_writes(database_url):
        answer = site.post("/trial/saved", data=given)
        assert site.get("/trial/page").status_code == 200
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert ('name="opinion" value="長い意見\n二行目"' in text, "secret" in text) == (True, False)
    assert trial.scopes() == []
    again = text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert site.post("/trial/saved", data={**given, "csrf_token": again}).status_code == 302
    assert trial.scopes() == ["saved"]


def test_an_attempt_that_cannot_be_counted_does_not_turn_success_into_an_error(site, database_url, caplog):
    given = {"csrf_token": trial.token(site)}
    with somebody_writes(database_url):
        assert site.post("/trial/counted", data=given).status_code == 302
    assert "1 attempts were not counted" in caplog.text


@pytest.mark.only_on_postgres
@pytest.mark.parametrize("rested", [core_db.RESTED, -1], ids=["seen unasked", "asked after a rest"])
def test_a_server_that_went_away_is_forgotten_and_asked_anew(site, monkeypatch, rested):
    monkeypatch.setattr(core_db, "RESTED", rested)
    assert site.get("/trial/token").status_code == 200
    site.get("/series/x/")
    with db.engine.connect() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            f" WHERE pid <> {mine} AND datname = current_database() AND state LIKE 'idle%%'"
        )
    assert site.post("/trial/saved", data={"csrf_token": trial.token(site)}).status_code == 302


def test_no_request_leaves_a_transaction_open(site):
    given = {"csrf_token": trial.token(site)}
    asked = [
        site.get("/trial/page"),
        site.get("/trial/page"),
        site.get("/trial/error"),
        site.get("/no-such-page"),
        site.post("/trial/saved", data=given),
        site.post("/trial/saved"),
        site.post("/trial/change-then-read", data=given),
        site.post("/sign-in", data=given),
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 500, 404, 302, 400, 500, 422]
    assert db.engine.pool.checkedout() == 0
