"""Whether the application lives: its database answers, and its postman was seen."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from forumapp.core import clock
from forumapp.core.db import DatabaseBusy, db
from forumapp.core.jobs import last_beat

LATE = timedelta(minutes=5)


def health() -> tuple[dict[str, Any], bool]:
    """Return what a monitor wants to know, and whether requests can be answered."""
    try:
        db.session.execute(sa.text("SELECT 1"))
        beat = last_beat("postman")
    except (SQLAlchemyError, DatabaseBusy):
        db.session.rollback()
        return {"status": "failed", "database": "failed"}, False
    late = beat is None or clock.now() - beat > LATE
    postman = {"last_beat": beat.isoformat() if beat else None, "late": late}
    return {"status": "ok", "database": "ok", "postman": postman}, True
