"""The outbox and its postman: nothing lost, nothing sent twice without need, pointless letters dropped."""

from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
import sqlalchemy as sa

from forumapp.core import clock as clocks
from forumapp.core.db import db
from forumapp.mail import claims, letters, maildir, postman, services, tokens
from forumapp.mail.letters import Content
from forumapp.mail.models import Letter, LetterState


@pytest.fixture
def builders(app, tmp_path, monkeypatch):
    """An empty Maildir, and builders of trial letters."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    table = app.extensions[letters.EXTENSION]
    monkeypatch.setitem(
        table,
        "trial",
        letters.Kind(lambda letter: Content(f"件名 {letter.recipe['n']}", "本文\n", "<p>本文</p>")),
    )
    monkeypatch.setitem(table, "pointless", letters.Kind(lambda letter: None))
    monkeypatch.setitem(table, "broken", letters.Kind(lambda letter: 1 / 0))
    return table


def send(kind="trial", n=1, **options):
    return services.send(kind, dedupe=f"{kind}:{n}", address=f"guest{n}@city.example.jp", n=n, **options)


def kept():
    """Return the letters that lie in the Maildir."""
    return [message_from_bytes(path.read_bytes()) for path in maildir.files()]


def states():
    return {letter.dedupe_key: letter.state for letter in db.session.scalars(sa.select(Letter))}


def test_a_letter_is_delivered_after_the_commit_as_a_file_when_no_server_is_set(builders, transaction):
    with transaction():
        send()
    assert postman.deliver_due() == 1
    [mail] = kept()
    assert str(make_header(decode_header(mail["Subject"]))) == "件名 1"
    assert mail["To"] == "guest1@city.example.jp"
    assert states() == {"trial:1": LetterState.SENT}


def test_a_letter_of_a_refused_transaction_is_never_sent(builders, transaction):
    def refused():
        with transaction():
            send()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        refused()
    assert postman.deliver_due() == 0
    assert kept() == []


def test_the_same_key_sends_one_letter(builders, transaction):
    with transaction():
        assert send() is not None
        assert send() is None
    with transaction():
        assert send() is None
    postman.deliver_due()
    assert len(kept()) == 1


def test_a_pointless_letter_is_dropped_and_not_sent(builders, transaction):
    with transaction():
        send("pointless")
    postman.deliver_due()
    assert kept() == []
    assert states() == {"pointless:1": LetterState.ABORTED}


def test_a_letter_that_cannot_be_built_waits_and_does_not_stop_the_others(builders, transaction):
    with transaction():
        send("broken", priority=services.SOON)
        send("trial", n=2)
    assert postman.deliver_due() == 2
    assert states() == {"broken:1": LetterState.QUEUED, "trial:2": LetterState.SENT}
    broken = db.session.scalar(sa.select(Letter).where(Letter.kind == "broken"))
    assert (broken.attempts, broken.last_text) == (1, "ZeroDivisionError")
    assert broken.next_at > clocks.now()


def test_a_letter_is_given_up_after_the_last_try(builders, transaction, clock):
    with transaction():
        send("broken")
    for _ in range(postman.TRIES):
        clock.advance(days=1)
        postman.deliver_due()
    assert states() == {"broken:1": LetterState.FAILED}
    clock.advance(days=1)
    assert postman.deliver_due() == 0


def test_aborting_takes_back_only_letters_that_wait(builders, transaction):
    with transaction():
        send(n=1)
    postman.deliver_due()
    with transaction():
        send(n=2)
        assert services.abort("trial:") == 1
    assert states() == {"trial:1": LetterState.SENT, "trial:2": LetterState.ABORTED}


def test_sign_in_links_go_before_mass_mail(builders, transaction):
    with transaction():
        send(n=1, priority=services.MASS)
        send(n=2, priority=services.SOON)
    order = []
    builders["trial"] = letters.Kind(lambda letter: order.append(letter.recipe["n"]) or Content("s", "t"))
    postman.deliver_due()
    assert order == [2, 1]


def test_a_letter_of_a_killed_postman_is_sent_after_the_lease_with_the_same_message_id(
    builders, transaction, clock
):
    with transaction():
        letter = send()
    assert [taken.id for taken in claims.take(paced=False).letters] == [letter.id]
    assert postman.deliver_due() == 0
    clock.advance(seconds=claims.LEASE.total_seconds() + 1)
    assert postman.deliver_due() == 1
    assert [mail["Message-ID"] for mail in kept()] == [letter.message_id]


def test_a_postman_that_lost_its_lease_cannot_write_the_state(builders, transaction, clock):
    with transaction():
        send()
    slow = claims.take(paced=False)
    clock.advance(seconds=claims.LEASE.total_seconds() + 1)
    postman.deliver_due()
    claims.finish(slow.letters[0], slow.token, state=LetterState.FAILED)
    db.session.rollback()
    assert states() == {"trial:1": LetterState.SENT}


def test_a_postman_asked_to_stop_gives_its_letters_back(builders, transaction):
    with transaction():
        for n in range(3):
            send(n=n)
    shutdown = postman.Shutdown()
    builders["trial"] = letters.Kind(lambda letter: shutdown.ask() or Content("s", "t"))
    assert postman.deliver_due(shutdown) == 1
    assert sorted(state.value for state in states().values()) == ["queued", "queued", "sent"]
    assert [letter.attempts for letter in db.session.scalars(sa.select(Letter).order_by(Letter.id))] == [
        1,
        0,
        0,
    ]


def test_a_letter_for_later_waits(builders, transaction, clock):
    with transaction():
        send(not_before=clocks.now() + timedelta(hours=1))
    assert postman.deliver_due() == 0
    clock.advance(hours=1)
    assert postman.deliver_due() == 1


def test_bounces_go_to_the_letters_own_address_where_there_is_an_inbox(outbox, mail_server, mail_settings):
    outbox.put("a@city.example.jp")
    postman.deliver_due()
    mail_settings(MAIL_INBOX="forum@example.jp")
    [letter] = outbox.put("b@city.example.jp")
    postman.deliver_due()
    first, second = [one.sender for one in mail_server.taken]
    assert first == "noreply@forum.test"
    assert second == tokens.tagged_address("b", letter.id)
    assert tokens.read_address(second) == tokens.Tagged("b", letter.id, 0)


def test_headers_of_a_letters_content_reach_the_message(builders, transaction):
    fields = {
        "List-Unsubscribe": "<https://forum.test/u/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    builders["trial"] = letters.Kind(lambda letter: Content("s", "t", headers=fields))
    with transaction():
        send()
    postman.deliver_due()
    [mail] = kept()
    assert {name: mail[name] for name in fields} == fields


def test_the_rest_of_a_long_batch_is_given_back_so_that_urgent_letters_overtake(
    builders, transaction, monkeypatch, mail_server
):
    with transaction():
        for n in range(3):
            send(n=n, priority=services.MASS)
    built = []

    def slowly(letter):
        built.append(letter.id)
        if len(built) == 1:
            monkeypatch.setattr(postman, "TURN", 5.0)
            with transaction():
                send(n=9, priority=services.SOON)
        return Content("s", "t")

    builders["trial"] = letters.Kind(slowly)
    monkeypatch.setattr(postman, "TURN", 0.0)
    assert postman.deliver_due() == 4
    assert [one.recipient.partition("@")[0] for one in mail_server.taken] == [
        "guest0", "guest9", "guest1", "guest2"
    ]  # fmt: skip
