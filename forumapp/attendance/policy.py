"""Who works at the reception, on which day, and which time of a device is believed; pure."""

from datetime import datetime, time, timedelta

from forumapp.core import clock
from forumapp.forums.models import Forum
from forumapp.forums.states import end_of

DESK = ("owner", "editor", "reception")
"""Who checks people in."""
READY_BEFORE = timedelta(days=1)
"""How long before the day a device may fetch the list: it is often made ready in the office the day before."""


def begins_at(forum: Forum) -> datetime | None:
    """Return the instant from which people are checked in: the first of the forum's day."""
    if forum.day is None:
        return None
    return clock.to_utc(datetime.combine(forum.day, time.min), forum.zone)


def ends_at(forum: Forum) -> datetime | None:
    """Return the instant at which a device forgets the list: the end of the day, or of a forum that lasts longer."""
    if forum.day is None:
        return None
    midnight = datetime.combine(forum.day, time.min) + timedelta(days=1)
    return clock.to_utc(max(midnight, end_of(forum) or midnight), forum.zone)


def may_check_in(forum: Forum, now: datetime) -> bool:
    """Say whether people can be checked in: from the day on, also afterwards, when a paper list is typed in."""
    begins = begins_at(forum)
    return forum.cancelled_at is None and begins is not None and now >= begins


def may_keep(forum: Forum, now: datetime) -> bool:
    """Say whether a device may keep the list for work without network."""
    begins, ends = begins_at(forum), ends_at(forum)
    if begins is None or ends is None or forum.cancelled_at is not None:
        return False
    return begins - READY_BEFORE <= now < ends


def believed(forum: Forum, at: datetime | None, now: datetime) -> datetime:
    """Return when somebody came: as the device says if that was on the forum's day and is not still to come."""
    begins, ends = begins_at(forum), ends_at(forum)
    if at is None or begins is None or ends is None:
        return now
    return at if begins <= at <= min(now, ends) else now
