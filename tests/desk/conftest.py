"""Preparation shared by the tests of the desk."""

import pytest
import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.forums.models import Role
from tests.forums.factories import make_forum, sign_in_as

DESK = "/desk/forums/nagasaki-2024"


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki-2024", seats_on_site=50)


@pytest.fixture
def editor(forum, client):
    return sign_in_as(client, forum, Role.EDITOR)


@pytest.fixture
def statements(app):
    """A function that counts the statements of what it calls."""

    def count(call):
        seen = []

        def listen(*arguments):
            seen.append(arguments[2])

        sa.event.listen(db.engine, "before_cursor_execute", listen)
        try:
            call()
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    return count
