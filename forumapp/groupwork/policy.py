"""Who may do what in group work; pure."""

from collections.abc import Collection

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
    """Say whether one may write the notes of ``group``: a facilitator only those of the own one."""
    return may_arrange(roles) or ("facilitator" in roles and group.account_id == account_id)
