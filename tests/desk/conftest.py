"""Preparation shared by the tests of the desk."""

import pytest

from forumapp.forums.models import Role
from tests.forums.factories import make_forum, sign_in_as

DESK = "/desk/forums/nagasaki-2024"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", seats_on_site=50)


@pytest.fixture
def editor(forum, client):
    return sign_in_as(client, forum, Role.EDITOR)
