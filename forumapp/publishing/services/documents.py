"""What the preparation of a report is in a forum's document, and what a copy of a forum takes over from it."""

from typing import Any

from forumapp.core import audit
from forumapp.core.db import db
from forumapp.forums.events import ForumCopied
from forumapp.forums.models import Forum
from forumapp.publishing.models import FEWEST, ReportPreparation
from forumapp.publishing.queries.preparation import preparation_of
from forumapp.publishing.report.figures import NAMES

Values = dict[str, Any]


def written(forum: Forum) -> Values:
    """Return what was said about the report, without what is usual."""
    found = preparation_of(forum.id)
    values: Values = {"outline": found.outline, "outline_en": found.outline_en, "figures": found.figures}
    values |= {"fewest": None if found.fewest == FEWEST else found.fewest, "approval": found.needs_approval}
    return {name: value for name, value in values.items() if value}


def read(forum: Forum, given: Values) -> dict[str, list[Any]]:
    """Bring the preparation to what a document says of it; returns what that changes, as an audit entry has it."""
    prepared = preparation_of(forum.id)
    figures = given.get("figures", [])
    values: Values = {
        "outline": given.get("outline", ""),
        "outline_en": given.get("outline_en", ""),
        "figures": [name for name in NAMES if name in figures],
        "fewest": given.get("fewest", FEWEST),
        "needs_approval": given.get("approval", False),
    }
    changes = audit.difference(prepared, values)
    if changes:
        prepared.version += 1
        db.session.add(prepared)
    return changes


def forum_copied(event: ForumCopied) -> None:
    """Give the copy the figures and the approval of its model; the text is of one day, and stays with it."""
    model = db.session.get(ReportPreparation, event.from_id)
    if model is not None:
        kept = {
            "figures": list(model.figures),
            "fewest": model.fewest,
            "needs_approval": model.needs_approval,
        }
        db.session.add(ReportPreparation(forum_id=event.forum_id, **kept))
