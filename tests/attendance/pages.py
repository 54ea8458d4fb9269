"""Reading and sending the pages of the reception."""

import json
import re

from tests.attendance.factories import MORNING


def desk(forum, rest=""):
    return f"/desk/forums/{forum.slug}/reception{rest}"


def words(answer):
    """Return the text of a page without its script's."""
    html = re.sub(r"(?s)<script.*?</script>|<template.*?</template>", "", answer.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def token(client, path):
    return re.search(r'name="csrf_token"[^>]* value="(\w+)"', client.get(path).text)[1]


def send(client, forum, path, page="", **fields):
    data = {"csrf_token": token(client, desk(forum, page or path)), **fields}
    return client.post(desk(forum, path), data=data, follow_redirects=True)


def sync(client, forum, *entries, **fields):
    csrf = client.get(desk(forum, "/roster")).json["token"]
    return client.post(
        desk(forum, "/sync"), data={"csrf_token": csrf, "entries": json.dumps(entries), **fields}
    )


def entry(person, ident, at=MORNING, **values):
    return {
        "do": "in",
        "id": ident * 16,
        "person": person.id,
        "at": at.isoformat(),
        "desk": "受付1",
        **values,
    }
