"""What a change would do, in words: for the check before it is kept."""

from datetime import time

from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp.agenda.cautioning import in_words
from forumapp.agenda.difference_words import Line, label, lines, sentences
from forumapp.agenda.foresight import Foresight, Outcome
from forumapp.agenda.wording import ripple_hint, ripple_name
from forumapp.core.text.times import format_range
from forumapp.forums.models import Forum

DAY = 24 * 60
HOURS = {"venue_early", "venue_late"}
MOST_LINES = 40

__all__ = ["doubts", "hours", "label", "moves", "people", "results", "ripple_hint", "ripple_name", "rows"]


def results(outcome: Outcome) -> list[str]:
    """Say what moves and when it ends then."""
    return sentences(outcome.difference) or [_("ほかの項目の時刻は変わりません。")]


def rows(foresight: Foresight) -> list[Line]:
    """Return the rows that would change, old and new side by side; of very many the first."""
    return lines(foresight.chosen.difference)[:MOST_LINES]


def moves(outcome: Outcome) -> list[tuple[int | None, int, int | None, int | None]]:
    """Return (id, day, start, end) of each row whose time or track becomes another, for a picture of it."""
    found = outcome.difference
    rows = {pair.after.item.id: pair.after.item for pair in (*found.moved_in_time, *found.moved)}
    return [(item.id, item.day, item.start, item.end) for item in rows.values()]


def doubts(outcome: Outcome) -> list[tuple[str, str]]:
    """Return (title of the row, sentence) of each warning that the change brings."""
    return [(caution.title or _("並行する部会"), in_words(caution)) for caution in outcome.cautions]


def people(outcome: Outcome) -> str:
    """Say whom it concerns of those who registered; empty if nobody."""
    if not outcome.concerned:
        return ""
    return ngettext(
        "公開すると、参加登録済みの%(num)d名の時間や場所が変わります。連絡する内容は、公開する前に確認できます。",
        "公開すると、参加登録済みの%(num)d名の時間や場所が変わります。連絡する内容は、公開する前に確認できます。",
        outcome.concerned,
    )


def hours(forum: Forum, outcome: Outcome) -> str:
    """Say that the new end stays within the hours of the venue; empty where nobody knows, or a warning says more."""
    end = outcome.difference.end
    if end is None or end[1] is None or forum.venue_opens is None or forum.venue_closes is None:
        return ""
    opens, closes = _minute(forum.venue_opens), _minute(forum.venue_closes)
    closes += DAY if closes <= opens else 0
    if end[1][1] > closes or any(caution.code in HOURS for caution in outcome.cautions):
        return ""
    return _("会場の利用時間(%(hours)s)に収まります。", hours=format_range(opens, closes))


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute
