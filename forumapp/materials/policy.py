"""Who may do what with materials; pure."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from forumapp.core.files import StoredFile, Verdict
from forumapp.materials.models import Audience, Material, Recording
from forumapp.registration.models import Registration, RegistrationState

EDITORS = ("owner", "editor")
READERS = ("owner", "editor", "facilitator", "reception", "viewer")


class Viewer(StrEnum):
    """Who wants to open a file."""

    ANYBODY = "anybody"
    PARTICIPANT = "participant"
    SENDER = "sender"
    ORGANISER = "organiser"


class Closed(StrEnum):
    """Why a file is not handed out; the first reason that holds, in this order."""

    INFECTED = "infected"
    UNSCANNED = "unscanned"
    WITHDRAWN = "withdrawn"
    NOT_RELEASED = "not_released"
    NO_CONSENT = "no_consent"
    AUDIENCE = "audience"
    NOT_YET = "not_yet"


SEEN_BY = {
    Viewer.ANYBODY: {Audience.PUBLIC},
    Viewer.PARTICIPANT: {Audience.PUBLIC, Audience.REGISTERED},
}


def may_edit(roles: Collection[str]) -> bool:
    """Say whether somebody with ``roles`` may add, replace, move and withdraw."""
    return bool(set(EDITORS) & set(roles))


def closed(
    thing: Material | Recording,
    viewer: Viewer,
    *,
    now: datetime,
    is_released: bool,
    opens_at: datetime | None,
    is_scanned: bool = False,
) -> Closed | None:
    """Say why ``viewer`` may not open a file, None if they may. Every address of a file and every list asks this.

    ``is_released``: the public knows of its item; ``opens_at``: when it is published (``moments.opens_at``), None while
    nobody knows when; ``is_scanned``: this installation has a scanner. Organisers see what is withdrawn, too; a speaker
    what they sent until it is withdrawn.
    """
    held = held_back(thing.file, is_scanned=is_scanned) if thing.file else None
    if held or viewer is Viewer.ORGANISER:
        return held
    if thing.withdrawn_at is not None:
        return Closed.WITHDRAWN
    if viewer is Viewer.SENDER:
        return None
    if not is_released:
        return Closed.NOT_RELEASED
    if isinstance(thing, Material) and thing.may_publish is False:
        return Closed.NO_CONSENT
    if thing.audience not in SEEN_BY[viewer]:
        return Closed.AUDIENCE
    return Closed.NOT_YET if opens_at is None or now < opens_at else None


def held_back(file: StoredFile, *, is_scanned: bool) -> Closed | None:
    """Say why a content is handed out to nobody: a scanner found something, or has not spoken yet."""
    if file.verdict is Verdict.INFECTED:
        return Closed.INFECTED
    return Closed.UNSCANNED if is_scanned and file.verdict is None else None


def takes_part(registration: Registration, forum_id: int) -> bool:
    """Say whether the holder of the link is a participant of this forum now."""
    is_in = registration.state is RegistrationState.CONFIRMED and registration.forum.cancelled_at is None
    return is_in and forum_id == registration.forum_id
