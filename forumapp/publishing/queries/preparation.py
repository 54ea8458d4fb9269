"""What organisers prepared for a report, or the defaults."""

from forumapp.core.db import db
from forumapp.publishing.models import FEWEST, ReportPreparation


def preparation_of(forum_id: int) -> ReportPreparation:
    """Return what was said about the report, or the defaults (then the row belongs to no session)."""
    found = db.session.get(ReportPreparation, forum_id)
    return found or ReportPreparation(
        forum_id=forum_id,
        outline="",
        outline_en="",
        figures=[],
        fewest=FEWEST,
        needs_approval=False,
        links=[],
        version=0,
    )
