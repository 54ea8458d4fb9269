"""The day of the seed's forum, and people who come to a desk."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count

import segno
from PIL import Image

from forumapp.attendance.models import CheckIn
from forumapp.attendance.services import checking, undoing
from forumapp.attendance.services.checking import Arrival
from forumapp.core.actor import Actor
from tests.accounts.factories import writing

MORNING = datetime(2024, 8, 1, 4, 0, tzinfo=UTC)
"""13:00 in Tokyo, half an hour before the forum begins."""
DESK = Actor("account", 1, "受付 太郎")
_numbers = count(1)


def after(minutes):
    return MORNING + timedelta(minutes=minutes)


def came(registration, client_id, at):
    """Write a check-in down, whatever the day is."""
    with writing() as session:
        made = CheckIn(forum_id=registration.forum_id, registration_id=registration.id, client_id=client_id)
        made.desk, made.at, made.received_at = "受付1", at, at
        session.add(made)
        session.flush()
    return made


def arrival(registration, **values):
    """What a device sends when somebody comes."""
    ident = getattr(registration, "id", registration)
    return Arrival(
        **{"client_id": f"client-{next(_numbers)}", "registration_id": ident, "desk": "受付1", **values}
    )


def check_in(forum, *arrivals, by=DESK):
    """Check in and return the outcomes."""
    with writing():
        return checking.check_in(forum, arrivals, by=by)


def undo(forum, *client_ids, by=DESK):
    """Take check-ins back."""
    with writing():
        return undoing.undo(forum, client_ids, by=by)


def jpeg(text):
    """Photograph the QR code of ``text``."""
    code, kept = segno.make(text, error="m", micro=False), BytesIO()
    rows = [[0 if dark else 255 for dark in row] for row in code.matrix_iter(scale=6, border=4)]
    image = Image.new("L", (len(rows[0]), len(rows)))
    image.putdata([pixel for row in rows for pixel in row])
    image.save(kept, "JPEG", quality=70)
    kept.seek(0)
    return kept
