"""A work with three groups and six people, and an editor who has signed in."""

import pytest

from forumapp.forums.models import Role
from tests.forums.factories import sign_in_as
from tests.groupwork.factories import make_person, make_work


@pytest.fixture
def seating_work(app):
    return make_work(themes=1, groups=3)


@pytest.fixture
def people(seating_work):
    return [
        make_person(seating_work.forum, f"人{number}", organisation_name=f"市{number}") for number in range(6)
    ]


@pytest.fixture
def arranger(client, seating_work):
    sign_in_as(client, seating_work.forum, Role.EDITOR)
    return client
