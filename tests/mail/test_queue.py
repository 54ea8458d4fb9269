"""How the outbox stands, as a monitor and the desk are told."""

from datetime import timedelta

import pytest

from forumapp.core import clock as clocks
from forumapp.core.jobs import beat
from forumapp.mail import pace, postman, queries, services
from forumapp.mail.models import LetterState, MailHost, Received


def mail(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    return answer.json["mail"]


def test_health_tells_what_waits_and_what_failed(client, outbox, mail_server, clock):
    beat("postman")
    assert mail(client) == {"due": 0, "oldest_due_seconds": None, "failed_in_a_day": 0, "stuck": False}
    outbox.put("a@one.example.jp", "later@one.example.jp")
    outbox.put("tomorrow@one.example.jp", not_before=clocks.now() + timedelta(days=1))
    clock.advance(minutes=3)
    assert mail(client) == {"due": 2, "oldest_due_seconds": 180, "failed_in_a_day": 0, "stuck": False}
    mail_server.answers = {"RCPT a@one.example.jp": "554 5.7.1 no"}
    postman.deliver_due()
    assert mail(client) == {"due": 0, "oldest_due_seconds": None, "failed_in_a_day": 1, "stuck": False}
    clock.advance(days=2)
    beat("postman")
    assert mail(client)["failed_in_a_day"] == 0


@pytest.mark.parametrize(
    ("minutes", "beats", "stuck", "loud"),
    [(14, True, False, False), (16, True, True, True), (4, False, True, False), (6, False, True, True)],
)
def test_a_stuck_queue_is_told_and_soon_said_loudly(client, outbox, clock, minutes, beats, stuck, loud):
    outbox.put("a@one.example.jp")
    clock.advance(minutes=minutes)
    if beats:
        beat("postman")
    assert mail(client)["stuck"] is stuck
    assert queries.queue().is_loud is loud


def test_an_abandoned_letter_counts_from_the_end_of_its_lease(client, clock, transaction):
    with transaction():
        letter = services.send("trial", dedupe="x", address="x@y.example.jp")
        letter.state = LetterState.SENDING
        letter.lease_until = clocks.now() + timedelta(minutes=5)
    assert mail(client)["due"] == 0
    clock.advance(minutes=7)
    assert (mail(client)["due"], mail(client)["oldest_due_seconds"]) == (1, 120)


def test_letters_that_wait_for_their_place_in_the_pace_are_not_stuck(
    client, outbox, mail_server, mail_settings, clock
):
    mail_settings(MAIL_PER_DOMAIN_MINUTE=1)
    outbox.put(*[f"g{n}@one.example.jp" for n in range(40)])
    for _ in range(20):
        assert postman.deliver_due() == 1
        clock.advance(minutes=1)
    clock.advance(seconds=-1)
    beat("postman")
    assert mail(client) == {"due": 20, "oldest_due_seconds": None, "failed_in_a_day": 0, "stuck": False}
    pace.slow_down("one.example.jp", "421 no", is_new=False)
    assert mail(client)["stuck"] is True


def test_what_is_remembered_of_mail_that_came_in_is_swept(app, transaction):
    now = clocks.now()
    with transaction() as session:
        for digest, days in (("old", 91), ("new", 89)):
            session.add(Received(digest=digest, at=now - timedelta(days=days), outcome="reply"))
        session.add(MailHost(name="rested.example.jp", next_free=now - timedelta(days=2)))
    with transaction() as session:
        assert services.sweep() == 2
        assert [row.digest for row in session.query(Received)] == ["new"]
