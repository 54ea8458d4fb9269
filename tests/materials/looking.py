"""Contents that were looked at already, for tests that need a picture of the first page and no worker."""

import io

from PIL import Image

from forumapp.core import clock, files
from forumapp.core.db import db
from forumapp.core.uploads.models import FileInspection, InspectionState
from tests.accounts.factories import writing


def picture():
    """A small WebP."""
    made = io.BytesIO()
    Image.new("RGB", (4, 3), "teal").save(made, "WEBP")
    return made.getvalue()


def looked_at(digest, **values):
    """Write down that a content was looked at, with a picture; returns the picture's digest."""
    with writing():
        written = files.write(io.BytesIO(picture()), limit=1 << 20)
        kept = files.keep(written, "image/webp").digest
        if db.session.get(FileInspection, digest) is None:
            facts = {"state": InspectionState.DONE, "pages": 1, "findings": [], "people": {}, **values}
            db.session.add(FileInspection(digest=digest, asked_at=clock.now(), preview_digest=kept, **facts))
            db.session.flush()
    return kept


def deep_grey():
    """A PNG of 16 bits whose grey runs from black on the left to white on the right."""
    grey, made = Image.new("I;16", (64, 16)), io.BytesIO()
    grey.putdata([column * 1040 for _row in range(16) for column in range(64)])
    grey.save(made, "PNG")
    return made.getvalue()


def tones(content):
    """Return how light a picture made of :func:`deep_grey` is left, in the middle and right."""
    shown = Image.open(io.BytesIO(content)).convert("L")
    return [shown.getpixel((column, 8)) for column in (1, 32, 62)]
