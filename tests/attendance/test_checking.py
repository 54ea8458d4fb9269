"""Checking in: each arrival once, the earliest counts in either order of sending, and nobody without a seat."""

import pytest
import sqlalchemy as sa

from forumapp.attendance.errors import NotToday
from forumapp.attendance.models import CheckIn, CheckInKind
from forumapp.attendance.queries.presence import attended, first_check_ins
from forumapp.attendance.services.checking import Verdict
from forumapp.core.audit import of_forum
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.registration.models import RegistrationState
from tests.accounts.factories import writing
from tests.attendance.factories import DESK, MORNING, after, arrival, check_in, undo
from tests.counting import listening
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def people(forum):
    return [make_registration(forum, Mode.ON_SITE) for _number in range(3)]


@pytest.fixture
def day(people, clock):
    clock.instant = MORNING
    return clock


def rows(forum):
    return db.session.scalars(
        sa.select(CheckIn).where(CheckIn.forum_id == forum.id).order_by(CheckIn.id)
    ).all()


def test_somebody_who_comes_is_checked_in(forum, people, day):
    (outcome,) = check_in(forum, arrival(people[0], client_id="a", desk="受付1"))
    assert outcome.verdict is Verdict.DONE
    assert attended(forum) == {people[0].id}
    (row,) = rows(forum)
    assert (row.kind, row.desk, row.at, row.received_at) == (
        CheckInKind.REGISTERED,
        "受付1",
        MORNING,
        MORNING,
    )
    entry = of_forum(forum.id)[0]
    assert (entry.action, entry.actor_label) == ("check_in.made", DESK.label)


def test_the_same_arrival_sent_twice_is_one(forum, people, day):
    sent = arrival(people[0])
    first, again = check_in(forum, sent)[0], check_in(forum, sent, sent)
    assert [one.verdict for one in (first, *again)] == [Verdict.DONE] * 3
    assert len(rows(forum)) == 1


def test_the_second_desk_is_told_who_was_first(forum, people, day):
    check_in(forum, arrival(people[0], desk="受付2"))
    day.advance(minutes=5)
    (outcome,) = check_in(forum, arrival(people[0], desk="受付1"))
    assert outcome.verdict is Verdict.ALREADY
    assert (outcome.first.desk, outcome.first.at) == ("受付2", MORNING)
    assert [row.desk for row in rows(forum)] == ["受付2", "受付1"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_earliest_counts_whichever_device_sends_first(forum, people, day, order):
    day.instant = after(60)
    sent = [
        arrival(people[0], client_id="early", desk="受付2", at=after(5)),
        arrival(people[0], client_id="late", desk="受付1", at=after(9)),
    ]
    for number in order:
        check_in(forum, sent[number])
    first = first_check_ins(forum)[people[0].id]
    assert (first.client_id, first.at) == ("early", after(5))
    told = {one.client_id: one.verdict for one in check_in(forum, *sent)}
    assert told == {"early": Verdict.DONE, "late": Verdict.ALREADY}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (after(-30), after(-30)),
        (after(30), MORNING),
        (after(-60 * 20), MORNING),
        (None, MORNING),
    ],
)
def test_a_device_is_believed_only_within_the_day_and_never_about_the_future(forum, people, day, said, kept):
    check_in(forum, arrival(people[0], at=said))
    assert rows(forum)[0].at == kept


def test_what_arrives_the_day_after_keeps_the_time_of_the_day(forum, people, day):
    day.instant = after(60 * 24)
    check_in(forum, arrival(people[0], at=after(5)), arrival(people[1], at=after(60 * 20)))
    assert [row.at for row in rows(forum)] == [after(5), after(60 * 24)]


def test_nobody_is_checked_in_before_the_day_or_at_a_forum_that_was_called_off(forum, people, clock):
    with pytest.raises(NotToday):
        check_in(forum, arrival(people[0]))
    clock.instant = MORNING
    with writing():
        forum.cancelled_at = MORNING
    with pytest.raises(NotToday):
        check_in(forum, arrival(people[0]))
    assert rows(forum) == []


def test_undone_the_next_earliest_counts_and_then_nobody(forum, people, day):
    check_in(forum, arrival(people[0], client_id="a", desk="受付1"))
    day.advance(minutes=1)
    check_in(forum, arrival(people[0], client_id="b", desk="受付2"))
    undo(forum, "a")
    undo(forum, "a")
    assert first_check_ins(forum)[people[0].id].client_id == "b"
    undo(forum, "b", "unknown")
    assert attended(forum) == set()
    assert [entry.action for entry in of_forum(forum.id)][:2] == ["check_in.undone"] * 2
    assert rows(forum)[0].undone_by == DESK.label


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (RegistrationState.CANCELLED, Verdict.ENDED),
        (RegistrationState.SUBSTITUTED, Verdict.ENDED),
        (RegistrationState.WAITING, Verdict.NO_SEAT),
        (RegistrationState.PENDING, Verdict.NO_SEAT),
        (RegistrationState.OFFERED, Verdict.NO_SEAT),
    ],
)
def test_who_has_no_seat_is_not_checked_in(forum, people, day, state, verdict):
    with writing():
        people[0].state = state
    outcomes = check_in(forum, arrival(people[0]), arrival(people[1]))
    assert [one.verdict for one in outcomes] == [verdict, Verdict.DONE]
    assert attended(forum) == {people[1].id}


def test_somebody_of_another_forum_is_nobody(forum, people, day):
    other = make_registration(make_forum(starts=None, ends=None), by_hand=True)
    outcomes = check_in(forum, arrival(other), arrival(2**31 - 1))
    assert [one.verdict for one in outcomes] == [Verdict.UNKNOWN] * 2
    assert rows(forum) == []


def test_a_proxy_is_written_beside_the_person_who_was_registered(forum, people, day):
    check_in(forum, arrival(people[0], proxy_name="代理 次郎", proxy_note="係長"))
    (row,) = rows(forum)
    assert (row.kind, row.proxy_name, row.proxy_note) == (CheckInKind.PROXY, "代理 次郎", "係長")
    assert row.registration_id == people[0].id


def test_many_are_looked_up_with_as_many_statements_as_one(forum, people, day):
    idents = [person.id for person in people]
    assert reads(forum, idents[:1]) == reads(forum, idents * 3) == 2


def reads(forum, idents):
    with listening() as seen:
        check_in(forum, *(arrival(ident) for ident in idents))
    return sum(statement.startswith("SELECT") for statement in seen)
