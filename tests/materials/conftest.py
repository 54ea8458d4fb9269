"""What the tests of files share: a forum, a data directory of their own, an editor who sends."""

import pytest

from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import form_on
from tests.materials.sending import NEW


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki")


@pytest.fixture
def store(app, tmp_path, monkeypatch):
    """A data directory of the test's own."""
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def editor(client, forum):
    """A client of an editor, with the token of their session."""
    sign_in_as(client, forum)
    client.csrf = form_on(client, NEW)["csrf_token"]
    return client
