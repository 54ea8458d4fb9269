"""Who may do what with speakers; pure."""

from collections.abc import Collection

READERS = ("owner", "editor", "facilitator", "reception", "viewer")
EDITORS = ("owner", "editor")


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` sees addresses, telephone numbers and links, and writes to speakers."""
    return not set(EDITORS).isdisjoint(roles)
