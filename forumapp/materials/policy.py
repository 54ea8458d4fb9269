"""Who may do what with materials; pure."""

from collections.abc import Collection

from forumapp.materials.models import Audience, Material, Recording

EDITORS = ("owner", "editor")
READERS = ("owner", "editor", "facilitator", "reception", "viewer")


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` may add, replace, move and withdraw."""
    return bool(set(EDITORS) & set(roles))


def is_public(thing: Material | Recording) -> bool:
    """Say whether every visitor of the forum may open it: public, not withdrawn, and its item still in the programme."""
    in_programme = thing.item is None or thing.item.withdrawn_at is None
    return thing.audience is Audience.PUBLIC and thing.withdrawn_at is None and in_programme
