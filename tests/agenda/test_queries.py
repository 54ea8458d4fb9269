"""The number of statements does not grow with the programme."""

import pytest

from forumapp.agenda import queries
from forumapp.forums.models import Role
from tests.accounts.factories import make_account, sign_in
from tests.agenda.factories import add_item, add_speaker, add_track, seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_membership

DESK = "/desk/forums/nagasaki-2024/agenda"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", ends=None)


@pytest.fixture
def editor(forum, client):
    account = make_account()
    make_membership(forum, account, Role.EDITOR)
    sign_in(client, account)
    return client


def test_reading_the_released_programme_is_one_statement_whatever_its_length(forum):
    number = forum.id
    assert statements(lambda: queries.released_programme(number)) == 1
    seed_programme(forum)
    assert statements(lambda: queries.released_programme(number)) == 1


def test_reading_the_draft_takes_as_many_statements_for_three_items_as_for_one(forum):
    add_item(forum, "一", start=600, minutes=10)
    one = statements(lambda: queries.draft_programme(forum))
    for title in ("二", "三"):
        add_item(forum, title, minutes=10)
    assert (one, statements(lambda: queries.draft_programme(forum))) == (one, one)


@pytest.mark.parametrize("path", ["", "/tracks", "/releases"])
def test_a_longer_programme_takes_no_more_statements(forum, editor, path):
    def grow(number):
        track = add_track(forum, f"部会{number}")
        item = add_item(forum, f"講演{number}", start=600, minutes=10, track=track)
        add_speaker(item, given_name=f"太郎{number}")

    grow(1)
    editor.get(DESK)
    one = statements(lambda: editor.get(DESK + path))
    grow(2)
    grow(3)
    assert (one > 0, statements(lambda: editor.get(DESK + path))) == (True, one)
