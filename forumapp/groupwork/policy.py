"""Who may do what in group work; pure."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from forumapp.core import clock
from forumapp.forums.models import Forum
from forumapp.forums.states import end_of
from forumapp.groupwork.models import Group

ARRANGERS = frozenset({"owner", "editor"})
WATCHERS = ARRANGERS | {"viewer"}


def may_arrange(roles: Collection[str]) -> bool:
    """Say whether one may set up themes and groups, write in any group and curate the summary."""
    return bool(ARRANGERS & set(roles))


def may_watch(roles: Collection[str]) -> bool:
    """Say whether one may read the notes of all groups."""
    return bool(WATCHERS & set(roles))


def may_write(roles: Collection[str], account_id: int, group: Group) -> bool:
    """Say whether one may write the notes of ``group``: its facilitator and its recorder, of no other one."""
    own = account_id in {group.account_id, group.recorder_account_id}
    return may_arrange(roles) or ("facilitator" in roles and own)


def kept_until(forum: Forum, now: datetime) -> datetime:
    """Return when a device forgets a group's notes: at the end of the forum's last day; afterwards, at once."""
    if forum.day is None:
        return now + timedelta(days=1)
    midnight = datetime.combine(forum.day, time.min) + timedelta(days=1)
    return clock.to_utc(max(midnight, end_of(forum) or midnight), forum.zone)
