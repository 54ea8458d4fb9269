"""How people are asked to call themselves in the meeting tool."""

from forumapp.core import audit
from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.core.transaction import lock
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.queries.arrangement import arrangement_of


def set_rule(work: GroupWork, *, by: Actor, rule: str) -> None:
    """Set the rule of display names, one that display_names.parse takes."""
    lock(work)
    arrangement = arrangement_of(work)
    db.session.add(arrangement)
    changes = audit.difference(arrangement, {"display_name": rule})
    if changes:
        audit.record(by, "arrangement.display_name", work, changes=changes)
