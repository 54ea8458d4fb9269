"""The forms that were refused at the door are accepted from who may send them: the refusals were no accident."""

import pytest

from tests.access import world as worlds
from tests.access.doors import paths
from tests.access.forms import WHEN, sound
from tests.access.pages import STALE

OUTCOMES = {
    "forums.withdraw": (409, False),
    "forums.publication": (422, False),
    "accounts.sign_out": (303, False),
    "invitations.preview": (200, False),
    "invited.check": (200, False),
    "publishing.unpublish_report": (422, False),
    "registration.check": (200, False),
    "registrations.export": (200, True),
}
"""(status, is anything written) of forms that do not end with a redirect: previews, and what is not done twice."""


@pytest.fixture
def forms(world, catalogue, clock):
    """Every form that writes: (door, path, client of somebody who may send it), at a time when it is taken."""

    def each():
        began = clock.instant
        for door, path in [pair for pair in paths(world) if "POST" in pair[0].methods]:
            clock.instant = WHEN.get(door.endpoint, began)
            yield door, path, world.browsers["stranger" if door.who == "anybody" or door.link else "admin"]

    return each


def test_every_form_is_accepted_from_who_may_send_it(world, catalogue, forms):
    wrong, before = [], worlds.digest(world.kept)
    for door, path, browser in forms():
        with browser.fresh().post(path, data=sound(catalogue, door, path)) as answer:
            answer.get_data()
        outcome = (answer.status_code, worlds.digest(worlds.rows()) != before)
        if outcome != OUTCOMES.get(door.endpoint, (303, True)):
            wrong.append(f"{door.endpoint}: {outcome}")
        world.restore()
    assert wrong == []


def test_no_form_is_accepted_with_a_token_of_another_session(world, catalogue, forms):
    wrong = []
    for door, path, browser in forms():
        answer = browser.fresh().post(path, data=sound(catalogue, door, path, csrf_token=STALE))
        if answer.status_code not in {400, 422}:
            wrong.append(f"{door.endpoint}: {answer.status_code}")
    assert wrong == []
    assert worlds.digest(worlds.rows()) == worlds.digest(world.kept)
