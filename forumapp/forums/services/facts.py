"""What a forum says of itself: name, text, date, seats, contact and the meeting's address."""

from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack
from urllib.parse import urlsplit

from flask_babel import gettext as _

from forumapp.core.actor import Actor
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum, ForumCandidate, Mode, Series, Visibility
from forumapp.forums.services import candidates
from forumapp.forums.services.changes import change
from forumapp.forums.wording import moment

LONGEST_RETENTION = 36500
"""Days: a hundred years."""


class Facts(TypedDict, total=False):
    """Columns that ``set_facts`` takes; those left out stay as they are."""

    title: str
    title_en: str
    summary: str
    summary_en: str
    series: Series | None
    visibility: Visibility
    audience_note: str
    privacy_note: str
    retention_days: int


def set_facts(forum: Forum, *, by: Actor, **values: Unpack[Facts]) -> bool:
    """Set name, texts, series, visibility and retention (days). Raises DomainError for ``title`` or ``retention_days``."""
    if not values.get("title", forum.title):
        raise DomainError(_("名称を入力してください。"), "title")
    days = values.get("retention_days", forum.retention_days)
    if not 1 <= days <= LONGEST_RETENTION:
        raise DomainError(_("1日以上の日数を入力してください。"), "retention_days")
    kept: dict[str, Any] = dict(values)
    words: dict[str, tuple[str, str]] = {}
    if "series" in kept:
        before, after = forum.series, kept.pop("series")
        kept["series_id"] = after.id if after else None
        words["series_id"] = (before.title if before else "", after.title if after else "")
        forum.series = after
    return change(forum, "facts", by=by, values=kept, words=words)


def set_date(forum: Forum, *, by: Actor, day: date | None, starts: time | None, ends: time | None) -> bool:
    """Set the day, start and end (wall time). Nothing at all means 調整中; a day closes the candidate days.

    Raises DomainError for ``day`` (missing beside a time, or before a deadline) or ``ends`` (not after the start).
    """
    if day is None and (starts or ends):
        raise DomainError(_("時刻を入力するときは、開催日も入力してください。"), "day")
    candidates.check_times(starts, ends)
    if day is not None:
        _check_deadlines_before(forum, datetime.combine(day, starts or time.max))
        candidates.settle(forum, candidates.Day(day, starts, ends))
    return change(forum, "date", by=by, values={"day": day, "starts": starts, "ends": ends})


def choose_candidate(forum: Forum, candidate: ForumCandidate, *, by: Actor) -> bool:
    """Hold the forum on this candidate day. Raises DomainError when it is closed, or as ``set_date`` does."""
    if not candidate.is_open:
        raise DomainError(_("この候補日は取り下げられています。"))
    return set_date(forum, by=by, day=candidate.day, starts=candidate.starts, ends=candidate.ends)


def _check_deadlines_before(forum: Forum, start: datetime) -> None:
    late = [wall for wall in (forum.opens, forum.closes, forum.closes_web) if wall and wall > start]
    if late:
        raise DomainError(
            _(
                "受付期間の日時(%(moment)s)より前の開催になります。先に受付期間を変更してください。",
                moment=moment(max(late)),
            ),
            "day",
        )


def set_seats(
    forum: Forum, *, by: Actor, mode: Mode, seats_on_site: int | None, seats_web: int | None
) -> bool:
    """Set how the forum is held and the seats per mode (None: without limit). Seats of a mode not held are emptied.

    Raises DomainError for a negative number.
    """
    seats = {
        "seats_on_site": None if mode is Mode.WEB else seats_on_site,
        "seats_web": None if mode is Mode.ON_SITE else seats_web,
    }
    for field, number in seats.items():
        if number is not None and number < 0:
            raise DomainError(_("0以上の数字を入力してください。"), field)
    return change(forum, "seats", by=by, values={"mode": mode, **seats})


def set_contact(forum: Forum, *, by: Actor, name: str, phone: str, email: str) -> bool:
    """Set whom to ask (問い合わせ先)."""
    values = {"contact_name": name, "contact_phone": phone, "contact_email": email}
    return change(forum, "contact", by=by, values=values)


def set_join(forum: Forum, *, by: Actor, url: str, note: str) -> bool:
    """Set the meeting's address (HTTPS only) and note; only those who take part by Web see them.

    Raises DomainError for ``join_url``.
    """
    if url:
        check_https(url, "join_url")
    return change(forum, "join", by=by, values={"join_url": url, "join_note": note})


def check_https(url: str, field: str) -> None:
    """Raise DomainError for ``field`` unless ``url`` is an address of a site with HTTPS."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme == "https" and bool(parts.hostname) and not any(sign.isspace() for sign in url)
    except ValueError:
        sound = False
    if not sound:
        raise DomainError(
            _("https:// で始まるアドレスを入力してください(例:https://meeting.example.jp/abc)。"), field
        )
