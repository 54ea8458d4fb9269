"""The whole way there and back through a real mail server: delivered, refused, bounced, answered."""

import smtplib
import time
from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.mail import bounces, postman
from forumapp.mail.models import Bounce, Letter, LetterState, Received
from forumapp.registration.models import Registration
from forumapp.registration.queries.rsvps import Reply, standing
from forumapp.registration.rsvp import Rsvp
from tests.calendar.clients import Guest, outlook
from tests.forums.factories import make_forum
from tests.mail.door import door
from tests.mail.postfix import postfix
from tests.mail.smtp_sink import Behaviour, smtp_sink
from tests.registration.factories import make_registration

pytestmark = pytest.mark.postfix


@pytest.fixture(scope="module")
def post(whole_app):
    """Postfix between our postman and our door; far.example.jp knows only taro."""
    rules = Behaviour(
        answers={
            "RCPT gone@far.example.jp": "550 5.1.1 no such user here",
            "RCPT full@far.example.jp": "552 5.2.2 mailbox full",
        }
    )
    with door(whole_app) as ours, smtp_sink(rules) as far, postfix(ours, far) as made:
        yield made, rules


@pytest.fixture
def server(app, post, mail_settings):
    """The settings of a site that sends by it, and whose mail comes back by it."""
    made, _rules = post
    mail_settings(
        MAIL_SERVER_SET=True,
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=made.port,
        MAIL_DEFAULT_SENDER="共創フォーラム <office@forum.test>",
        MAIL_INBOX="forum@forum.test",
        TESTING=False,
    )
    return made


def eventually(question, server, seconds=30):
    """Return the first true answer; what Postfix wrote explains a failure."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        db.session.rollback()
        db.session.expire_all()
        if answer := question():
            return answer
        time.sleep(0.05)
    raise AssertionError(server.log)


def received():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Received))


def test_a_letter_is_delivered_refused_or_comes_back(server, post, outbox):
    outbox.put("hanako@city.example.jp", "nobody@city.example.jp", "taro@far.example.jp")
    outbox.put("gone@far.example.jp", "full@far.example.jp")
    assert postman.deliver_due() == 5
    eventually(lambda: received() == 2, server)
    rows = outbox.rows()
    assert {name: letter.state for name, letter in rows.items()} == {
        "hanako": LetterState.SENT,
        "nobody": LetterState.FAILED,
        "taro": LetterState.SENT,
        "gone": LetterState.BOUNCED,
        "full": LetterState.BOUNCED,
    }
    assert [address for address in rows if bounces.is_suppressed(rows[address].address)] == ["nobody", "gone"]
    [refused] = db.session.scalars(sa.select(Bounce).where(Bounce.address == "nobody@city.example.jp"))
    assert refused.code == "5.1.1"
    [came_back] = db.session.scalars(sa.select(Bounce).where(Bounce.address == "gone@far.example.jp"))
    assert (came_back.letter_id, came_back.code, came_back.hardness.value) == (
        rows["gone"].id,
        "5.1.1",
        "hard",
    )
    assert rows["gone"].last_text.startswith("5.1.1 ")
    assert "no such user here" in rows["gone"].last_text

    [mail] = eventually(lambda: server.delivered, server)
    taken = eventually(lambda: post[1].taken, server)
    assert mail["Message-ID"] == rows["hanako"].message_id
    assert mail["Return-Path"].startswith("<forum+b")
    assert [one.recipient for one in taken] == ["taro@far.example.jp"]
    assert taken[0].sender.startswith("forum+b")


def test_an_answer_comes_back_by_the_address_in_the_invitation(server, app):
    before = len(server.delivered)
    ident = make_registration(make_forum(), email="hanako@city.example.jp").id
    postman.deliver_due()
    eventually(lambda: len(server.delivered) > before, server)
    invited = message_from_bytes(server.delivered[-1].as_bytes(), policy=default)
    calendar = next(
        part for part in invited.walk() if part.get_content_type() == "text/calendar"
    ).get_content()
    lines = dict(line.split(":", 1) for line in calendar.replace("\r\n ", "").splitlines() if ":" in line)
    organizer = next(value for name, value in lines.items() if name.startswith("ORGANIZER"))
    answered = {"partstat": "DECLINED", "comment": "出張のため", "inbox": organizer.removeprefix("mailto:")}
    guest = Guest(uid=lines["UID"], address="hanako@city.example.jp", **answered)
    hand_in(server, guest.inbox, outlook(guest))
    [rsvp] = eventually(lambda: db.session.scalars(sa.select(Rsvp)).all(), server)
    one = db.session.get_one(Registration, ident)
    assert (rsvp.registration_id, rsvp.comment, standing(one).reply) == (ident, "出張のため", Reply.DECLINED)


def test_what_is_forged_goes_back_to_who_sent_it(server, app):
    before = len(server.delivered)
    hand_in(server, "forum+r1-0-aaaaaaaaaaaaaaaaaaaa@forum.test", outlook(Guest()))
    eventually(lambda: len(server.delivered) > before, server)
    assert "550 5.1.1 no such address here" in server.delivered[-1].as_string()
    assert (received(), db.session.scalars(sa.select(Letter)).all()) == (0, [])


def hand_in(server, recipient, raw):
    """Send as hanako@city.example.jp does."""
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10) as connection:
        connection.sendmail("hanako@city.example.jp", [recipient], raw)
