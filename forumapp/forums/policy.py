"""What an account may do in a forum, from its roles there; and with a series. Pure."""

from collections.abc import Collection

from forumapp.accounts.models import Account
from forumapp.accounts.policy import may_create_forums
from forumapp.forums.models import Role, Series

EDITING = frozenset({Role.OWNER.value, Role.EDITOR.value})
OWNING = frozenset({Role.OWNER.value})


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` may change facts, venue, hosts and registration, and publish."""
    return not EDITING.isdisjoint(roles)


def may_own(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` may invite colleagues, change their roles and cancel the forum."""
    return not OWNING.isdisjoint(roles)


def may_edit_series(account: Account, series: Series) -> bool:
    """Say whether ``account`` may change ``series``: administrators, and creators of the organisation that owns it."""
    if account.is_admin:
        return True
    belongs = series.owner_id is not None and account.organisation_id == series.owner_id
    return belongs and may_create_forums(account)
