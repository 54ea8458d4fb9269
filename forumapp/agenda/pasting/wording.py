"""Sentences of doubts and refusals."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from forumapp.agenda.pasting.errors import Unreadable
from forumapp.agenda.pasting.source import MOST_CHARACTERS, MOST_LINES
from forumapp.agenda.pasting.tree import Doubt
from forumapp.core.text.eras import format_date_ja, weekday_ja
from forumapp.core.text.times import format_time


def in_words(doubt: Doubt) -> str:
    """Return the sentence of a doubt."""
    return _SENTENCES[doubt.code](**doubt.values)


def refusal(error: Unreadable) -> str:
    """Return why nothing was understood, and what to do."""
    return {
        "no_programme": _(
            "次第として読み取れませんでした。「13:30〜13:45 開会挨拶」のように、1行に1項目ずつ、時刻と内容を書いてください。"
        ),
        "too_long": _(
            "文章が長すぎます。%(lines)d行・%(characters)d文字までにし、次第の部分だけを貼り付けてください。",
            lines=MOST_LINES,
            characters=MOST_CHARACTERS,
        ),
        "encoding": _("文字コードを読み取れません。UTF-8またはShift_JISの文字だけのファイルにしてください。"),
    }[error.code]


def _weekday(written: str, date: date) -> str:
    return _(
        "曜日が違います。%(date)sは(%(actual)s)ですが、(%(written)s)と書かれています。",
        date=format_date_ja(date, weekday=False),
        actual=weekday_ja(date),
        written=written,
    )


_SENTENCES: dict[str, Callable[..., str]] = {
    "gap": lambda other, minutes: _("「%(other)s」の終わりとの間が%(minutes)d分空いています。", other=other, minutes=minutes),
    "overlap": lambda other, minutes: _(
        "「%(other)s」が終わる%(minutes)d分前に始まります。", other=other, minutes=minutes
    ),
    "end_differs": lambda written, time: _(
        "終了が%(written)sと書かれていますが、開始と時間(分)から計算すると%(time)sです。",
        written=format_time(written),
        time=format_time(time),
    ),
    "end_before_start": lambda: _("終了が開始より前です。時刻を確認してください。"),
    "container_short": lambda time: _("中の項目が、書かれた時間より長くかかります(%(time)sまで)。", time=format_time(time)),
    "wrong_weekday": _weekday,
    "bad_date": lambda text: _("日付「%(text)s」は暦にありません。", text=text),
    "bad_time": lambda: _("時刻を読み取れません。0:00から47:59までで書いてください。"),
    "bad_length": lambda: _("時間の長さを読み取れません。0分から1440分(24時間)までで書いてください。"),
    "ambiguous_time": lambda: _("「午前12時」「午後12時」は読み方が分かれます。12:00と読みました。"),
    "date_differs": lambda date, known: _(
        "%(date)sは、このフォーラムの開催日(%(known)s)から始まる31日の中にありません。日付ではなく、何日目かで取り込みます。",
        date=format_date_ja(date),
        known=format_date_ja(known),
    ),
    "date_order": lambda date: _("%(date)sの順番を確認してください。", date=format_date_ja(date)),
    "damaged_character": lambda name: _(
        "要確認：「%(name)s」に文字化けの疑いがあります。このまま取り込み、直すか確認するまで公開しません。", name=name
    ),
    "ambiguous_name": lambda name: _(
        "「%(name)s」の姓と名の区切りが分かりません。間に空白を入れてください。", name=name
    ),
    "same_speaker_parallel": lambda name, other: _(
        "%(name)sさんは、同じ時間に別の部会の「%(other)s」にも登壇します。", name=name, other=other
    ),
    "no_title": lambda: _("内容がありません。時刻の後に書いてください。"),
    "no_name": lambda: _("姓のない登壇者がいます。"),
    "too_long": lambda: _("長すぎます。件名は300文字、団体・部署・役職は200文字、姓・名は80文字までです。"),
    "not_understood": lambda: _("この行を読み取れませんでした。前の項目の補足に入れます。"),
    "left_out": lambda: _("ここから後は次第ではないと判断し、取り込みません。"),
}  # fmt: skip
CODES: tuple[Any, ...] = tuple(_SENTENCES)
"""Every code that a doubt can have."""
