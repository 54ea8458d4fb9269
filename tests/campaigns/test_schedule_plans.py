"""When schedules go: across zones and changes of the clock; with which words; what is refused; in a copy of the forum."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from forumapp.campaigns.models import Anchor, Campaign
from forumapp.campaigns.queries.schedules import schedule_of
from forumapp.campaigns.services import scheduling
from forumapp.campaigns.services.scheduling import Plan
from forumapp.campaigns.timing import due_at
from forumapp.core import clock as clocks
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.core.transaction import transaction as in_transaction
from forumapp.exchange.services.copying import copy_forum
from forumapp.forums.models import Forum
from forumapp.forums.services import publication
from tests.campaigns.scheduling import (
    at,
    run,
    status,
    switch_on,
)
from tests.forums.factories import make_forum


@pytest.mark.parametrize(
    ("zone", "anchor", "plan", "day", "starts", "due"),
    [
        ("Asia/Tokyo", Anchor.DAYS_BEFORE, Plan(7, time(9)), date(2024, 8, 1), time(13, 30), "2024-07-25T00:00"),
        # New York: summer time begins on 10 March 2024, 2:00 → 3:00, and ends on 3 November, 2:00 → 1:00.
        ("America/New_York", Anchor.DAYS_BEFORE, Plan(7, time(9)), date(2024, 3, 14), time(10), "2024-03-07T14:00"),
        ("America/New_York", Anchor.SAME_DAY, Plan(0, time(7, 30)), date(2024, 3, 10), time(10), "2024-03-10T11:30"),
        ("America/New_York", Anchor.HOURS_BEFORE, Plan(2, None), date(2024, 3, 10), time(3, 30), "2024-03-10T05:30"),
        ("America/New_York", Anchor.HOURS_BEFORE, Plan(3, None), date(2024, 11, 3), time(3), "2024-11-03T05:00"),
        ("America/New_York", Anchor.DAYS_AFTER, Plan(1, time(10)), date(2024, 11, 2), time(10), "2024-11-03T15:00"),
        ("Europe/Berlin", Anchor.DAYS_BEFORE, Plan(1, time(2, 30)), date(2024, 4, 1), time(10), "2024-03-31T01:30"),
    ],
)  # fmt: skip
def test_days_are_the_calendars_and_hours_pass_across_a_change_of_the_clock(
    app, zone, anchor, plan, day, starts, due
):
    forum = make_forum(zone=zone, day=day, starts=starts, ends=time(23), opens=None, closes=None)
    schedule = schedule_of(forum, anchor)
    schedule.amount, schedule.at = plan.amount, plan.at
    assert due_at(schedule, forum) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_thanks_are_counted_from_the_day_on_which_it_ends(app):
    late = make_forum(starts=time(18), ends=time(1))
    midnight = make_forum(starts=time(18), ends=time(0))
    dues = [due_at(schedule_of(forum, Anchor.DAYS_AFTER), forum) for forum in (late, midnight)]
    assert dues == [clocks.to_utc(datetime(2024, 8, day, 10), "Asia/Tokyo") for day in (3, 2)]


def test_own_words_go_instead_of_the_ready_made_letter(forum, clock):
    plan = Plan(3, time(8), "{フォーラム}まで3日", "{氏名} 様\n\nお待ちしています。", has_own_words=True)
    with in_transaction():
        scheduling.change(db.session.get(Forum, forum.id), Anchor.DAYS_BEFORE, by=SYSTEM, plan=plan)
    switch_on(forum, Anchor.DAYS_BEFORE)
    at(clock, 2024, 7, 29, 8, 0)
    assert {kind for kind, _address in run()} == {"campaigns.letter"}


@pytest.mark.parametrize(
    ("anchor", "plan", "field"),
    [
        (Anchor.DAYS_BEFORE, Plan(0, time(9)), "amount"),
        (Anchor.DAYS_BEFORE, Plan(61, time(9)), "amount"),
        (Anchor.HOURS_BEFORE, Plan(25, None), "amount"),
        (Anchor.DAYS_AFTER, Plan(15, time(9)), "amount"),
        (Anchor.DAYS_BEFORE, Plan(7, None), "at"),
        (Anchor.SAME_DAY, Plan(0, time(13, 30)), "at"),
        (Anchor.DAYS_BEFORE, Plan(7, time(9), "", "本文", has_own_words=True), "subject"),
        (Anchor.DAYS_BEFORE, Plan(7, time(9), "件名", "", has_own_words=True), "body"),
        (Anchor.DAYS_BEFORE, Plan(7, time(9), "件名", "{生年月日}", has_own_words=True), "body"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(forum, anchor, plan, field):
    with pytest.raises(DomainError) as refused, in_transaction():
        scheduling.change(db.session.get(Forum, forum.id), anchor, by=SYSTEM, plan=plan)
    assert refused.value.field == field
    assert db.session.scalar(sa.select(sa.func.count(Campaign.id))) == 0


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(forum):
    def change(hour, version):
        with in_transaction():
            found = db.session.get(Forum, forum.id)
            plan = Plan(7, time(hour))
            scheduling.change(found, Anchor.DAYS_BEFORE, by=SYSTEM, plan=plan, version=version)

    change(8, 1)
    with pytest.raises(DomainError):
        change(10, 1)
    assert db.session.scalar(sa.select(Campaign.at)) == time(8)


def test_a_cancelled_forum_cannot_be_switched_on(forum):
    with in_transaction():
        publication.cancel(db.session.get(Forum, forum.id), by=SYSTEM, reason="台風")
    with pytest.raises(DomainError):
        switch_on(forum)


def test_a_copy_has_the_same_schedules_switched_off(switched_on, clock):
    with in_transaction():
        model = db.session.get(Forum, switched_on.id)
        scheduling.change(model, Anchor.DAYS_BEFORE, by=SYSTEM, plan=Plan(10, time(8, 30)))
        made = copy_forum(model, by=SYSTEM, slug="next-year", title="第2回", day=date(2025, 8, 1))
    found = db.session.get(Forum, made.id)
    kept = schedule_of(found, Anchor.DAYS_BEFORE)
    assert (kept.amount, kept.at, kept.id is not None) == (10, time(8, 30), True)
    assert set(status(found).values()) == {"off"}
    at(clock, 2025, 7, 22, 8, 30)
    with in_transaction():
        db.session.get(Forum, made.id).published_at = clock.instant - timedelta(days=9)
    assert run() == []
