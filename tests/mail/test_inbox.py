"""Whatever comes in has an outcome: real messages damaged in every way, at both kinds of addresses."""

import random

import pytest
import sqlalchemy as sa

from forumapp.calendar import services as calendar
from forumapp.core.db import db
from forumapp.mail import tokens
from forumapp.mail.models import Received
from forumapp.mail.receiving import inbox, parts
from forumapp.mail.receiving.inbox import Outcome
from tests.calendar.clients import CLIENTS, Guest, holiday
from tests.conftest import PRESENT
from tests.forums.factories import make_forum
from tests.mail.door import sent_letter
from tests.mail.reports import report, words
from tests.registration.factories import make_registration

OUTCOMES = set(Outcome) - {Outcome.REFUSED}


def damaged(raw, dice):
    """Return the message with some octets changed, pieces lost, doubled, exchanged, or cut off."""
    octets = bytearray(raw)
    for _time in range(dice.randint(1, 8)):
        start = dice.randrange(len(octets) + 1)
        end = min(len(octets), start + dice.choice([1, 1, 10, 200]))
        what = dice.randrange(5)
        if what == 0:
            octets[start:end] = dice.randbytes(end - start)
        elif what == 1:
            del octets[start:end]
        elif what == 2:
            octets[start:start] = octets[start:end] * dice.choice([1, 3, 50])
        elif what == 3:
            octets[start:end] = dice.choice(
                [b"\r\n", b"\n\n", b"\x00", b"\xff\xfe", b"--", b'"', b";" * 50, b"=?"]
            )
        else:
            del octets[end:]
    return bytes(octets)


@pytest.mark.parametrize("kind", ["answers", "bounces"])
def test_a_damaged_message_has_an_outcome(app, monkeypatch, transaction, clock, kind):
    monkeypatch.setitem(app.config, "MAIL_INBOX", "forum@forum.test")
    clock.advance(hours=2)
    if kind == "answers":
        one = make_registration(make_forum(), email="hanako@city.example.jp")
        address = tokens.tagged_address(tokens.RSVP, one.id, one.link_generation)
        guest = Guest(uid=calendar.find("registration", one.id).uid, inbox=address, comment="途中まで")
        sound = [client(guest) for client in (*CLIENTS, holiday)]
    else:
        _letter, address = sent_letter(transaction)
        sound = [report("Action: failed", "Status: 5.1.1"), words("failure notice", "550 宛先が存在しません")]
    dice = random.Random(2024)
    found = {inbox.receive(damaged(dice.choice(sound), dice), address) for _time in range(150)}
    assert found <= OUTCOMES
    assert {"answers": Outcome.ANSWERED, "bounces": Outcome.BOUNCED}[kind] in found
    assert Outcome.IGNORED in found


def test_messages_without_an_id_are_told_apart_by_their_octets(app, monkeypatch, transaction):
    monkeypatch.setitem(app.config, "MAIL_INBOX", "forum@forum.test")
    _letter, address = sent_letter(transaction)
    notes = [words("Out of office", text) for text in ("one", "two", "one")]
    assert [inbox.receive(raw, address) for raw in notes] == [
        Outcome.IGNORED,
        Outcome.IGNORED,
        Outcome.DUPLICATE,
    ]
    same_id = [b"Message-ID: <1@x>\r\n" + raw for raw in notes[:2]]
    assert [inbox.receive(raw, address) for raw in same_id] == [Outcome.IGNORED, Outcome.DUPLICATE]
    _other, another = sent_letter(transaction, 2)
    assert inbox.receive(same_id[0], another) is Outcome.IGNORED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Received)) == 4


def leaves(raw):
    return [(part.kind, part.body) for part in parts.read(raw, PRESENT).parts]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", [("text/plain", b"")]),
        (b"Subject: x", [("text/plain", b"")]),
        (b"\r\nbody", [("text/plain", b"\r\nbody")]),
        (b"Content-Type: TEXT/Calendar\n\nx", [("text/calendar", b"x")]),
        (b"Content-Type: nonsense\r\n\r\nx", [("text/plain", b"x")]),
        (b"Content-Type: multipart/mixed\r\n\r\n--x\r\n", [("multipart/mixed", b"--x\r\n")]),
        (b"Content-Type: multipart/mixed;\r\n boundary=x\r\n\r\npreamble\r\n--x\r\n\r\na\r\n--x\r\nA: b\r\n\r\nb\r\n--x--\r\nend",
         [("text/plain", b"\r\na"), ("text/plain", b"b")]),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--xy\n--x \t\n--x",
         [("text/plain", b"\na\n--xy"), *[("text/plain", b"")] * 2]),
    ],
)  # fmt: skip
def test_a_message_is_taken_apart_as_far_as_it_goes(raw, found):
    assert leaves(raw) == found


def test_nesting_and_number_have_an_end():
    many = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + b"--x\r\n\r\na\r\n" * 10_000
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(3000)
    )
    assert len(leaves(many)) == parts.PARTS
    assert [kind for kind, _body in leaves(deep)] == ["multipart/mixed"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?B?5LiN5Zyo?= =?utf-8?q?_=E9=95=B7?=", "不在 長"),
        ("=?ISO-2022-JP?B?GyRCSVQ6XxsoQg==?=", "不在"),
        ("=?utf-8?b?====?= =?x?z?y?=", "=?x?z?y?="),
        ("=?utf-8?b?5LiN", "=?utf-8?b?5LiN"),
    ],
)
def test_a_subject_is_read_as_far_as_it_goes(value, text):
    assert parts.decoded(value) == text
