"""Sentences of doubts and refusals about a schedule."""

from collections.abc import Callable

from flask_babel import gettext as _

from forumapp.exchange.schedule.errors import Unreadable
from forumapp.exchange.schedule.model import Doubt
from forumapp.exchange.schedule.source import MOST_BYTES
from forumapp.exchange.schedule.understanding import MOST_EVENTS


def refusal(error: Unreadable) -> str:
    """Return why nothing was understood, and what to do."""
    sentences = {
        "empty": _("ファイルが空です。"),
        "too_large": _(
            "ファイルが大きすぎます。%(limit)dMBまでのスケジュールを取り込めます。",
            limit=MOST_BYTES // 1024**2,
        ),
        "too_many": _("イベントが多すぎます。%(limit)d件まで取り込めます。", limit=MOST_EVENTS),
        "encoding": _("文字コードを読み取れません。UTF-8のファイルにしてください。"),
        "doctype": _(
            "文書型宣言(DOCTYPE)や実体宣言を含むXMLは、安全のため読み取りません。宣言を除いてください。"
        ),
        "syntax": _("JSONまたはXMLとして読み取れません。書き出し直したファイルを選んでください。"),
        "too_deep": _("入れ子が深すぎるため、読み取れません。"),
        "no_schedule": _(
            "スケジュールのファイルではありません。schedule.jsonまたはschedule.xmlを選んでください。"
        ),
        "no_events": _("イベントが1件もありません。"),
    }
    if error.line:
        return _("%(line)d行目:%(message)s", line=error.line, message=sentences[error.code])
    return sentences[error.code]


def in_words(doubt: Doubt) -> str:
    """Return the sentence of a doubt."""
    return _SENTENCES[doubt.code](doubt)


def _cut(doubt: Doubt) -> str:
    return _(
        "「%(text)s…」は長すぎるため、%(limit)s文字までにして取り込みます。",
        text=doubt.value,
        limit=doubt.other,
    )


_SENTENCES: dict[str, Callable[[Doubt], str]] = {
    "no_title": lambda doubt: _("件名がないため、取り込みません。"),
    "bad_date": lambda doubt: _("日付「%(text)s」を読み取れないため、取り込みません。", text=doubt.value),
    "bad_start": lambda doubt: _(
        "開始時刻「%(text)s」を読み取れないため、取り込みません。", text=doubt.value
    ),
    "same_guid": lambda doubt: _(
        "同じ識別子(%(text)s)のイベントがすでにあるため、取り込みません。", text=doubt.value
    ),
    "outside": lambda doubt: _(
        "%(day)sは、フォーラムの開催日(%(known)s)から31日間の外にあるため、取り込みません。",
        day=doubt.value,
        known=doubt.other,
    ),
    "bad_duration": lambda doubt: _(
        "時間の長さ「%(text)s」を0:00から24:00までとして読み取れません。時間を空欄にして取り込みます。",
        text=doubt.value,
    ),
    "other_day": lambda doubt: _(
        "%(day)sの日程に入っていますが、日付は%(other)sです。%(other)sとして取り込みます。",
        day=doubt.value,
        other=doubt.other,
    ),
    "clock_change": lambda doubt: _(
        "%(time)sは、時計が切り替わる(夏時間などの)時刻に当たります。時刻を確認してください。",
        time=doubt.value,
    ),
    "zone_differs": lambda doubt: _(
        "ファイルの時刻(%(zone)s)は、フォーラムの時間帯(%(own)s)の時刻に直して取り込みます。",
        zone=doubt.value,
        own=doubt.other,
    ),
    "people_cut": lambda doubt: _(
        "登壇者が%(count)s人います。はじめの%(limit)s人だけを取り込みます。",
        count=doubt.value,
        limit=doubt.other,
    ),
    "note_cut": lambda doubt: _("説明が長いため、はじめの5000文字だけを取り込みます。"),
    "title_cut": _cut,
    "room_cut": _cut,
    "track_cut": _cut,
    "name_cut": _cut,
}
CODES = tuple(_SENTENCES)
"""Every code that a doubt can have."""
