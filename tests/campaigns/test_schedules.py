"""Letters that go by themselves: once, at the right moment of the forum's zone, to those who take part then."""

from datetime import date, time
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Anchor, Campaign
from forumapp.campaigns.services import scheduling
from forumapp.core import jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.transaction import transaction as in_transaction
from forumapp.forums.models import Forum, Mode
from forumapp.forums.services import facts, publication
from forumapp.registration.services import changing
from tests.agenda.factories import add_item, add_track, let_see
from tests.campaigns.scheduling import (
    BOTH,
    JOIN,
    REMINDER,
    THANKS,
    at,
    registered,
    run,
    scheduled,
    status,
    switch_on,
)
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration


def test_nothing_goes_until_somebody_switches_it_on(forum, clock):
    for moment in [(2024, 7, 25, 9, 0), (2024, 8, 1, 7, 30), (2024, 8, 1, 12, 30), (2024, 8, 2, 10, 0)]:
        at(clock, *moment)
        assert run() == []
    assert set(status(forum).values()) == {"off"}
    assert db.session.scalar(sa.select(sa.func.count(Campaign.id))) == 0


def test_each_letter_goes_at_its_moment_and_not_a_minute_before(switched_on, clock):
    sent = []
    for before, moment, letters in [
        ((2024, 7, 25, 8, 59), (2024, 7, 25, 9, 0), BOTH),
        ((2024, 8, 1, 7, 29), (2024, 8, 1, 7, 30), BOTH),
        ((2024, 8, 1, 12, 29), (2024, 8, 1, 12, 30), [(JOIN, "web@city.example.jp")]),
        ((2024, 8, 2, 9, 59), (2024, 8, 2, 10, 0), [(THANKS, address) for _kind, address in BOTH]),
    ]:
        at(clock, *before)
        assert run() == sorted(sent)
        at(clock, *moment)
        sent += letters
        assert run() == sorted(sent)
        assert run() == sorted(sent)  # once
    assert set(status(switched_on).values()) == {"sent"}


def test_the_worker_does_it_each_minute(switched_on, clock):
    at(clock, 2024, 7, 25, 8, 59)
    jobs.run_due()
    assert scheduled() == []
    at(clock, 2024, 7, 25, 9, 0)
    jobs.run_due()
    assert scheduled() == BOTH


def test_who_registers_after_the_run_gets_none_who_cancels_before_neither(switched_on, clock):
    with in_transaction():
        hall = registered(switched_on)[0]
        changing.cancel(hall, by=SYSTEM)
    at(clock, 2024, 7, 25, 9, 0)
    assert run() == [(REMINDER, "web@city.example.jp")]
    make_registration(
        db.session.get(Forum, switched_on.id), Mode.WEB, email="late@city.example.jp", by_hand=True
    )
    assert run() == [(REMINDER, "web@city.example.jp")]


def test_join_information_reaches_also_those_at_the_venue_whose_track_is_by_web(switched_on, clock):
    with in_transaction():
        track = add_track(db.session.get(Forum, switched_on.id), "情報部会", mode=Mode.WEB)
        registered(switched_on)[0].track_id = track.id
    at(clock, 2024, 8, 1, 12, 30)
    assert [row for row in run() if row[0] == JOIN] == [
        (JOIN, "hall@city.example.jp"),
        (JOIN, "web@city.example.jp"),
    ]


def test_join_information_reaches_those_at_the_venue_for_a_single_item_by_web(switched_on, clock):
    with in_transaction():
        add_item(db.session.get(Forum, switched_on.id), "海外からの報告", start="14:00", mode=Mode.WEB)
        let_see(db.session.get(Forum, switched_on.id))
    at(clock, 2024, 8, 1, 12, 30)
    assert [row for row in run() if row[0] == JOIN] == [
        (JOIN, "hall@city.example.jp"),
        (JOIN, "web@city.example.jp"),
    ]


def test_a_forum_that_moves_gets_its_reminder_again_for_the_new_day_and_never_twice_for_one(
    switched_on, clock
):
    ident = switched_on.id
    at(clock, 2024, 7, 25, 9, 0)
    assert run() == BOTH
    for day, moment, letters in [
        (date(2024, 8, 22), (2024, 8, 15, 9, 0), [*BOTH, *BOTH]),
        (date(2024, 8, 1), (2024, 8, 15, 9, 1), [*BOTH, *BOTH]),
        (date(2024, 8, 22), (2024, 8, 15, 9, 2), [*BOTH, *BOTH]),
    ]:
        with in_transaction():
            forum = db.session.get(Forum, ident)
            facts.set_date(forum, by=SYSTEM, day=day, starts=forum.starts, ends=forum.ends)
        at(clock, *moment)
        assert run() == sorted(letters)


