"""The worker: letters and jobs beside each other, and one end for both."""

import os
import signal
import threading

import pytest

from forumapp.core import jobs
from forumapp.core.db import DatabaseBusy, db
from forumapp.mail import postman, worker


@pytest.fixture(autouse=True)
def handlers():
    """Give the signals back whom they belonged to."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def stop():
    os.kill(os.getpid(), signal.SIGTERM)
    return 0


def test_a_letter_does_not_wait_for_a_job(app, monkeypatch):
    delivered, seen = threading.Event(), []

    def slow_job():
        seen.append(delivered.wait(20))
        return stop()

    monkeypatch.setattr(jobs, "run_due", slow_job)
    monkeypatch.setattr(postman, "deliver_due", lambda *_now, **_seconds: delivered.set() or 0)
    worker.work_forever(pause=0.01)
    assert seen == [True]
    assert jobs.last_beat("postman") is not None


@pytest.mark.parametrize("place", [(jobs, "run_due"), (postman, "deliver_due")])
def test_what_one_thread_raises_ends_the_worker(app, monkeypatch, place):
    def broken(*_given, **_named):
        raise RuntimeError("broken")

    monkeypatch.setattr(jobs, "run_due", lambda: 0)
    monkeypatch.setattr(postman, "deliver_due", lambda *_now, **_seconds: 0)
    monkeypatch.setattr(*place, broken)
    with pytest.raises(RuntimeError, match="broken"):
        worker.work_forever(pause=0.01)


def test_a_busy_database_is_asked_again(app, monkeypatch):
    tries = []

    def busy():
        tries.append(1)
        if len(tries) < 3:
            raise DatabaseBusy
        return stop()

    monkeypatch.setattr(jobs, "run_due", busy)
    monkeypatch.setattr(postman, "deliver_due", lambda *_now, **_seconds: 0)
    worker.work_forever(pause=0.01)
    assert len(tries) == 3


def test_a_worker_that_was_asked_to_end_lets_the_jobs_go(app, monkeypatch):
    run_due = jobs.run_due
    monkeypatch.setattr(jobs, "run_due", lambda: run_due() or stop())
    monkeypatch.setattr(postman, "deliver_due", lambda *_now, **_seconds: 0)
    worker.work_forever(pause=0.01)
    assert db.session.get(jobs.Heartbeat, "jobs").holder == ""
