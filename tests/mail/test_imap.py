"""Mail fetched from a real mailbox (Dovecot): taken in once, marked only then, and people's own mail left alone."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.core.transaction import transaction as transactions
from forumapp.mail.models import Letter, LetterState, Received
from forumapp.mail.receiving import imap, inbox, returned
from forumapp.mail.receiving.imap import LOOKED_AT, Unreachable
from forumapp.mail.receiving.inbox import Outcome
from tests.mail.door import sent_letter
from tests.mail.dovecot import CERTIFICATE, dovecot
from tests.mail.reports import report

pytestmark = pytest.mark.dovecot


@pytest.fixture(scope="module")
def server():
    with dovecot() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(server, app, monkeypatch):
    """An empty mailbox, whose certificate is trusted."""
    monkeypatch.setitem(app.config, "MAIL_INBOX", "forum@forum.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    yield server
    with server.opened() as opened:
        opened.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
        opened.expunge()


def bounce(address, *, to="To", number=1):
    """A report to ``address`` in the field ``to``."""
    head = f"Message-ID: <{number}@mail.example.jp>\r\n{to}: <{address}>\r\n".encode()
    plain = report("Action: failed", "Status: 5.1.1").partition(b"To: forum+b1-0-x@forum.test\r\n")
    return plain[0] + head + plain[2]


OTHER = b"From: hanako@city.example.jp\r\nTo: forum@forum.test\r\nSubject: a question\r\n\r\n550 5.1.1\r\n"


def states():
    db.session.rollback()
    db.session.expire_all()
    return [letter.state for letter in db.session.scalars(sa.select(Letter).order_by(Letter.id))]


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_what_is_ours_is_taken_in_and_marked_and_the_rest_stays_unseen(mailbox, transaction, scheme):
    _one, first = sent_letter(transaction, 1)
    _two, second = sent_letter(transaction, 2)
    mailbox.put(bounce(first), OTHER, bounce(second, to="Delivered-To", number=2))
    assert imap.fetch(mailbox.url(scheme)) == {Outcome.BOUNCED: 2}
    assert states() == [LetterState.BOUNCED] * 2
    assert mailbox.flags() == [["\\Seen"], [LOOKED_AT], ["\\Seen"]]
    assert imap.fetch(mailbox.url(scheme)) == {}


@pytest.mark.parametrize("field", ["X-Original-To", "Envelope-To", "X-Envelope-To", "Cc", "delivered-to"])
def test_the_token_is_found_in_whatever_field_the_server_writes(mailbox, transaction, field):
    _letter, address = sent_letter(transaction)
    mailbox.put(bounce(f"forum@forum.test>, x <{address.upper()}", to=field))
    assert imap.fetch(mailbox.url()) == {Outcome.BOUNCED: 1}


def test_a_token_in_the_text_or_another_field_is_not_looked_for(mailbox, transaction):
    _letter, address = sent_letter(transaction)
    mailbox.put(bounce(address, to="Reply-To"), OTHER + address.encode())
    assert (imap.fetch(mailbox.url()), states()) == ({}, [LetterState.SENT])


def test_a_message_that_came_twice_counts_once(mailbox, transaction):
    _letter, address = sent_letter(transaction)
    mailbox.put(bounce(address), bounce(address))
    assert imap.fetch(mailbox.url()) == {Outcome.BOUNCED: 1, Outcome.DUPLICATE: 1}
    assert mailbox.flags() == [["\\Seen"], ["\\Seen"]]


def test_what_came_too_early_waits_unseen(mailbox, transaction):
    letter, address = sent_letter(transaction, state=LetterState.SENDING)
    mailbox.put(bounce(address))
    assert (imap.fetch(mailbox.url()), mailbox.flags()) == ({}, [[]])
    with transaction() as session:
        session.get_one(Letter, letter.id).state = LetterState.SENT
    assert (imap.fetch(mailbox.url()), mailbox.flags()) == ({Outcome.BOUNCED: 1}, [["\\Seen"]])


def test_after_a_crash_between_taking_and_marking_nothing_counts_twice(mailbox, transaction, monkeypatch):
    _letter, address = sent_letter(transaction)
    mailbox.put(bounce(address))
    with monkeypatch.context() as patch:
        patch.setattr(imap, "_mark", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            imap.fetch(mailbox.url())
    assert (states(), mailbox.flags()) == ([LetterState.BOUNCED], [[]])
    assert (imap.fetch(mailbox.url()), mailbox.flags()) == ({Outcome.DUPLICATE: 1}, [["\\Seen"]])


def test_one_that_cannot_be_read_keeps_back_no_other(mailbox, app, transaction, monkeypatch):
    _one, first = sent_letter(transaction, 1)
    _two, second = sent_letter(transaction, 2)
    mailbox.put(bounce(first), bounce(second, number=2))
    readers, take = app.extensions[inbox.EXTENSION], returned.take

    def picky(tagged, message):
        return take(tagged, message) if "<1@" in message.header("message-id") else 1 / 0

    monkeypatch.setitem(readers, "b", replace(readers["b"], take=picky))
    assert imap.fetch(mailbox.url()) == {Outcome.BOUNCED: 1}
    assert mailbox.flags() == [["\\Seen"], []]


def test_a_flood_is_taken_in_portions_the_newest_first(mailbox, transaction, monkeypatch):
    monkeypatch.setattr(imap, "MOST", 2)
    pairs = [sent_letter(transaction, number) for number in range(3)]
    mailbox.put(*(bounce(address, number=number) for number, (_letter, address) in enumerate(pairs)))
    assert (imap.fetch(mailbox.url()), mailbox.flags()) == (
        {Outcome.BOUNCED: 2},
        [[], ["\\Seen"], ["\\Seen"]],
    )
    assert imap.fetch(mailbox.url()) == {Outcome.BOUNCED: 1}


def test_a_huge_message_is_read_at_its_beginning_only(mailbox, transaction):
    _letter, address = sent_letter(transaction)
    mailbox.put(bounce(address) + b"x" * 1_000_000)
    assert imap.fetch(mailbox.url()) == {Outcome.BOUNCED: 1}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "guess"}, "AUTHENTICATIONFAILED"),
        ({"folder": "Nowhere"}, "Mailbox doesn't exist: Nowhere"),
        ({"scheme": "imaps", "trusted": False}, "CERTIFICATE_VERIFY_FAILED"),
        ({"password": "%E9%95%B7"}, "ascii"),
    ],
)
def test_a_mailbox_that_cannot_be_read_says_why(mailbox, monkeypatch, caplog, wrong, said):
    if not wrong.pop("trusted", True):
        monkeypatch.delenv("SSL_CERT_FILE")
    url = mailbox.url(**wrong)
    with pytest.raises(Unreachable, match=said):
        imap.fetch(url)
    imap.fetch_quietly(url)
    assert [
        record.getMessage().split(":")[0] for record in caplog.records if record.name == imap.__name__
    ] == ["the mailbox cannot be read"]
    assert "pass" not in caplog.text


def test_a_server_that_is_away_says_so(app):
    with pytest.raises(Unreachable, match="refused"):
        imap.fetch("imap://a:b@127.0.0.1:1/")


def test_the_worker_may_fetch_while_others_write(mailbox, transaction):
    """fetch opens its own transactions: inside another one it would hold the lock for as long as the server takes."""
    _letter, address = sent_letter(transaction)
    mailbox.put(bounce(address))
    with transactions(), pytest.raises(RuntimeError):
        imap.fetch(mailbox.url())
    assert db.session.scalars(sa.select(Received)).all() == []


def test_the_shell_fetches_once_and_says_what_came(mailbox, app, transaction, monkeypatch):
    _letter, address = sent_letter(transaction)
    mailbox.put(bounce(address), OTHER)
    settings = app.config["SERVER"]
    run = app.test_cli_runner().invoke
    assert run(args=["mail", "receive", "--imap"]).output == "Error: FORUMAPP_MAIL_IMAP is not set.\n"
    monkeypatch.setitem(app.config, "SERVER", replace(settings, mail_imap=mailbox.url()))
    assert run(args=["mail", "receive", "--imap", "--once"]).output == "bounced\t1\n"
    monkeypatch.setitem(app.config, "SERVER", replace(settings, mail_imap="imap://a:b@127.0.0.1:1/"))
    failed = run(args=["mail", "receive", "--imap", "--once"])
    assert (failed.exit_code, failed.output) == (
        1,
        "Error: The mailbox cannot be read: [Errno 111] Connection refused\n",
    )
