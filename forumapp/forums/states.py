"""What a forum is at a moment, derived from its dates and switches; pure."""

from datetime import datetime, time, timedelta

from forumapp.core import clock
from forumapp.forums.models import Forum, Mode, RegistrationSwitch, State


def start_of(forum: Forum) -> datetime | None:
    """Return the start as naive wall time; midnight when only the day is known."""
    return datetime.combine(forum.day, forum.starts or time.min) if forum.day else None


def end_of(forum: Forum) -> datetime | None:
    """Return the end as naive wall time: as given, else as the programme gives it, else None."""
    if forum.day and forum.ends:
        end = datetime.combine(forum.day, forum.ends)
        return end if not forum.starts or forum.ends > forum.starts else end + timedelta(days=1)
    return forum.programme_ends


def is_end_derived(forum: Forum) -> bool:
    """Say whether the end comes from the programme."""
    return forum.ends is None and forum.programme_ends is not None


def over_at(forum: Forum) -> datetime | None:
    """Return the instant (UTC) from which the forum counts as held: its end, else the end of its day."""
    end = end_of(forum)
    if end is None and forum.day is not None:
        end = datetime.combine(forum.day, time.min) + timedelta(days=1)
    return clock.to_utc(end, forum.zone) if end else None


def is_to_come(forum: Forum) -> bool:
    """Say whether it will be held, or is being held: neither called off nor over."""
    over = over_at(forum)
    return forum.cancelled_at is None and (over is None or clock.now() < over)


def deadline_of(forum: Forum, mode: Mode) -> datetime | None:
    """Return the deadline of registration for ``mode`` as wall time."""
    return (forum.closes_web or forum.closes) if mode is Mode.WEB else forum.closes


def boundaries(forum: Forum) -> dict[str, datetime]:
    """Return the instants at which the forum changes by itself, by name."""
    instants: dict[str, datetime | None] = {"over": over_at(forum)}
    for name, wall in (
        ("opens", forum.opens),
        ("closes", forum.closes),
        ("closes_web", forum.closes_web),
        ("starts", start_of(forum)),
    ):
        instants[name] = clock.to_utc(wall, forum.zone) if wall else None
    return {name: instant for name, instant in instants.items() if instant is not None}


def takes(forum: Forum, mode: Mode) -> bool:
    """Say whether the forum can be attended in ``mode`` at all."""
    return forum.mode in {Mode.BOTH, mode}


def is_open_for(forum: Forum, mode: Mode, now: datetime) -> bool:
    """Say whether one may register for ``mode`` now."""
    if not takes(forum, mode) or state_of(forum, now) is not State.OPEN:
        return False
    deadline = deadline_of(forum, mode)
    if forum.registration is RegistrationSwitch.OPEN or deadline is None:
        return True
    return now < clock.to_utc(deadline, forum.zone)


def _by_dates(forum: Forum, now: datetime) -> State:
    start = start_of(forum)
    if forum.opens is None or now < clock.to_utc(forum.opens, forum.zone):
        return State.PUBLISHED
    last = max((wall for wall in (forum.closes, forum.closes_web or forum.closes) if wall), default=start)
    return State.OPEN if last is None or now < clock.to_utc(last, forum.zone) else State.CLOSED


def state_of(forum: Forum, now: datetime | None = None) -> State:
    """Return the state at ``now`` (default: the present)."""
    now = now or clock.now()
    over = over_at(forum)
    if forum.published_at is None:
        return State.DRAFT
    if forum.cancelled_at is not None:
        return State.CANCELLED
    if forum.reported_at is not None:
        return State.REPORTED
    if forum.day is None:
        return State.PLANNED
    if over is not None and now >= over:
        return State.HELD
    if forum.registration is RegistrationSwitch.DATES:
        return _by_dates(forum, now)
    return State.OPEN if forum.registration is RegistrationSwitch.OPEN else State.CLOSED
