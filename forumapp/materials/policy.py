"""Who may do what with materials; pure."""

from collections.abc import Collection

from forumapp.materials.models import Audience, Material, Recording

EDITORS = ("owner", "editor")
READERS = ("owner", "editor", "facilitator", "reception", "viewer")


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` may add, replace, move and withdraw."""
    return bool(set(EDITORS) & set(roles))


def is_public(thing: Material | Recording) -> bool:
    """Say whether every visitor may open it once its item is released (queries.is_released): public, not withdrawn."""
    return thing.audience is Audience.PUBLIC and thing.withdrawn_at is None
