"""The factories make what the tests of every slice rest on."""

from forumapp.forums.models import State
from forumapp.forums.states import state_of
from tests.forums.factories import make_forum, make_membership, make_organisation, make_venue


def test_a_forum_of_the_factory_takes_registrations(app):
    assert state_of(make_forum()) is State.OPEN


def test_a_draft_of_the_factory_is_a_draft(app):
    assert state_of(make_forum(draft=True)) is State.DRAFT


def test_a_forum_without_a_day_is_planned(app):
    assert state_of(make_forum(day=None)) is State.PLANNED


def test_the_factories_join_the_transaction_of_a_test(app, transaction):
    with transaction():
        forum = make_forum(owner=make_organisation("420000"), venue=make_venue())
        membership = make_membership(forum, role="owner")
    assert (forum.owner.name, forum.venue.rooms[1].capacity) == ("長崎県", 40)
    assert membership.role == "owner"
