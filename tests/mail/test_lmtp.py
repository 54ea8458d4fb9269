"""The door for mail: a real LMTP session on loopback; what is taken is kept, what is forged stays outside."""

import smtplib
import socket
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core import db as database
from forumapp.core.db import db
from forumapp.mail import bounces
from forumapp.mail.models import Bounce, Hardness, Letter, LetterState, Received
from forumapp.mail.receiving import inbox, lmtp
from tests.mail.door import bring, door, sent_letter
from tests.mail.reports import report, words

GONE = report(
    "Final-Recipient: rfc822; guest1@city.example.jp", "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 nobody"
)  # fmt: skip
UNKNOWN = (550, b"5.1.1 no such address here")
LATER = (451, b"4.3.0 not now, please try again")


@pytest.fixture
def port(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_INBOX", "forum@forum.test")
    with door(app) as port:
        yield port


def fresh(letter):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Letter, letter.id)


def test_a_bounce_comes_back_to_its_letter_and_the_address_gets_no_more(port, transaction):
    letter, address = sent_letter(transaction)
    other, _ = sent_letter(transaction, 2)
    assert bring(port, address, GONE) == {}
    found = fresh(letter)
    assert (found.state, found.last_text) == (LetterState.BOUNCED, "5.1.1 550 5.1.1 nobody")
    [kept] = db.session.scalars(sa.select(Bounce))
    assert (kept.letter_id, kept.address, kept.hardness, kept.code) == (
        letter.id,
        "guest1@city.example.jp",
        Hardness.HARD,
        "5.1.1",
    )
    assert [bounces.is_suppressed(f"guest{n}@city.example.jp") for n in (1, 2)] == [True, False]
    assert fresh(other).state is LetterState.SENT


def test_the_same_report_counts_once(port, transaction):
    letter, address = sent_letter(transaction)
    soft = GONE.replace(b"5.1.1", b"4.2.2").replace(
        b"Auto-Submitted", b"Message-ID: <dsn@mail.example.jp>\r\nAuto-Submitted"
    )
    assert [bring(port, address, soft) for _time in range(3)] == [{}, {}, {}]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Bounce)) == 1
    assert (fresh(letter).state, bounces.is_suppressed(letter.address)) == (LetterState.BOUNCED, False)


def test_what_is_forged_or_unknown_stays_outside(port, transaction):
    _letter, address = sent_letter(transaction)
    strangers = [
        address.replace("+b", "+r"),
        address[:20] + ("b" if address[20] == "a" else "a") + address[21:],
        "forum@forum.test",
        "root@forum.test",
        "x" * 200,
    ]
    assert [bring(port, stranger, GONE) for stranger in strangers] == [
        {stranger: UNKNOWN} for stranger in strangers
    ]
    assert db.session.scalars(sa.select(Received)).all() == []
    assert bring(port, address.upper().replace("FORUM.TEST", "other.test"), GONE) == {}


def test_one_message_has_one_recipient(port, transaction):
    pairs = [sent_letter(transaction, number) for number in (1, 2)]
    refused = bring(port, [address for _letter, address in pairs], GONE)
    assert refused == {pairs[1][1]: (452, b"4.5.3 one recipient a message, please")}
    assert [fresh(letter).state for letter, _address in pairs] == [LetterState.BOUNCED, LetterState.SENT]


