"""Who may do what with materials; pure."""

from collections.abc import Collection

from forumapp.materials.models import Audience, Material, Recording
from forumapp.registration.models import Registration, RegistrationState

EDITORS = ("owner", "editor")
READERS = ("owner", "editor", "facilitator", "reception", "viewer")


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` may add, replace, move and withdraw."""
    return bool(set(EDITORS) & set(roles))


def is_public(thing: Material | Recording) -> bool:
    """Say whether every visitor may open it once its item is released (queries.is_released): public, not withdrawn."""
    return thing.audience is Audience.PUBLIC and thing.withdrawn_at is None


def may_open(registration: Registration, thing: Material | Recording) -> bool:
    """Say whether somebody who takes part may open it by their link: not withdrawn, and not for organisers only."""
    takes_part = registration.state is RegistrationState.CONFIRMED and registration.forum.cancelled_at is None
    is_shown = thing.audience is not Audience.ORGANISERS and thing.withdrawn_at is None
    return takes_part and is_shown and thing.forum_id == registration.forum_id
