"""The postman against servers that fail: what becomes of the letter's row, and of the letters behind it."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core.db import db
from forumapp.mail import bounces, letters, postman, transport
from forumapp.mail.letters import Content
from forumapp.mail.models import Bounce, Hardness, LetterState
from tests.mail.smtp_sink import smtp_sink

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
A, B, C = "a@one.example.jp", "b@two.example.jp", "c@one.example.jp"
QUEUED, SENT, FAILED = LetterState.QUEUED, LetterState.SENT, LetterState.FAILED


def outcome(outbox):
    """Return (state, tries, code) of each letter."""
    return {name: (row.state, row.attempts, row.last_code) for name, row in sorted(outbox.rows().items())}


def taken(server):
    return [one.recipient for one in server.taken]


def test_a_silent_server_costs_no_letter_a_try(outbox, mail_server, monkeypatch):
    monkeypatch.setattr(transport, "TIMEOUT", 0.2)
    mail_server.silent = True
    outbox.put(A, B)
    assert postman.deliver_due() == 0
    assert outcome(outbox) == {"a": (QUEUED, 0, None), "b": (QUEUED, 0, None)}
    assert "timed out" in outbox.host().said


def test_a_certificate_nobody_vouches_for_costs_no_letter_a_try(outbox, mail_server, mail_settings):
    mail_server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mail_server.tls.load_cert_chain(CERTIFICATE)
    mail_settings(MAIL_USE_TLS=True)
    outbox.put(A)
    assert postman.deliver_due() == 0
    assert outcome(outbox) == {"a": (QUEUED, 0, None)}
    assert "CERTIFICATE_VERIFY_FAILED" in outbox.host().said
    assert mail_server.taken == []


def test_refusals_of_recipients_are_told_apart(outbox, mail_server, clock):
    mail_server.answers = {f"RCPT {A}": "550 5.1.1 no such user", f"RCPT {B}": "452 4.2.2 mailbox full"}
    outbox.put(A, B, C)
    assert postman.deliver_due() == 3
    assert outcome(outbox) == {"a": (FAILED, 1, 550), "b": (QUEUED, 1, 452), "c": (SENT, 1, None)}
    rows = outbox.rows()
    assert (rows["a"].last_text, rows["b"].last_text) == ("5.1.1 no such user", "4.2.2 mailbox full")
    wait = rows["b"].next_at - clocks.now()
    assert timedelta(seconds=48) <= wait <= timedelta(seconds=72)
    assert (taken(mail_server), mail_server.sessions) == ([C], 1)


def test_an_address_refused_at_the_door_is_suppressed_and_the_next_letter_is_held_back(outbox, mail_server):
    mail_server.answers = {f"RCPT {A}": "550 5.1.1 no such user"}
    outbox.put(A)
    postman.deliver_due()
    bounce = db.session.scalars(sa.select(Bounce)).one()
    assert (bounce.address, bounce.hardness, bounce.code, bounce.text) == (
        A, Hardness.HARD, "5.1.1", "550 5.1.1 no such user",
    )  # fmt: skip
    assert bounces.is_suppressed(A)
    mail_server.answers = {}
    outbox.put(A.upper(), C)
    assert postman.deliver_due() == 2
    rows = outbox.rows()
    assert (rows["A"].state, rows["A"].last_text, rows["A"].done_at) == (
        LetterState.SUPPRESSED, "550 5.1.1 no such user", clocks.now(),
    )  # fmt: skip
    assert taken(mail_server) == [C]


def test_a_sign_in_letter_goes_to_a_suppressed_address(outbox, mail_server, transaction):
    with transaction():
        bounces.record(None, address=A, hardness=Hardness.HARD, code="5.1.1", text="")
    outbox.put(A, kind="urgent")
    outbox.put(A)
    assert postman.deliver_due() == 2
    assert [(one.recipient, b"6Iez5oCl" in one.content) for one in mail_server.taken] == [(A, True)]


@pytest.mark.parametrize(
    ("command", "answer", "codes"),
    [
        ("RCPT", "550 no such user", ["550"]),
        ("END", "550 no", []),
        ("END", "554 5.7.1 spam", ["5.7.1"]),
        ("END", "550 5.1.1 no such user", ["5.1.1"]),
        ("MAIL", "550 sender refused", []),
    ],
)
def test_only_what_speaks_of_the_address_is_a_bounce(outbox, mail_server, command, answer, codes):
    mail_server.answers = {command: answer}
    outbox.put(A)
    postman.deliver_due()
    assert outbox.rows()["a"].state is FAILED
    assert list(db.session.scalars(sa.select(Bounce.code))) == codes
    assert bounces.is_suppressed(A) is (codes in (["550"], ["5.1.1"]))


def test_a_mailbox_that_stays_full_is_one_soft_bounce_when_the_letter_is_given_up(outbox, mail_server, clock):
    mail_server.answers = {"RCPT": "452 4.2.2 full"}
    outbox.put(A)
    began = clocks.now()
    while outbox.rows()["a"].state is QUEUED:
        clock.advance(minutes=5)
        postman.deliver_due()
    assert outcome(outbox) == {"a": (FAILED, postman.TRIES, 452)}
    assert timedelta(hours=18) < clocks.now() - began < timedelta(hours=30)
    assert [(one.hardness, one.code) for one in db.session.scalars(sa.select(Bounce))] == [
        (Hardness.SOFT, "4.2.2")
    ]
    assert not bounces.is_suppressed(A)


def test_421_to_one_recipient_lets_his_domain_wait_and_no_other(outbox, mail_server, clock):
    mail_server.once = {f"RCPT {A}": "421 4.7.0 too many letters"}
    outbox.put(A, C, B)
    assert postman.deliver_due() == 2
    assert outcome(outbox) == {"a": (QUEUED, 1, 421), "b": (SENT, 1, None), "c": (QUEUED, 0, None)}
    assert outbox.host("one.example.jp").said == "421 4.7.0 too many letters"
    assert outbox.host() is None or outbox.host().slow_until is None
    assert postman.deliver_due() == 0
    clock.advance(minutes=2)
    assert postman.deliver_due() == 2
    assert sorted(taken(mail_server)) == [A, B, C]


@pytest.mark.parametrize("command", ["MAIL", "DATA", "END"])
@pytest.mark.parametrize("code", [421, 432])
def test_421_and_432_in_mid_batch_end_the_session_and_the_rest_goes_later(
    outbox, mail_server, clock, command, code
):
    outbox.put(A)
    postman.deliver_due()
    mail_server.once = {command: f"{code} 4.3.2 not so many"}
    outbox.put(B, C)
    assert postman.deliver_due() == 1
    assert outcome(outbox) == {"a": (SENT, 1, None), "b": (QUEUED, 1, code), "c": (QUEUED, 0, None)}
    assert postman.deliver_due() == 0
    clock.advance(minutes=2)
    assert postman.deliver_due() == 2
    assert sorted(taken(mail_server)) == [A, B, C]


def test_a_server_that_takes_a_letter_and_is_gone_gets_it_again_with_the_same_message_id(
    outbox, mail_server, clock
):
    mail_server.hangs_up = 1
    [letter, _other] = outbox.put(A, B)
    assert postman.deliver_due() == 2
    assert outcome(outbox) == {"a": (QUEUED, 1, 0), "b": (SENT, 1, None)}
    clock.advance(minutes=2)
    postman.deliver_due()
    assert outcome(outbox) == {"a": (SENT, 2, None), "b": (SENT, 1, None)}
    same = [one.content for one in mail_server.taken if one.recipient == A]
    assert (len(same), same[0]) == (2, same[1])
    assert f"Message-ID: {letter.message_id}".encode() in same[0]


@pytest.mark.parametrize(
    ("pause", "patience", "state", "tries"), [(0.1, 30.0, SENT, 1), (1.5, 0.6, QUEUED, 1)]
)
def test_a_slow_reader_is_waited_for_but_not_for_ever(
    app, outbox, mail_server, monkeypatch, pause, patience, state, tries
):
    monkeypatch.setattr(transport, "TIMEOUT", patience)
    mail_server.slow = pause
    long = Content("件名", "長" * 4_000_000)
    monkeypatch.setitem(app.extensions[letters.EXTENSION], "trial", letters.Kind(lambda letter: long))
    outbox.put(A)
    assert postman.deliver_due() == 1
    row = outbox.rows()["a"]
    assert (row.state, row.attempts) == (state, tries)
    assert len(mail_server.taken) == (state is SENT)


def test_a_server_that_is_gone_for_a_while_loses_no_letter(outbox, mail_server, mail_settings, clock):
    with smtp_sink(mail_server) as unused:
        pass
    kept = postman.current_app.config["MAIL_PORT"]
    mail_settings(MAIL_PORT=unused)
    outbox.put(A)
    assert postman.deliver_due() == 0
    assert outbox.host().said.startswith("0 ConnectionRefusedError")
    mail_settings(MAIL_PORT=kept)
    clock.advance(minutes=1)
    assert (postman.deliver_due(), taken(mail_server)) == (1, [A])
