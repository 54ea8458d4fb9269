"""The same forms that were refused at the door are accepted from who may send them: the refusals were no accident."""

import re
from datetime import UTC, datetime

from tests.access import world as worlds
from tests.access.doors import paths
from tests.access.pages import STALE, TOKEN, filled

WHEN = {}
CHANGES = {}


def test_every_form_is_accepted_from_who_may_send_it_and_refused_without_its_token(world, catalogue, clock):
    began = clock.instant
    for door, path in list(paths(world)):
        if "POST" not in door.methods:
            continue
        form = catalogue.get(path)
        changes = CHANGES.get(door.endpoint, {})
        if form is None:
            print("NOFORM", door.endpoint, path)
            continue
        clock.instant = WHEN.get(door.endpoint, began)
        client = world.browsers["stranger" if door.who == "anybody" or door.link else "admin"].fresh()
        refused = client.post(path, data=filled(form, **{**changes, "csrf_token": STALE}))
        same = worlds.digest(worlds.rows()) == worlds.digest(world.kept)
        answer = client.post(path, data=filled(form, **changes))
        changed = worlds.digest(worlds.rows()) != worlds.digest(world.kept)
        if (answer.status_code, changed, refused.status_code, same) not in {
            (303, True, 400, True),
            (303, True, 422, True),
        }:
            print(door.endpoint, answer.status_code, changed, refused.status_code, same, path)
            if answer.status_code == 422:
                print(
                    "   ",
                    [(k, v) for k, v in filled(form, **changes).lists() if k not in {"csrf_token", "seen"}],
                )
            print(
                "   ",
                re.sub(
                    r"\s+",
                    " ",
                    re.sub(
                        "<[^>]*>",
                        " ",
                        " ".join(re.findall(r'class="[^"]*error[^"]*".*?</(?:p|div|ul)>', answer.text, re.S)),
                    ),
                )
                if answer.mimetype == "text/html"
                else "",
            )
        answer.close()
        worlds.restore(world.app, world.kept)
