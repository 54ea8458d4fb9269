"""What the tests do with a speaker's page."""

import io
import re

import sqlalchemy as sa

from forumapp.core.db import db
from forumapp.materials.models import Material
from tests.forums.pages import form_on, text_of
from tests.materials.factories import PDF


def texts(client, path):
    """Return the page's words, tags left out."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", text_of(client.get(path))))


def hand_in(client, stage, content=PDF, name="資料.pdf", **values):
    """Send slides for the stage's item."""
    path = f"{stage.own}items/{stage.item.id}/slides"
    sent = {
        **form_on(client, path, path),
        "may_publish": "yes",
        **values,
        "file": (io.BytesIO(content), name),
    }
    return client.post(path, data=sent, content_type="multipart/form-data")


def slides(stage):
    """Return (name, who sees it, may it be published, is it there) of each file of the item."""
    db.session.expire_all()
    mine = sa.select(Material).where(Material.item_id == stage.item.id).order_by(Material.id)
    return [
        (one.filename, one.audience.value, one.may_publish, one.withdrawn_at is None)
        for one in db.session.scalars(mine)
    ]
