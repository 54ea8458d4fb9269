"""Who may do what with a programme."""

from collections.abc import Collection

READERS = ("owner", "editor", "facilitator", "reception", "viewer")
EDITORS = ("owner", "editor")


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` in the forum may change its programme."""
    return not set(EDITORS).isdisjoint(roles)
