"""The forms that were refused at the door are accepted from who may send them: the refusals were no accident."""

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


def test_every_form_is_accepted_from_who_may_send_it_and_refused_without_its_token(world, catalogue, clock):
    began, wrong = clock.instant, []
    for door, path in [pair for pair in paths(world) if "POST" in pair[0].methods]:
        clock.instant = WHEN.get(door.endpoint, began)
        client = world.browsers["stranger" if door.who == "anybody" or door.link else "admin"].fresh()
        refused = client.post(path, data=sound(catalogue, door, path, csrf_token=STALE))
        unchanged = worlds.digest(worlds.rows()) == worlds.digest(world.kept)
        answer = client.post(path, data=sound(catalogue, door, path))
        changed = worlds.digest(worlds.rows()) != worlds.digest(world.kept)
        if (answer.status_code, changed) != OUTCOMES.get(door.endpoint, (303, True)):
            wrong.append(f"{door.endpoint}: {answer.status_code}, {'changed' if changed else 'unchanged'}")
        if refused.status_code not in {400, 422} or not unchanged:
            wrong.append(f"{door.endpoint} without its token: {refused.status_code}, unchanged: {unchanged}")
        answer.close()
        world.restore()
    assert wrong == []
