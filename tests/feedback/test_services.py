"""Feedback: once each, in its time, and impressions only with leave."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from forumapp.attendance.services import settling
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.feedback import policy, seals
from forumapp.feedback.models import FeedbackAnswer, FeedbackGiven, ImpressionState
from forumapp.feedback.queries import asked, forms
from forumapp.feedback.services import answering
from forumapp.feedback.services.asking import ask
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.registration.models import RegistrationState
from tests.feedback.factories import answers, close, comments, give, give_in_room
from tests.forums.factories import make_forum
from tests.groupwork.factories import make_person

pytestmark = pytest.mark.usefixtures("app")
START = datetime(2024, 8, 1, 4, 30, tzinfo=UTC)
END = datetime(2024, 8, 1, 7, 10, tzinfo=UTC)
ADOPTED, WITHHELD, INBOX = ImpressionState.ADOPTED, ImpressionState.WITHHELD, ImpressionState.INBOX


@pytest.fixture
def forum(app, clock):
    made = make_forum()
    clock.instant = END
    return made


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


# --- giving -----------------------------------------------------------------------------------------------


def test_an_answer_says_what_was_written_and_who_is_noted_elsewhere(forum):
    person = make_person(forum)
    give(person, 5, "よかった", may_publish=True)
    assert db.session.execute(sa.select(FeedbackGiven.registration_id)).all() == [(person.id,)]
    assert answers(forum) == [
        {"v": {"rating": "5", "comment": "よかった"}, "p": True, "d": None, "m": "on_site"}
    ]
    assert comments(forum) == {}
    close(forum)
    found = comments(forum)["よかった"]
    assert (found.text, found.state, found.may_publish) == ("よかった", INBOX, True)
    assert [count(FeedbackGiven), count(FeedbackAnswer)] == [1, 0]


def test_a_second_answer_is_not_taken(forum):
    person = make_person(forum)
    give(person, 5, "一度目")
    give(person, 1, "二度目")
    assert asked.has_answered(person.id)
    assert [one["v"]["comment"] for one in answers(forum)] == ["一度目"]


def test_it_is_told_whether_an_answer_was_taken(forum, transaction):
    place = forms.place_of(make_person(forum))
    taken = []
    for _time in range(2):
        with transaction():
            taken.append(answering.give(place, values={"rating": "5"}, code=seals.new_code()))
    assert taken == [True, False]


def test_an_answer_in_the_room_knows_nobody(forum):
    make_person(forum)
    give_in_room(forum, rating="3")
    assert answers(forum) == [{"v": {"rating": "3"}, "p": False, "d": None, "m": None}]
    assert count(FeedbackGiven) == 0


def test_an_empty_answer_is_refused(forum):
    person = make_person(forum)
    with pytest.raises(DomainError) as refused:
        give(person, None, "")
    assert refused.value.field == "rating"
    assert not asked.has_answered(person.id)


@pytest.mark.parametrize(
    "state", [one for one in RegistrationState if one is not RegistrationState.CONFIRMED]
)
def test_only_confirmed_people_answer(forum, state):
    with pytest.raises(DomainError):
        give(make_person(forum, state=state), 5)
    assert count(FeedbackAnswer) == 0


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (START - timedelta(seconds=1), "early"),
        (START, "open"),
        (END + timedelta(days=30) - timedelta(seconds=1), "open"),
        (END + timedelta(days=30), "over"),
    ],
)
def test_feedback_is_taken_from_the_start_until_thirty_days_after_the_end(forum, clock, now, phase):
    clock.instant = now
    person = make_person(forum)
    assert policy.phase(forum, now) == phase
    if phase == "open":
        give(person, 5)
    else:
        with pytest.raises(DomainError):
            give(person, 5)
    assert count(FeedbackGiven) == (1 if phase == "open" else 0)


def test_once_attendance_is_settled_only_who_came_answers_and_is_asked(forum, transaction):
    there, away = make_person(forum), make_person(forum)
    with transaction():
        settling.correct(there, by=SYSTEM, came=True, reason="会場で確認")
        settling.settle(forum, by=SYSTEM)
        assert ask(forum, by=SYSTEM) == 1
    with pytest.raises(DomainError):
        give(away, 5)
    give(there, 5)
    assert addresses() == [there.email]
    assert asked.share(forum) == asked.Share(asked=1, given=1, is_settled=True)


@pytest.mark.parametrize("column", ["reported_at", "cancelled_at"])
def test_the_report_or_a_cancellation_ends_it(forum, column):
    assert policy.phase(forum, END) == "open"
    setattr(forum, column, END)
    assert policy.phase(forum, END) == "over"


def test_a_forum_without_a_day_takes_no_feedback():
    assert policy.phase(make_forum(day=None), END) == "early"


# --- asking -----------------------------------------------------------------------------------------------


def addresses():
    return [row[0] for row in db.session.execute(sa.select(Letter.address).order_by(Letter.id))]


def test_everybody_confirmed_is_asked_once(forum, transaction):
    people = [make_person(forum) for _number in range(2)]
    make_person(forum, state=RegistrationState.CANCELLED)
    make_person(forum, email="")
    with transaction():
        assert ask(forum, by=SYSTEM) == 2
        assert ask(forum, by=SYSTEM) == 0
    assert addresses() == [person.email for person in people]


def test_those_who_did_not_come_can_be_left_out(forum, transaction):
    came, _absent = make_person(forum), make_person(forum)
    with transaction():
        settling.correct(came, by=SYSTEM, came=True, reason="会場で確認")
        assert ask(forum, by=SYSTEM, only_present=True) == 1
    assert addresses() == [came.email]


def test_the_reminder_goes_once_to_those_who_have_not_answered(forum, transaction):
    answered, silent = make_person(forum), make_person(forum)
    with transaction():
        ask(forum, by=SYSTEM)
    give(answered, 4)
    with transaction():
        assert ask(forum, by=SYSTEM, remind=True) == 1
        assert ask(forum, by=SYSTEM, remind=True) == 0
    assert addresses() == [answered.email, silent.email, silent.email]


def test_nobody_is_asked_before_the_start(forum, clock, transaction):
    make_person(forum)
    clock.instant = START - timedelta(hours=1)
    with pytest.raises(DomainError), transaction():
        ask(forum, by=SYSTEM)
    assert addresses() == []


def test_the_letter_holds_the_personal_link_and_the_last_day(forum, transaction):
    person = make_person(forum, "試験", "花子")
    with transaction():
        ask(forum, by=SYSTEM)
    content = letters.build(db.session.scalars(sa.select(Letter)).one())
    lines = content.text.splitlines()
    assert content.subject == f"{forum.title}のご感想のお願い"
    assert lines[0] == "試験\u3000花子 様"
    assert [line for line in lines if line.startswith("http")] == [asked.address_of(person)]
    assert lines[lines.index("■ 受付の期限") + 1] == "令和6年8月31日(土)まで"
    assert f'<a href="{asked.address_of(person)}">' in content.html


@pytest.mark.parametrize("what", ["answered", "cancelled", "over"])
def test_a_letter_that_has_become_pointless_is_not_built(forum, transaction, clock, what):
    person = make_person(forum)
    with transaction():
        ask(forum, by=SYSTEM)
    letter = db.session.scalars(sa.select(Letter)).one()
    assert letters.build(letter) is not None
    if what == "answered":
        give(person, 4)
    elif what == "cancelled":
        with transaction():
            person.state = RegistrationState.CANCELLED
    else:
        clock.advance(days=31)
    assert letters.build(letter) is None


# --- rights ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "curates", "reads"),
    [
        ("owner", True, True),
        ("editor", True, True),
        ("viewer", False, True),
        ("facilitator", False, False),
        ("reception", False, False),
    ],
)
def test_what_each_role_may_do(role, curates, reads):
    assert (policy.may_curate({role}), role in policy.READERS) == (curates, reads)
