"""Every date of a forum with the page that sets it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.forums.models import Forum, Mode
from forumapp.forums.questions import plans_of
from forumapp.forums.states import end_of, is_end_derived, over_at, start_of, takes


@dataclass(frozen=True)
class DateLine:
    """One date: its words, when (wall time; None: not set), what to add, and the endpoint that sets it.

    ``is_lost``: what was to happen then did not.
    """

    label: str
    at: datetime | None
    endpoint: str
    has_time: bool = True
    is_past: bool = False
    note: str = ""
    is_lost: bool = False


def dates_of(forum: Forum) -> list[DateLine]:
    """Return the dates of ``forum`` in the order of its life."""
    opens, closes = "forums.registration_period", "forums.registration_period"
    found = [DateLine(_("受付開始"), forum.opens, opens), DateLine(_("申込締切"), forum.closes, closes)]
    if takes(forum, Mode.WEB) and takes(forum, Mode.ON_SITE) and forum.closes_web:
        found[1] = DateLine(_("申込締切(会場)"), forum.closes, closes)
        found.append(DateLine(_("申込締切(Web)"), forum.closes_web, closes))
    start = start_of(forum)
    letters = [
        DateLine(one.label, one.at, one.endpoint, note=one.note, is_lost=bool(one.warning))
        for one in plans_of(forum)
    ]
    found += [line for line in letters if start and line.at and line.at < start]
    found.append(DateLine(_("開始"), start, "forums.facts", has_time=forum.starts is not None))
    derived = _("次第から計算しています") if is_end_derived(forum) else ""
    found.append(DateLine(_("終了"), end_of(forum), "forums.facts", note=derived))
    found += [line for line in letters if start and line.at and line.at >= start]
    if over := over_at(forum):
        purge = clock.to_wall(over, forum.zone) + timedelta(days=forum.retention_days)
        note = _("終了から%(days)d日後", days=forum.retention_days)
        found.append(DateLine(_("個人情報の消去"), purge, "forums.facts", has_time=False, note=note))
    now = clock.to_wall(clock.now(), forum.zone)
    return [_passed(line, now) for line in found]


def _passed(line: DateLine, now: datetime) -> DateLine:
    return replace(line, is_past=line.at is not None and line.at <= now and not line.is_lost)
