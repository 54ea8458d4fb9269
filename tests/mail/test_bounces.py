"""Letters that came back, and addresses that get none any more."""

import pytest
import sqlalchemy as sa

from forumapp.core.actor import Actor
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.mail import bounces, services
from forumapp.mail.models import Bounce, Cause, LetterState, Suppression

ADMIN = Actor("account", 1, "試験 花子")
ADDRESS = "Gone@city.example.jp"


@pytest.fixture
def bounce(app, transaction):
    """Record that a letter to ADDRESS came back, in a transaction of its own."""

    def record(code, text="", letter=None, address=ADDRESS, hardness=None):
        with transaction() as session:
            mine = session.merge(letter) if letter else None
            hardness = hardness or bounces.hardness_of(code)
            bounces.record(mine, address=address, hardness=hardness, code=code, text=text)

    return record


@pytest.fixture
def letter(app, transaction):
    with transaction():
        made = services.send("trial", dedupe="trial:1", address=ADDRESS)
        made.state = LetterState.SENT
    return made


@pytest.mark.parametrize("code", sorted(bounces.NO_SUCH_ADDRESS | bounces.BARE_REFUSALS))
def test_an_address_that_nobody_has_is_suppressed_at_once(bounce, code):
    bounce(code, "no such user")
    assert bounces.is_suppressed("gone@CITY.example.jp")
    kept = db.session.scalars(sa.select(Suppression)).one()
    assert (kept.address, kept.cause, kept.text) == ("gone@city.example.jp", Cause.HARD, "no such user")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("5.7.1", "rejected by policy"),
        ("5.3.4", "message too big"),
        ("5.6.0", "bad content"),
        ("5.0.0", "no"),
        ("554", "no"),
        ("550", "message looks like spam"),
        ("553", "sender address blocked using a blacklist"),
    ],
)
def test_a_refusal_of_the_letter_says_nothing_about_the_address(bounce, code, text):
    for _ in range(4):
        bounce(code, text)
    assert not bounces.is_suppressed(ADDRESS)
    assert len(db.session.scalars(sa.select(Bounce)).all()) == 4


def test_the_third_soft_one_within_two_weeks_suppresses(bounce, clock):
    bounce("4.4.7")
    clock.advance(days=13)
    bounce("5.2.2")
    assert not bounces.is_suppressed(ADDRESS)
    clock.advance(days=2)
    bounce("4.2.2")
    assert not bounces.is_suppressed(ADDRESS)
    bounce("452", "mailbox full")
    kept = db.session.scalars(sa.select(Suppression)).one()
    assert (kept.cause, kept.text) == (Cause.SOFT, "mailbox full")


def test_tries_of_one_letter_count_once(bounce, letter):
    for _ in range(5):
        bounce("4.2.2", letter=letter)
    assert not bounces.is_suppressed(ADDRESS)


def test_soft_ones_of_others_do_not_count(bounce):
    for n in range(5):
        bounce("4.2.2", address=f"guest{n}@city.example.jp")
    assert db.session.scalars(sa.select(Suppression)).all() == []


def test_a_sent_letter_that_came_back_is_bounced_and_keeps_the_words(bounce, letter):
    bounce("5.1.1", "no\r\n such  user", letter=letter)
    db.session.expire_all()
    assert (letter.state, letter.last_text) == (LetterState.BOUNCED, "no such user")
    assert db.session.scalars(sa.select(Bounce.letter_id)).one() == letter.id


def test_a_letter_that_never_went_out_keeps_its_state(bounce, letter, transaction):
    with transaction() as session:
        session.merge(letter).state = LetterState.FAILED
    bounce("5.1.1", letter=letter)
    assert db.session.get(type(letter), letter.id).state is LetterState.FAILED


def test_an_administrator_suppresses_and_lifts(app, transaction):
    with transaction():
        bounces.suppress(" Ring@city.example.jp ", by=ADMIN, text="電話で依頼")
        bounces.suppress("ring@city.example.jp", by=ADMIN)
    kept = bounces.suppression_of("RING@city.example.jp")
    assert (kept.address, kept.cause, kept.text) == ("ring@city.example.jp", Cause.HAND, "電話で依頼")
    with transaction():
        assert bounces.lift("ring@city.example.jp", by=ADMIN)
        assert not bounces.lift("ring@city.example.jp", by=ADMIN)
    assert not bounces.is_suppressed("ring@city.example.jp")
    entries = db.session.execute(sa.select(AuditEntry.action, AuditEntry.changes).order_by(AuditEntry.id))
    assert entries.all() == [("mail.suppressed", {}), ("mail.suppression_lifted", {})]


@pytest.mark.parametrize(
    ("said", "code"),
    [("5.1.1 no such user", "5.1.1"), ("4.7.1 later", "4.7.1"), ("user 5.1.1", None), ("5.1.1.2 x", None)],
)
def test_the_enhanced_code_is_read_where_a_server_begins_with_it(said, code):
    assert bounces.enhanced_code(said) == code
