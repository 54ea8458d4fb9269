"""Whether the application lives: its database answers, its postman was seen, and letters go out."""

from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from forumapp.core.db import DatabaseBusy, db
from forumapp.mail import queries


def health() -> tuple[dict[str, Any], bool]:
    """Return what a monitor wants to know, and whether requests can be answered."""
    try:
        queue = queries.queue()
    except (SQLAlchemyError, DatabaseBusy):
        db.session.rollback()
        return {"status": "failed", "database": "failed"}, False
    postman = {"last_beat": queue.beat.isoformat() if queue.beat else None, "late": queue.is_late}
    mail = {
        "due": queue.due,
        "oldest_due_seconds": int(queue.age.total_seconds()) if queue.age else None,
        "failed_in_a_day": queue.failed,
        "stuck": queue.is_stuck,
    }
    return {"status": "ok", "database": "ok", "postman": postman, "mail": mail}, True
