"""Changing who sits where: commands, taking back, publishing, and two people at once."""

import pytest

from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.errors import DomainError
from forumapp.groupwork.arrangement import CommandState
from forumapp.groupwork.errors import ArrangementChanged
from forumapp.groupwork.queries import arrangement as arrangements
from forumapp.groupwork.queries.people import groups_of
from forumapp.groupwork.services import publishing, setup, taking_back
from forumapp.groupwork.services.arranging import Chair, Seat, arranging, seats_of
from forumapp.registration.models import RegistrationState
from tests.groupwork.factories import make_person, make_work

pytestmark = pytest.mark.usefixtures("app")
AOKI = Actor("account", 1, "青木 花子")


@pytest.fixture
def seated(transaction):
    """A work with two groups and three people, the first two seated."""
    work = make_work(groups=2)
    people = [make_person(work.forum) for _number in range(3)]
    one, two = work.groups
    with transaction(), arranging(one.work, by=AOKI, action="arrangement.members_set", title="1") as draft:
        draft.seats[Chair(1, people[0].id)] = Seat(one.id)
        draft.seats[Chair(1, people[1].id)] = Seat(two.id, is_pinned=True)
    return one.work, people, (one, two)


def test_a_change_is_a_command_with_both_sides(seated, transaction):
    work, people, (one, two) = seated
    with transaction(), arranging(work, by=AOKI, action="arrangement.members_set") as draft:
        draft.seats[Chair(1, people[0].id)] = Seat(two.id)
        del draft.seats[Chair(1, people[1].id)]
        draft.seats[Chair(2, people[2].id)] = Seat(one.id)
    latest = arrangements.last_done(work.id)
    assert (latest.number, latest.actor_label) == (2, "青木 花子")
    assert latest.rows == {
        f"1:{people[0].id}": [[one.id, False], [two.id, False]],
        f"1:{people[1].id}": [[two.id, True], None],
        f"2:{people[2].id}": [None, [one.id, False]],
    }
    assert seats_of(work.id) == {
        Chair(1, people[0].id): Seat(two.id),
        Chair(2, people[2].id): Seat(one.id),
    }


def test_what_changes_nothing_is_no_command(seated, transaction):
    work, people, (one, _two) = seated
    with transaction(), arranging(work, by=AOKI, action="arrangement.members_set") as draft:
        draft.seats[Chair(1, people[0].id)] = Seat(one.id)
    assert arrangements.arrangement_of(work).version == 1


def test_undo_and_redo_go_back_and_forth_and_a_new_change_ends_redo(seated, transaction):
    work, people, (one, two) = seated
    first = seats_of(work.id)
    with transaction(), arranging(work, by=AOKI, action="arrangement.members_set") as draft:
        draft.seats[Chair(1, people[2].id)] = Seat(two.id)
    second = seats_of(work.id)
    with transaction():
        taking_back.undo(work, by=SYSTEM)
    assert seats_of(work.id) == first
    with transaction():
        taking_back.undo(work, by=SYSTEM)
    assert seats_of(work.id) == {}
    with pytest.raises(DomainError), transaction():
        taking_back.undo(work, by=SYSTEM)
    with transaction():
        taking_back.redo(work, by=SYSTEM)
        taking_back.redo(work, by=SYSTEM)
    assert seats_of(work.id) == second
    with transaction():
        taking_back.undo(work, by=SYSTEM)
    with transaction(), arranging(work, by=AOKI, action="arrangement.members_set") as draft:
        draft.seats[Chair(1, people[2].id)] = Seat(one.id)
    with pytest.raises(DomainError), transaction():
        taking_back.redo(work, by=SYSTEM)
    states = [command.state for command in arrangements.history(work.id) if command.target_id is None]
    assert states == [CommandState.DONE, CommandState.DROPPED, CommandState.DONE]


def test_undo_leaves_out_whoever_cancelled_meanwhile(seated, transaction):
    work, people, _groups = seated
    with transaction(), arranging(work, by=AOKI, action="arrangement.members_set") as draft:
        draft.seats.clear()
    with transaction():
        people[0].state = RegistrationState.CANCELLED
    with transaction():
        taking_back.undo(work, by=SYSTEM)
    assert seats_of(work.id).keys() == {Chair(1, people[1].id)}


def test_a_page_that_is_out_of_date_changes_nothing(seated, transaction):
    work, _people, _groups = seated
    before = seats_of(work.id)
    with (
        pytest.raises(ArrangementChanged),
        transaction(),
        arranging(work, by=AOKI, action="arrangement.members_set", version=0) as draft,
    ):
        draft.seats.clear()
    with pytest.raises(ArrangementChanged), transaction():
        taking_back.undo(work, by=SYSTEM, version=0)
    with pytest.raises(ArrangementChanged), transaction():
        publishing.publish(work, by=SYSTEM, version=0)
    assert seats_of(work.id) == before


def test_people_see_what_was_published_and_the_changed_ones_are_named(seated, transaction):
    work, people, (one, two) = seated
    assert groups_of(people[0].id) == []
    with transaction():
        assert publishing.publish(work, by=SYSTEM) == {people[0].id, people[1].id}
    with transaction(), arranging(work, by=AOKI, action="arrangement.members_set") as draft:
        draft.seats[Chair(1, people[0].id)] = Seat(two.id)
    assert groups_of(people[0].id) == [(1, one)]
    with transaction():
        assert publishing.publish(work, by=SYSTEM, version=2) == {people[0].id}
    assert groups_of(people[0].id) == [(1, two)]
    assert arrangements.arrangement_of(work).published_version == 2


def test_a_withdrawn_group_frees_its_people_and_comes_back_with_them(seated, transaction):
    work, people, (_one, two) = seated
    with transaction():
        setup.withdraw_group(two, by=SYSTEM)
    assert seats_of(work.id).keys() == {Chair(1, people[0].id)}
    with transaction():
        taking_back.undo(work, by=SYSTEM)
    assert seats_of(work.id)[Chair(1, people[1].id)].group_id == two.id
    assert two.withdrawn_at is None
