"""Work for later: once each, also when two workers look at the same moment; a failure comes back later."""

import time
from datetime import timedelta
from threading import Thread

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core import jobs, throttle
from forumapp.core.db import db
from forumapp.core.jobs import Heartbeat, Job
from tests.core import trial


@pytest.fixture
def kinds(app, monkeypatch):
    monkeypatch.setitem(app.extensions, jobs.EXTENSION, {"kinds": {}, "slow": set(), "every": {}})
    return app.extensions[jobs.EXTENSION]["kinds"]


@pytest.fixture
def job(kinds, transaction):
    """A due job that writes 'done'."""
    kinds["trial"] = trial.write
    with transaction():
        jobs.enqueue("trial", "one", clocks.now(), scope="done")
    return kinds


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_due_job_is_done_and_gone(job):
    assert (jobs.run_due(), trial.scopes(), count(Job)) == (1, ["done"], 0)
    assert jobs.run_due() == 0


def test_a_job_that_is_not_due_waits(kinds, transaction, clock):
    kinds["trial"] = trial.write
    with transaction():
        jobs.enqueue("trial", "one", clocks.now() + timedelta(minutes=1), scope="done")
    assert jobs.run_due() == 0
    clock.advance(minutes=1)
    assert jobs.run_due() == 1


def test_a_later_job_of_the_same_key_replaces_the_earlier(job, transaction):
    with transaction():
        jobs.enqueue("trial", "one", clocks.now(), scope="newer")
    assert (jobs.run_due(), trial.scopes()) == (1, ["newer"])


def test_a_failed_job_leaves_nothing_and_comes_back_later(job, clock):
    def fail(scope):
        trial.write(scope)
        raise ZeroDivisionError

    job["trial"] = fail
    assert (jobs.run_due(), trial.scopes()) == (0, [])
    kept = db.session.scalars(sa.select(Job)).one()
    assert (kept.attempts, kept.last_error, kept.run_at - clocks.now()) == (
        1,
        "ZeroDivisionError",
        timedelta(minutes=2),
    )
    job["trial"] = trial.write
    clock.advance(minutes=2)
    assert (jobs.run_due(), trial.scopes()) == (1, ["done"])


def test_a_slow_job_holds_no_transaction_and_is_gone_when_it_is_done(app, kinds, transaction):
    def slow(scope):
        with transaction():  # RuntimeError inside another one
            trial.write(scope)

    jobs.register(app, "slow", slow, in_transaction=False)
    with transaction():
        jobs.enqueue("slow", "one", clocks.now(), scope="done")
    assert (jobs.run_due(), trial.scopes(), count(Job)) == (1, ["done"], 0)


def test_two_workers_at_once_do_a_job_once(app, job):
    def slowly(scope):
        trial.write(scope)
        time.sleep(0.3)

    job["trial"] = slowly
    ident = db.session.scalars(sa.select(Job.id)).one()
    db.session.rollback()

    def work():
        with app.app_context():
            jobs._run(ident)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (trial.scopes(), count(Job)) == (["done"], 0)


def test_another_worker_takes_over_only_when_the_first_is_silent(job, transaction, clock):
    with transaction() as session:
        session.add(Heartbeat(name="jobs", at=clocks.now(), holder="elsewhere:1"))
    clock.advance(seconds=119)
    assert jobs.run_due() == 0
    clock.advance(seconds=1)
    assert jobs.run_due() == 1


def test_a_worker_that_ends_in_order_leaves_the_jobs_to_the_next_at_once(job, transaction):
    with transaction() as session:
        session.add(Heartbeat(name="jobs", at=clocks.now(), holder="elsewhere:1"))
    jobs.let_go()  # of what others hold, nothing
    assert jobs.run_due() == 0
    with transaction() as session:
        session.get(Heartbeat, "jobs").holder = jobs._me()
    jobs.let_go()
    assert (db.session.get(Heartbeat, "jobs").holder, jobs.run_due()) == ("", 1)


def test_work_of_every_day_is_done_once_a_day(app, kinds, clock):
    done = []
    jobs.every(app, "trial", 24 * 60, lambda: done.append(clocks.now()))
    for _ in range(3):
        jobs.run_due()
        clock.advance(hours=12)
    assert len(done) == 2


def test_periodic_work_that_fails_stops_nothing(app, job):
    jobs.every(app, "broken", 1, lambda: 1 / 0)
    jobs.every(app, "throttle.sweep", 1, throttle.sweep)
    assert jobs.run_due() == 2


def test_periodic_work_that_fails_waits_for_its_turn(app, kinds, clock):
    tries = []
    jobs.every(app, "trial.broken", 10, lambda: tries.append(1) or 1 / 0)
    jobs.run_due()
    jobs.run_due()
    assert len(tries) == 1
    clock.advance(minutes=11)
    jobs.run_due()
    assert len(tries) == 2


def test_work_that_waits_for_others_opens_its_own_transactions(kinds, app, transaction, clock):
    def wait():
        assert clocks.now() == clock.instant
        with transaction() as session:  # RuntimeError inside another one
            session.merge(Heartbeat(name="waited", at=clocks.now()))

    jobs.every(app, "waiting", 1, wait, in_transaction=False)
    assert jobs.run_due() == 1
    assert (jobs.last_beat("waited"), jobs.last_beat("waiting")) == (clock.instant, clock.instant)
    assert jobs.run_due() == 0
    clock.advance(minutes=1)
    assert jobs.run_due() == 1
