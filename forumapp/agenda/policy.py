"""Who may do what with a programme."""

from collections.abc import Collection
from datetime import datetime

from forumapp.forums.models import Forum
from forumapp.forums.states import over_at

READERS = ("owner", "editor", "facilitator", "reception", "viewer")
EDITORS = ("owner", "editor")


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` in the forum may change its programme."""
    return not set(EDITORS).isdisjoint(roles)


def may_correct(forum: Forum) -> bool:
    """Say whether speakers may still approve or correct their lines and send slides: also after the forum, for its report."""
    return forum.cancelled_at is None and forum.purged_at is None


def may_arrange(forum: Forum, now: datetime) -> bool:
    """Say whether what a speaker tells for the day itself is still of use: until the forum is over."""
    over = over_at(forum)
    return may_correct(forum) and (over is None or now < over)
