"""Words of what speakers do and of how far they are."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forumapp.agenda.programme import moment
from forumapp.agenda.wording import wall_moment
from forumapp.core.audit import AuditEntry
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_range
from forumapp.forums.models import Forum
from forumapp.personal.queries import Filter

WHOLE_DAY = (0, 24 * 60)

FILTERS: Mapping[Filter, Any] = {
    Filter.ALL: _l("すべて"),
    Filter.NO_ADDRESS: _l("アドレスなし"),
    Filter.UNASKED: _l("未依頼"),
    Filter.UNANSWERED: _l("未回答"),
    Filter.OUTDATED: _l("要再確認"),
    Filter.NO_SLIDES: _l("資料が未提出"),
    Filter.DONE: _l("完了"),
}

DONE: Mapping[str, Any] = {
    "appearance.approved": _l("掲載内容を承認しました。"),
    "appearance.corrected": _l("掲載内容を訂正しました。"),
    "material.handed_in": _l("資料を提出しました。"),
    "speaker.note_changed": _l("事務局への連絡を書きました。"),
    "speaker.unavailability_changed": _l("都合の悪い時間を変更しました。"),
    "speaker.without_slides": _l("資料の有無を変更しました。"),
}


def done(entry: AuditEntry) -> str:
    """Return what a speaker did, as a sentence."""
    return str(DONE[entry.action])


def news_line(entry: AuditEntry, forum: Forum) -> str:
    """Return when who did what, in one line."""
    return _(
        "%(when)s %(who)sさん：%(what)s",
        when=wall_moment(entry.at, forum.zone),
        who=entry.actor_label,
        what=done(entry),
    )


def day_name(forum: Forum, day: int) -> str:
    """Return a day of the forum: its date, or its number while there is none."""
    if forum.day is None:
        return _("%(number)d日目", number=day + 1)
    return format_date(moment(forum.day, (day, 0)).date(), language())


def span_text(forum: Forum, span: Mapping[str, int]) -> str:
    """Return when somebody cannot come: 令和6年8月1日(木) 13:00〜15:00."""
    day = day_name(forum, span["day"])
    if (span["start"], span["end"]) == WHOLE_DAY:
        return _("%(day)s 終日", day=day)
    return f"{day} {format_range(span['start'], span['end'])}"
