"""A forum with one person, and somebody at its reception on the day."""

import pytest

from forumapp.forums.models import Role
from tests.attendance.factories import MORNING
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def person(forum):
    return make_registration(
        forum,
        family_name="佐藤",
        given_name="花子",
        family_kana="サトウ",
        given_kana="ハナコ",
        organisation="長崎市",
    )


@pytest.fixture
def at_desk(person, client, clock):
    clock.instant = MORNING
    sign_in_as(client, person.forum, Role.RECEPTION)
    return clock
