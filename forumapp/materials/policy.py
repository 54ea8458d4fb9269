"""Who may do what with materials; pure."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import StrEnum

from forumapp.core.files import StoredFile, Verdict
from forumapp.core.uploads.inspecting import KINDS
from forumapp.core.uploads.models import InspectionState
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
    ACTIVE = "active"
    UNINSPECTED = "uninspected"


ACTIVE = frozenset({"javascript", "launch", "active_x"})
"""Findings of what runs or starts something when a file is opened: it is not handed out beyond the team."""
HELD_FOR = timedelta(hours=1)
"""How long a new content waits for its inspection before others see it; then it is shown, looked at or not."""
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
    is_worked: Callable[[], bool] = lambda: False,
) -> Closed | None:
    """Say why ``viewer`` may not open a file, None if they may. Every address of a file and every list asks this.

    ``is_released``: the public knows of its item; ``opens_at``: when it is published (``moments.opens_at``), None while
    nobody knows when; ``is_scanned``: this installation has a scanner; ``is_worked``: a worker is there that looks into
    files (asked only where that matters). Organisers see what is withdrawn, too; a speaker what they sent until it is
    withdrawn.
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
    if opens_at is None or now < opens_at:
        return Closed.NOT_YET
    return held_inside(thing, now=now, is_worked=is_worked) if isinstance(thing, Material) else None


def held_inside(material: Material, *, now: datetime, is_worked: Callable[[], bool]) -> Closed | None:
    """Say why what is inside keeps a material from all but the team and its sender.

    It is active, or new and not looked into yet. Without a worker nobody would ever look: then it is shown, and the
    organisers' page says so. An inspection that failed holds nothing back but what it had found by then.
    """
    found = material.inspection
    if found is not None and ACTIVE & set(found.findings):
        return Closed.ACTIVE
    awaited = found is None or found.state is InspectionState.WAITING
    is_new = now - material.file.stored_at < HELD_FOR
    if awaited and is_new and material.file.content_type in KINDS and is_worked():
        return Closed.UNINSPECTED
    return None


def held_back(file: StoredFile, *, is_scanned: bool) -> Closed | None:
    """Say why a content is handed out to nobody: a scanner found something, or has not spoken yet."""
    if file.verdict is Verdict.INFECTED:
        return Closed.INFECTED
    return Closed.UNSCANNED if is_scanned and file.verdict is None else None


def takes_part(registration: Registration, forum_id: int) -> bool:
    """Say whether the holder of the link is a participant of this forum now."""
    is_in = registration.state is RegistrationState.CONFIRMED and registration.forum.cancelled_at is None
    return is_in and forum_id == registration.forum_id
