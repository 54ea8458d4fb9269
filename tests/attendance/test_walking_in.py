"""当日参加: a seat of the room and a check-in together, or neither."""

import pytest
import sqlalchemy as sa

from forumapp.attendance.errors import AlreadyRegistered, RoomFull
from forumapp.attendance.models import CheckIn, CheckInKind
from forumapp.attendance.queries.presence import attended
from forumapp.attendance.services import walking_in
from forumapp.attendance.services.checking import Verdict
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.registration.errors import NotOpen
from forumapp.registration.models import Entry, Registration, RegistrationState, SeatRules
from forumapp.registration.services import changing
from tests.accounts.factories import writing
from tests.attendance.factories import DESK, MORNING, arrival, check_in, undo
from tests.forums.factories import make_forum
from tests.registration.factories import make_attendee, make_line, make_quota, make_registration

HANAKO = {"family_name": "当日", "given_name": "花子"}


@pytest.fixture
def forum(app):
    return make_forum(seats_on_site=2)


def comes(forum, clock, *, client_id="w", attendee=None, **options):
    clock.instant = max(clock.instant, MORNING)
    with writing():
        return walking_in.walk_in(
            forum,
            arrival(0, client_id=client_id),
            by=DESK,
            attendee=attendee or make_attendee(**HANAKO),
            **options,
        )


def registrations(forum):
    rows = sa.select(Registration).where(Registration.forum_id == forum.id).order_by(Registration.id)
    return db.session.scalars(rows).all()


def test_a_walk_in_has_a_seat_and_is_checked_in(forum, clock):
    outcome = comes(forum, clock)
    (person,) = registrations(forum)
    assert (person.state, person.mode) == (RegistrationState.CONFIRMED, Mode.ON_SITE)
    assert (outcome.verdict, outcome.check_in.kind) == (Verdict.DONE, CheckInKind.WALK_IN)
    assert attended(forum) == {person.id}


def test_the_same_walk_in_sent_twice_is_one(forum, clock):
    first, again = comes(forum, clock), comes(forum, clock)
    assert first.check_in.id == again.check_in.id
    assert len(registrations(forum)) == 1


def test_a_full_room_takes_nobody_in_and_leaves_nothing(forum, clock):
    for _number in range(2):
        make_registration(forum)
    with pytest.raises(RoomFull, match="定員2名"):
        comes(forum, clock)
    assert len(registrations(forum)) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CheckIn)) == 0


def test_a_forum_by_web_only_has_no_walk_ins(app, clock):
    forum = make_forum(mode=Mode.WEB)
    with pytest.raises(NotOpen):
        comes(forum, clock)


def test_a_namesake_of_the_same_organisation_is_asked_for_first(forum, clock):
    make_registration(forum, **HANAKO)
    with pytest.raises(AlreadyRegistered):
        comes(forum, clock)
    comes(forum, clock, is_other=True)
    assert len(registrations(forum)) == 2


def test_who_was_cancelled_comes_again_with_a_new_registration(forum, clock):
    person = make_registration(forum, **HANAKO)
    with writing():
        changing.cancel(person, by=DESK)
    outcome = comes(forum, clock, instead_of=person)
    assert [row.state.value for row in registrations(forum)] == ["cancelled", "confirmed"]
    assert attended(forum) == {outcome.registration.id} != {person.id}


def test_who_waits_goes_before_those_at_home_if_there_is_a_seat(forum, clock):
    with writing() as session:
        session.add(SeatRules(forum_id=forum.id, has_waiting=True, moves_up=False))
    person, other = make_registration(forum, **HANAKO), make_registration(forum)
    for one in (other, person):
        with writing():
            one.state, one.waiting_since = RegistrationState.WAITING, clock.instant
    comes(forum, clock, instead_of=person)
    assert sorted(row.state.value for row in registrations(forum)) == ["cancelled", "confirmed", "waiting"]


def test_who_waits_for_a_full_room_goes_on_waiting(forum, clock, transaction):
    for _number in range(2):
        make_registration(forum)
    with writing() as session:
        session.add(SeatRules(forum_id=forum.id, has_waiting=True))
    person = make_registration(forum, Mode.WEB)
    with writing():
        person.mode, person.state = Mode.ON_SITE, RegistrationState.WAITING
        person.waiting_since = clock.instant
    with pytest.raises(RoomFull):
        comes(forum, clock, instead_of=person)
    db.session.rollback()
    assert db.session.get(Registration, person.id).state is RegistrationState.WAITING


def test_a_living_registration_is_not_made_anew(forum, clock):
    person = make_registration(forum, **HANAKO)
    with pytest.raises(AlreadyRegistered):
        comes(forum, clock, instead_of=person)
    assert len(registrations(forum)) == 1


def test_seats_kept_for_organisations_are_for_their_people_only(app, clock):
    forum = make_forum(seats_on_site=1, mode=Mode.ON_SITE)
    from_nagasaki = make_line(forum)
    make_quota(from_nagasaki, seats=1)
    with writing() as session:
        session.add(SeatRules(forum_id=forum.id, entry=Entry.BOTH))
    with pytest.raises(RoomFull, match="参加枠"):
        comes(forum, clock, attendee=make_attendee(organisation="任意団体"))
    outcome = comes(forum, clock, attendee=make_attendee(organisation="長崎市"))
    assert outcome.registration.quota_id is not None


def test_a_walk_in_taken_back_gives_the_seat_back(forum, clock):
    comes(forum, clock)
    undo(forum, "w")
    undo(forum, "w")
    assert attended(forum) == set()
    assert [row.state for row in registrations(forum)] == [RegistrationState.CANCELLED]


def test_a_walk_in_whom_another_desk_has_recorded_too_stays_until_the_last_of_both_is_taken_back(
    forum, clock
):
    comes(forum, clock)
    check_in(forum, arrival(registrations(forum)[0], client_id="s"))
    undo(forum, "w")
    undo(forum, "w")
    assert [row.state for row in registrations(forum)] == [RegistrationState.CONFIRMED]
    undo(forum, "s")
    assert [row.state for row in registrations(forum)] == [RegistrationState.CANCELLED]


def test_a_registration_from_before_stays_when_its_check_in_is_taken_back(forum, clock):
    person = make_registration(forum)
    clock.instant = MORNING
    check_in(forum, arrival(person, client_id="r"))
    undo(forum, "r")
    assert [row.state for row in registrations(forum)] == [RegistrationState.CONFIRMED]
