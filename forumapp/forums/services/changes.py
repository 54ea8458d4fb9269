"""The paragraph that every change of a forum ends with: set, write down, tell."""

from collections.abc import Mapping
from typing import Any

from forumapp.core import audit, events
from forumapp.core.actor import Actor
from forumapp.forums.events import ForumChanged, What
from forumapp.forums.models import Forum


def change(
    forum: Forum,
    what: What,
    *,
    by: Actor,
    values: Mapping[str, Any],
    words: Mapping[str, tuple[str, str]] | None = None,
) -> bool:
    """Set ``values`` on ``forum``, record what really changed and tell the floors above; False if nothing did.

    ``words`` say (before, after) of columns that are ids, for the record.
    """
    changes = audit.difference(forum, dict(values))
    if not changes:
        return False
    for name, told in (words or {}).items():
        if name in changes:
            changes[name] = list(told)
    audit.record(by, f"forum.{what}", forum, changes=changes)
    events.publish(ForumChanged(forum.id, what, frozenset(changes), by))
    return True
