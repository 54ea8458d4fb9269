"""What the tests of campaigns share."""

import pytest

from forumapp.forums.models import Mode
from tests.campaigns.scheduling import switch_on
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration


@pytest.fixture
def forum(app):
    """On 1 August 2024, 13:30 in Tokyo; one at the venue, one by Web."""
    made = make_forum(slug="forum")
    make_registration(made, Mode.ON_SITE, email="hall@city.example.jp")
    make_registration(made, Mode.WEB, email="web@city.example.jp")
    return made


@pytest.fixture
def switched_on(forum, clock):
    switch_on(forum)
    clock.advance(minutes=1)
    return forum
