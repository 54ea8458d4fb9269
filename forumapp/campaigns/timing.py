"""When the letters go that a forum sends by itself: counted from its date, in its zone. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.campaigns.audience import Audience, Source
from forumapp.campaigns.models import Anchor, Campaign
from forumapp.core import clock
from forumapp.forums.models import Forum
from forumapp.forums.states import end_of, start_of
from forumapp.registration.models import RegistrationState

PARTICIPANTS = Audience(sources=(Source.REGISTRATIONS,), states=(RegistrationState.CONFIRMED,))
BY_WEB = Audience(sources=(Source.REGISTRATIONS,), states=(RegistrationState.CONFIRMED,), by_web=True)

A_DAY_LATE, THREE_DAYS_LATE = timedelta(days=1), timedelta(days=3)
"""How much later than planned days before and days after are still worth sending; the others are until the start."""
NOON = time(12, 0)


@dataclass(frozen=True)
class Standard:
    """What a schedule is before anybody changes it; each anchor has one."""

    anchor: Anchor
    letter_kind: str
    amount: int
    at: time | None
    audience: Audience


STANDARDS = {
    one.anchor: one
    for one in (
        Standard(Anchor.DAYS_BEFORE, "registration.reminder", 7, time(9, 0), PARTICIPANTS),
        Standard(Anchor.SAME_DAY, "registration.reminder", 0, time(7, 30), PARTICIPANTS),
        Standard(Anchor.HOURS_BEFORE, "registration.join_information", 1, None, BY_WEB),
        Standard(Anchor.DAYS_AFTER, "feedback.thanks", 1, time(10, 0), PARTICIPANTS),
    )
}
"""The letters of every forum, in the order in which they go."""


def due_at(schedule: Campaign, forum: Forum) -> datetime | None:
    """Return the instant (UTC) at which the letters go; None while the forum's date, or its start, is unknown.

    Hours are counted as they pass, days by the calendar: across a change of the clock 9:00 stays 9:00.
    """
    start = start_of(forum)
    if forum.day is None or start is None:
        return None
    if schedule.anchor is Anchor.HOURS_BEFORE:
        began = clock.to_utc(start, forum.zone)
        return began - timedelta(hours=schedule.amount) if forum.starts else None
    days = schedule.amount if schedule.anchor is Anchor.DAYS_AFTER else -schedule.amount
    first = _last_day(forum) if schedule.anchor is Anchor.DAYS_AFTER else start
    wall = datetime.combine(first.date() + timedelta(days=days), schedule.at or NOON)
    return clock.to_utc(wall, forum.zone)


def too_late_at(schedule: Campaign, forum: Forum) -> datetime | None:
    """Return the instant (UTC) from which the letters are pointless: nobody is reminded of what has begun."""
    due = due_at(schedule, forum)
    if due is None or forum.day is None:
        return None
    start = clock.to_utc(datetime.combine(forum.day, forum.starts or NOON), forum.zone)
    if schedule.anchor is Anchor.DAYS_BEFORE:
        return min(start, due + A_DAY_LATE)
    return due + THREE_DAYS_LATE if schedule.anchor is Anchor.DAYS_AFTER else start


def occasion_of(schedule: Campaign, forum: Forum) -> str:
    """Return what a schedule goes out once for: the forum's day; where hours are counted, its start.

    A day and no time: whoever corrects the start afterwards must not thank everybody twice.
    """
    start = start_of(forum)
    if start is None:
        return ""
    if schedule.anchor is Anchor.HOURS_BEFORE:
        return clock.to_utc(start, forum.zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return start.date().isoformat()


def since(schedule: Campaign, forum: Forum) -> datetime:
    """Return from when on the schedule could go: what was due before is not made up for by the press of a button."""
    return max(schedule.changed_at, forum.published_at or schedule.changed_at)


def name_of(schedule: Campaign) -> str:
    """Return the schedule in words."""
    number = schedule.amount
    if schedule.anchor is Anchor.DAYS_BEFORE:
        return ngettext("%(num)d日前のご案内", "%(num)d日前のご案内", number)
    if schedule.anchor is Anchor.HOURS_BEFORE:
        return ngettext("%(num)d時間前のWeb参加のご案内", "%(num)d時間前のWeb参加のご案内", number)
    if schedule.anchor is Anchor.SAME_DAY:
        return _("当日のご案内")
    return _("参加のお礼と感想のお願い")


def _last_day(forum: Forum) -> datetime:
    """Return a moment of the day on which the forum ends; one that ends at midnight ended the day before."""
    start, end = start_of(forum), end_of(forum)
    assert start is not None
    return max(start, end - timedelta(minutes=1)) if end else start


def is_too_late(campaign: Campaign, forum: Forum, now: datetime) -> bool:
    """Say whether a letter that was to go by itself has become pointless on its way; others never do."""
    late = too_late_at(campaign, forum) if campaign.anchor is not None else None
    return late is not None and now >= late
