"""The postman in trouble: a slow batch, two postmen, a server that wants a login, a full disk, a busy database."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from forumapp.core import transaction as transactions
from forumapp.core.db import DatabaseBusy, db
from forumapp.mail import claims, letters, maildir, pace, postman, services
from forumapp.mail.claims import BATCH, LEASE
from forumapp.mail.letters import Content
from forumapp.mail.models import Letter, LetterState
from forumapp.mail.postman import TRIES, Round, Shutdown
from forumapp.mail.transport import PatientMail
from tests.mail.smtp_sink import Behaviour, smtp_sink


@pytest.fixture
def post(app, tmp_path, monkeypatch):
    """Put ``count`` letters into the outbox; they go into an empty Maildir."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    plain = letters.Kind(lambda letter: Content("件名", "本文\n"))
    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", plain)

    def put(count=1):
        with transactions.transaction():
            for n in range(count):
                services.send("trial", dedupe=f"trial:{n}", address=f"guest{n}@city.example.jp")

    return put


def dropped():
    return len(maildir.files())


def states():
    return [letter.state for letter in db.session.scalars(sa.select(Letter).order_by(Letter.id))]


@pytest.fixture
def server(app, monkeypatch):
    """A mail server that wants a login, which the settings do not have."""
    rules = Behaviour(answers={"MAIL": "530 log in first"})
    with smtp_sink(rules) as port:
        monkeypatch.setitem(app.config, "MAIL_SERVER_SET", True)
        for name, value in {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port, "TESTING": False}.items():
            monkeypatch.setitem(app.config, name, value)
        monkeypatch.setitem(app.extensions, "mail", app.extensions["mail"])
        monkeypatch.setitem(app.extensions, "forumapp.mail", PatientMail(app))
        yield rules


def test_a_server_that_wants_a_login_is_left_alone_longer_each_time(post, server, clock):
    post(3)
    assert [postman.deliver_due() for _ in range(3)] == [0, 0, 0]
    assert server.sessions == 1
    clock.advance(seconds=pace.WAITS[0] * 1.2)
    assert [postman.deliver_due() for _ in range(3)] == [0, 0, 0]
    assert server.sessions == 2
    waiting = db.session.scalars(sa.select(Letter)).all()
    assert [(letter.state, letter.attempts) for letter in waiting] == [(LetterState.QUEUED, 0)] * 3
    host = pace.waits()
    assert (host.said, host.times) == ("530 log in first", 2)
    assert host.slow_until >= clock() + timedelta(seconds=pace.WAITS[1])
    db.session.rollback()
    server.answers.clear()
    clock.advance(seconds=pace.WAITS[1] * 1.2)
    assert (postman.deliver_due(), len(server.taken)) == (3, 3)


def test_a_slow_batch_keeps_its_letters(app, post, clock, monkeypatch):
    """Each letter takes two minutes, the lease is five: another postman must not take what the first still has."""
    post(4)
    others = []

    def slowly(letter):
        clock.advance(minutes=2)
        if letter.dedupe_key == "trial:0":
            return Content("件名", "本文\n")
        with app.app_context():
            others.append(len(claims.take(paced=False).letters))
        return Content("件名", "本文\n")

    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", letters.Kind(slowly))
    postman.deliver_due()
    sent = dropped()
    assert (sent + sum(others), others[0]) == (4, 0)


def test_a_letter_that_another_postman_has_taken_over_is_not_sent(post, clock):
    post()
    first = claims.take(paced=False)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    second = claims.take(paced=False)
    assert [letter.id for letter in second.letters] == [letter.id for letter in first.letters]
    postman_round = Round(None, Shutdown(), float("inf"))
    assert (postman_round.deliver(first), dropped()) == (0, 0)
    assert (postman_round.deliver(second), dropped(), states()) == (1, 1, [LetterState.SENT])


def test_two_postmen_at_once_send_each_letter_once(app, post):
    post(BATCH + 5)
    ready, handled = Barrier(2), []

    def work():
        with app.app_context():
            ready.wait(30)
            handled.append(postman.deliver_due())

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(handled), dropped()) == (BATCH + 5, BATCH + 5)


def test_a_full_disk_lets_the_letter_wait(post, monkeypatch):
    post()

    def full(*_anything):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(maildir, "keep", full)
    assert postman.deliver_due() == 1
    letter = db.session.scalars(sa.select(Letter)).one()
    assert (letter.state, letter.attempts, letter.last_text) == (
        LetterState.QUEUED,
        1,
        "[Errno 28] No space left on device",
    )


def test_a_letter_that_kills_every_postman_is_given_up(post, clock):
    post()
    for _ in range(TRIES):
        assert len(claims.take(paced=False).letters) == 1
        clock.advance(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    assert postman.deliver_due() == 1
    assert (states(), dropped()) == ([LetterState.FAILED], 0)


def test_what_became_of_a_letter_is_written_although_the_database_is_busy_at_first(post, monkeypatch):
    post()
    busy = iter([True, True, False])
    finishing = []

    def begin(_connection):
        if finishing and next(busy, False):
            raise DatabaseBusy

    monkeypatch.setattr(maildir, "keep", lambda content, ident: finishing.append(content))
    monkeypatch.setattr(claims.time, "sleep", lambda seconds: None)
    sa.event.listen(db.engine, "begin", begin)
    postman.deliver_due()
    sa.event.remove(db.engine, "begin", begin)
    assert (states(), len(finishing)) == ([LetterState.SENT], 1)


def test_a_subject_longer_than_its_column_is_sent_whole_and_the_letter_is_done(post, app, monkeypatch):
    post()
    longest = letters.Kind(lambda letter: Content("x" * 501, "本文\n"))
    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", longest)
    assert postman.deliver_due() == 1
    assert (states(), dropped()) == ([LetterState.SENT], 1)
    assert db.session.scalar(sa.select(sa.func.length(Letter.subject))) == 500
