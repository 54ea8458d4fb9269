"""Sending a file in pieces, as the page's script does."""

import io

from tests.materials.factories import PDF

CONTENT = PDF + bytes(range(256)) * 8
FORUM = "/desk/forums/nagasaki"
NEW = f"{FORUM}/materials/new"
BEGIN = f"{FORUM}/uploads"


def begin(client, content=CONTENT, name="資料.pdf", place="documents", mark="1", **values):
    """Say what is to come."""
    sent = {"csrf_token": client.csrf, "place": place, "name": name, "size": len(content), "mark": mark}
    return client.post(BEGIN, data={**sent, **values})


def step(client, ident, **values):
    """Take a step of an upload."""
    sent = {"csrf_token": client.csrf, **values}
    return client.post(f"{BEGIN}/{ident}", data=sent, content_type="multipart/form-data")


def piece(client, ident, offset, content):
    """Send a piece."""
    return step(client, ident, step="piece", offset=offset, piece=(io.BytesIO(content), "blob"))