def test_a_corrected_start_does_not_thank_twice_but_joins_again(switched_on, clock):
    at(clock, 2024, 8, 2, 10, 0)
    assert {kind for kind, _address in run()} == {THANKS}
    sent = scheduled()
    with in_transaction():
        db.session.get(Forum, switched_on.id).starts = time(13, 45)
    clock.advance(minutes=1)
    assert run() == sent


@pytest.mark.parametrize("how", ["cancelled", "draft", "undated", "switched off", "purged"])
def test_nothing_goes_for_a_forum_that_is(how, switched_on, clock):
    with in_transaction():
        forum = db.session.get(Forum, switched_on.id)
        if how == "cancelled":
            publication.cancel(forum, by=SYSTEM, reason="台風")
        elif how == "draft":
            forum.published_at = None
        elif how == "undated":
            forum.day = forum.starts = forum.ends = None
        elif how == "purged":
            forum.purged_at = clock.instant
        else:
            assert scheduling.switch_off(forum, by=SYSTEM) == 4
    for moment in [(2024, 7, 25, 9, 0), (2024, 8, 1, 7, 30), (2024, 8, 1, 12, 30), (2024, 8, 2, 10, 0)]:
        at(clock, *moment)
        assert run() == []


@pytest.mark.parametrize(
    ("moment", "missed"),
    [
        ((2024, 7, 26, 8, 59), []),
        ((2024, 7, 26, 9, 0), ["days_before"]),
        ((2024, 8, 1, 13, 29), ["days_before"]),
        ((2024, 8, 1, 13, 30), ["days_before", "hours_before", "same_day"]),
        ((2024, 8, 5, 10, 0), ["days_after", "days_before", "hours_before", "same_day"]),
    ],
)
def test_a_worker_that_was_down_makes_up_for_what_still_helps_and_says_the_rest(
    switched_on, clock, moment, missed
):
    at(clock, *moment)
    sent = run()
    assert sorted(name for name, state in status(switched_on).items() if state == "missed") == missed
    told = sa.select(AuditEntry.id).where(AuditEntry.action == "schedule.missed")
    assert len(db.session.scalars(told).all()) == len(missed)
    assert run() == sent
    assert len(db.session.scalars(told).all()) == len(missed)


def test_what_was_due_before_it_was_switched_on_is_not_made_up_for(forum, clock):
    at(clock, 2024, 7, 25, 9, 5)
    assert switch_on(forum) == 4
    clock.advance(minutes=1)
    assert run() == []
    assert status(forum)["days_before"] == "passed"
    at(clock, 2024, 8, 1, 7, 30)
    assert run() == BOTH


def test_switching_on_twice_changes_nothing_the_second_time(forum):
    assert [switch_on(forum), switch_on(forum)] == [4, 0]
    assert db.session.scalar(sa.select(sa.func.count(Campaign.id))) == 4


def test_one_broken_schedule_does_not_stop_the_others(switched_on, clock, caplog):
    with in_transaction():
        broken = db.session.scalars(sa.select(Campaign).where(Campaign.anchor == Anchor.SAME_DAY)).one()
        broken.letter_kind, broken.subject, broken.body = "", "件名", "{壊れた"
    other = make_forum(slug="other")
    make_registration(other, Mode.ON_SITE, email="other@city.example.jp")
    switch_on(other)
    at(clock, 2024, 8, 1, 7, 30)
    assert run() == [(REMINDER, "other@city.example.jp")]
    assert [line.message for line in caplog.records if "failed" in line.message] == [
        f"schedule {broken.id} failed"
    ]


def test_two_workers_at_once_send_one_letter_to_each(switched_on, clock, whole_app):
    at(clock, 2024, 7, 25, 9, 0)
    barrier, done = Barrier(2), []

    def work():
        with whole_app.app_context():
            barrier.wait()
            with in_transaction():
                done.append(scheduling.run_due())
            db.session.remove()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    db.session.rollback()
    assert scheduled() == BOTH
