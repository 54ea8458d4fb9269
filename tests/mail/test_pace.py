"""How fast letters may go: limits of server and domain, shared by all postmen, and urgent letters first."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from forumapp.core import clock as clocks
from forumapp.core.db import db
from forumapp.mail import claims, pace, postman, services
from forumapp.mail.models import LetterState, MailHost
from forumapp.mail.pace import Rate
from tests.counting import listening


def guests(number, domain="one.example.jp"):
    return [f"{domain[:3]}{n}@{domain}" for n in range(number)]


def taken(server):
    return [one.recipient for one in server.taken]


@pytest.mark.parametrize(
    ("ahead", "places"), [(None, 3), (-5, 3), (0, 3), (1, 2), (20, 2), (21, 1), (40, 1), (41, 0), (400, 0)]
)
def test_places_are_what_the_rate_leaves(ahead, places):
    now = clocks.now()
    rate = Rate(timedelta(seconds=20), timedelta(seconds=40))
    next_free = None if ahead is None else now + timedelta(seconds=ahead)
    assert rate.places(next_free, now) == places


def test_a_domain_gets_a_minutes_worth_and_then_its_rate_while_others_go_on(
    outbox, mail_server, mail_settings, clock
):
    mail_settings(MAIL_PER_DOMAIN_MINUTE=3)
    outbox.put(*guests(5), *guests(2, "two.example.jp"))
    assert postman.deliver_due() == 5
    assert taken(mail_server) == [*guests(3), *guests(2, "two.example.jp")]
    sessions = mail_server.sessions
    assert (postman.deliver_due(), mail_server.sessions) == (0, sessions)
    clock.advance(seconds=20)
    assert postman.deliver_due() == 1
    clock.advance(seconds=20)
    assert postman.deliver_due() == 1
    assert sorted(taken(mail_server)) == [*guests(5), *guests(2, "two.example.jp")]


def test_the_server_gets_no_more_than_its_rate(outbox, mail_server, mail_settings, clock):
    mail_settings(MAIL_PER_MINUTE=30, MAIL_PER_DOMAIN_MINUTE=0)
    outbox.put(*guests(100))
    sent = [postman.deliver_due()]
    for _ in range(30):
        clock.advance(seconds=2)
        sent.append(postman.deliver_due())
    assert sent == [3] + [1] * 30


def test_an_urgent_letter_overtakes_what_waits_for_its_place(outbox, mail_server, mail_settings, clock):
    mail_settings(MAIL_PER_MINUTE=30)
    outbox.put(*guests(10), priority=services.MASS)
    postman.deliver_due()
    outbox.put("me@two.example.jp", priority=services.SOON)
    clock.advance(seconds=2)
    assert (postman.deliver_due(), taken(mail_server)[3:]) == (1, ["me@two.example.jp"])


def test_two_postmen_share_one_pace(app, outbox, mail_server, mail_settings):
    mail_settings(MAIL_PER_DOMAIN_MINUTE=7)
    outbox.put(*guests(30))
    ready, found = Barrier(2), []

    def work():
        with app.app_context():
            ready.wait(30)
            found.append(len(claims.take(paced=True).letters))

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == 7


def test_without_limits_nothing_is_written_about_hosts(outbox, mail_server, mail_settings):
    mail_settings(MAIL_PER_DOMAIN_MINUTE=0)
    outbox.put(*guests(3))
    with listening() as seen:
        assert postman.deliver_due() == 3
    assert [one for one in seen if "mail_host" in one and not one.lstrip().startswith("SELECT")] == []
    assert outbox.host() is None


def test_a_host_is_left_alone_longer_each_time_until_it_was_well_for_an_hour(app, clock):
    waits = []
    for _ in range(8):
        until = pace.slow_down("one.example.jp", "421  too\nmany", is_new=False)
        waits.append((until - clocks.now()).total_seconds())
        clock.instant = until
    for wait, least in zip(waits, [*pace.WAITS, 900, 900], strict=True):
        assert least <= wait <= least * 1.2
    clock.advance(hours=2)
    assert pace.slow_down("one.example.jp", "421", is_new=False) < clocks.now() + timedelta(seconds=19)
    clock.advance(minutes=1)
    assert pace.slow_down("one.example.jp", "421", is_new=True) < clocks.now() + timedelta(seconds=19)


def test_a_second_postman_that_is_told_the_same_does_not_double_the_wait(app, clock):
    first = pace.slow_down("", "421 a", is_new=False)
    assert pace.slow_down("", "421 b", is_new=False) == first
    assert (pace.waits().times, pace.waits().said) == (1, "421 b")


def test_rows_of_hosts_that_rest_are_swept(app, clock, transaction):
    now = clocks.now()
    with transaction() as session:
        for name, free, slow in [("a", -2, None), ("b", None, -2), ("c", 0, None), ("d", -2, 0), ("e", 0, 0)]:
            times = [None if day is None else now + timedelta(days=day) for day in (free, slow)]
            session.add(MailHost(name=name, next_free=times[0], slow_until=times[1]))
    with transaction():
        assert pace.sweep() == 2
    assert sorted(db.session.scalars(db.select(MailHost.name))) == ["c", "d", "e"]


def test_going_on_forgets_that_a_host_was_to_be_left_alone(outbox, mail_server, transaction):
    pace.slow_down("", "0 no route", is_new=False)
    outbox.put(*guests(1))
    assert postman.deliver_due() == 0
    with transaction():
        pace.go_on("")
    assert postman.deliver_due() == 1
    assert outbox.rows()["one0"].state is LetterState.SENT