def test_a_message_that_is_too_large_is_refused_for_good(port, transaction):
    letter, address = sent_letter(transaction)
    huge = GONE + b"x" * 70 + (b"\r\n" + b"x" * 70) * (lmtp.LARGEST // 72)
    with smtplib.LMTP("127.0.0.1", port, timeout=10) as server:
        server.ehlo()
        with pytest.raises(smtplib.SMTPSenderRefused, match="552"):
            server.sendmail("", [address], huge)
        del server.esmtp_features["size"]  # and from who does not say beforehand
        with pytest.raises(smtplib.SMTPDataError, match="552"):
            server.sendmail("", [address], huge)
    assert fresh(letter).state is LetterState.SENT
    assert bring(port, address, GONE + b"\r\n" + b"x" * (lmtp.LARGEST - 100_000)) == {}
    assert fresh(letter).state is LetterState.BOUNCED


def test_a_bounce_before_the_postman_has_finished_must_come_again(port, transaction):
    letter, address = sent_letter(transaction, state=LetterState.SENDING)
    assert bring(port, address, GONE) == {address: LATER}
    with transaction():
        fresh(letter).state = LetterState.SENT
    assert bring(port, address, GONE) == {}
    assert fresh(letter).state is LetterState.BOUNCED


@pytest.fixture
def impatient(app, monkeypatch):
    """Connections of this test wait a tenth of a second for a lock; later ones as long as ever."""
    with monkeypatch.context() as patch:
        patch.setattr(database, "BUSY_TIMEOUT", 0.1)
        db.engine.dispose()
        yield
    db.session.rollback()
    db.engine.dispose()


def test_while_the_database_is_busy_the_server_is_asked_to_come_again(app, impatient, port, transaction):
    letter, address = sent_letter(transaction)
    held, done, answers = threading.Event(), threading.Event(), []

    def hold():
        with app.app_context(), transaction() as session:
            session.get(Letter, letter.id, with_for_update=True)
            held.set()
            done.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(10)
        answers.append(bring(port, address, GONE))
    finally:
        done.set()
        thread.join()
    assert answers == [{address: LATER}]
    assert (fresh(letter).state, db.session.scalars(sa.select(Received)).all()) == (LetterState.SENT, [])
    assert bring(port, address, GONE) == {}
    assert fresh(letter).state is LetterState.BOUNCED


def test_a_fault_of_ours_loses_no_message_and_tells_nobody_what_was_in_it(
    app, port, transaction, monkeypatch, caplog
):
    _letter, address = sent_letter(transaction)

    def broken(_tagged, _message):
        raise ZeroDivisionError("guest1@city.example.jp")

    reader = app.extensions[inbox.EXTENSION]["b"]
    monkeypatch.setitem(app.extensions[inbox.EXTENSION], "b", inbox.Reader(reader.knows, broken))
    assert bring(port, address, GONE) == {address: LATER}
    assert [record.getMessage() for record in caplog.records if record.name == lmtp.__name__] == [
        "a message was not taken: ZeroDivisionError"
    ]
    assert "guest1" not in caplog.text
    assert db.session.scalars(sa.select(Received)).all() == []


def test_a_delay_is_noted_and_an_answer_from_the_holidays_changes_nothing(port, transaction):
    letter, address = sent_letter(transaction)
    delayed = report("Action: delayed", "Status: 4.4.1", "Diagnostic-Code: smtp; connection timed out")
    assert bring(port, address, delayed) == {}
    assert (fresh(letter).state, letter.last_text) == (LetterState.SENT, "4.4.1 connection timed out")
    assert bring(port, address, words("Out of office", "550 5.1.1 no", Auto_Submitted="auto-replied")) == {}
    assert bring(port, address, report("Action: delivered", "Status: 2.0.0")) == {}
    assert (fresh(letter).state, letter.last_text) == (LetterState.SENT, "4.4.1 connection timed out")
    assert db.session.scalars(sa.select(Bounce)).all() == []


def test_one_member_gone_behind_a_shared_address_does_not_silence_the_office(port, transaction):
    letter, address = sent_letter(transaction)
    member = GONE.replace(b"guest1@", b"retired@")
    assert bring(port, address, member) == {}
    assert (fresh(letter).state, letter.last_text) == (LetterState.SENT, "5.1.1 550 5.1.1 nobody")
    assert not bounces.is_suppressed(letter.address)


def test_three_soft_bounces_within_two_weeks_are_enough(port, transaction, clock):
    full = words(
        "failure notice", "<guest@city.example.jp>: mailbox full", From="MAILER-DAEMON@city.example.jp"
    )
    for number in range(3):
        assert not bounces.is_suppressed("guest@city.example.jp")
        _letter, address = sent_letter(transaction, number, address="guest@city.example.jp")
        assert bring(port, address, full) == {}
        clock.advance(days=1)
        db.session.rollback()
    assert bounces.is_suppressed("guest@city.example.jp")
    assert clocks.now() - db.session.scalar(sa.select(sa.func.min(Bounce.at))) == timedelta(days=3)


HOSTILE = {
    "nothing": b"",
    "zeros": b"\x00" * 10_000,
    "no headers": b"\r\n\r\n\r\n",
    "headers without end": b"X-A: " + b"b" * 300_000,
    "a header of semicolons": b"Content-Type: multipart/report" + b";" * 200_000 + b"\r\n\r\n",
    "ten thousand parts": b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + b"--x\r\n\r\na\r\n" * 10_000,
    "deep nesting": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)
    ),
    "one boundary in itself": b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n' * 3000,
    "an empty boundary": b'Content-Type: multipart/report; boundary=""\r\n\r\n--\r\n--\r\n',
    "broken base64": b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n====A===\xff\xfe",
    "an unknown charset": b"Content-Type: text/plain; charset=punycode\r\nSubject: failure notice\r\n\r\n" + b"a-" * 100_000,
    "an encoded subject": b"Subject: " + b"=?utf-8?b?" * 20_000 + b"\r\n\r\n",
    "blank lines": b"Content-Type: message/delivery-status\r\n\r\n" + b"\r\n \t" * 60_000,
    "a calendar": b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VEVENT\r\n" + b"ATTENDEE;X=\"" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_messages_are_taken_and_change_nothing(port, transaction, what):
    letter, address = sent_letter(transaction)
    assert bring(port, address, HOSTILE[what]) == {}
    assert fresh(letter).state in {LetterState.SENT, LetterState.BOUNCED}
    assert (fresh(letter).state is LetterState.BOUNCED) == (what == "an unknown charset")
    assert [one.outcome for one in db.session.scalars(sa.select(Received))] == [
        "bounced" if what == "an unknown charset" else "ignored"
    ]


def test_a_connection_that_says_nonsense_or_nothing_harms_nobody(port, transaction):
    letter, address = sent_letter(transaction)
    with (
        socket.create_connection(("127.0.0.1", port)) as silent,
        socket.create_connection(("127.0.0.1", port)) as wild,
    ):
        wild.sendall(b"\x16\x03\x01\x00\xff" * 200 + b"\r\nEHLO x\r\nRCPT TO:<\xff\xfe@x>\r\nDATA\r\n")
        assert silent.recv(3) == b"220"
        with smtplib.LMTP("127.0.0.1", port, timeout=10) as server:
            assert server.docmd("EHLO", "x")[0] == 500
        assert bring(port, address, GONE) == {}
    assert fresh(letter).state is LetterState.BOUNCED
