"""Whether there is still a seat is public, and true at once."""

import re

import pytest

from forumapp.core.actor import SYSTEM
from forumapp.forums.models import Mode
from forumapp.registration.services import changing
from tests.forums.factories import make_forum
from tests.registration.factories import make_registration

PAGE = "/forums/two-seats/"


@pytest.fixture
def forum(app):
    return make_forum(slug="two-seats", seats_on_site=1, seats_web=None)


def seats(client):
    html = client.get(PAGE).get_data(as_text=True)
    listed = re.search(r'<ul class="facts-card__seats">(.*?)</ul>', html, re.DOTALL)[1]
    return [re.sub(r"<[^>]+>|\s+", "", line) for line in re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)]


def test_the_page_says_free_then_full_then_free_again(client, forum, transaction):
    assert seats(client) == ["会場参加空きあり", "Web参加空きあり"]
    registration = make_registration(forum, mode=Mode.ON_SITE)
    assert seats(client) == ["会場参加満席", "Web参加空きあり"]
    with transaction() as session:
        changing.cancel(session.merge(registration), by=SYSTEM)
    assert seats(client) == ["会場参加空きあり", "Web参加空きあり"]


def test_a_forum_that_is_not_open_says_nothing_of_seats(client, forum, clock):
    clock.advance(days=60)
    assert "facts-card__seats" not in client.get(PAGE).get_data(as_text=True)
