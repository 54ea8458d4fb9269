"""The sentence of each warning: what is doubtful, and what to do about it."""

from collections.abc import Callable

from flask_babel import gettext as _

from forumapp.agenda.checks.cautions import Caution
from forumapp.core.text.times import format_time


def in_words(caution: Caution) -> str:
    """Return the sentence of a warning."""
    return _SENTENCES[caution.code](caution)


def _other(caution: Caution) -> str:
    """Return the name of the other row; a parallel part need not have one."""
    return caution.other or _("並行する部会")


def _gap(caution: Caution) -> str:
    return _(
        "「%(other)s」の終わりとの間が%(minutes)d分空いています。意図どおりなら、開始時刻を固定してください。",
        other=_other(caution),
        minutes=caution.minutes,
    )


def _overlap(caution: Caution) -> str:
    return _(
        "「%(other)s」が終わる%(minutes)d分前に始まります。開始時刻か、前の項目の時間(分)を直してください。",
        other=_other(caution),
        minutes=caution.minutes,
    )


def _optional_late(caution: Caution) -> str:
    return _(
        "時間があれば行う項目ですが、「%(other)s」の開始までに%(minutes)d分足りません。前の項目を短くするか、取り下げてください。",
        other=_other(caution),
        minutes=caution.minutes,
    )


def _person_twice(caution: Caution) -> str:
    return _(
        "%(name)sさんは、同じ時間に「%(other)s」にも登壇します。どちらかの時刻か登壇者を変更してください。",
        name=caution.name,
        other=_other(caution),
    )


def _room_twice(caution: Caution) -> str:
    return _(
        "%(room)sは、同じ時間に「%(other)s」でも使います。どちらかの部屋か時刻を変更してください。",
        room=caution.name,
        other=_other(caution),
    )


def _link_twice(caution: Caution) -> str:
    return _(
        "同じ時間の「%(other)s」と、同じWeb会議のアドレスを使います。どちらかのアドレスか時刻を変更してください。",
        other=_other(caution),
    )


def _speaker_away(caution: Caution) -> str:
    return _(
        "%(name)sさんは、%(start)sから%(end)sまで都合がつきません。この項目の時刻か登壇者を変更してください。",
        name=caution.name,
        start=format_time(caution.time),
        end=format_time(caution.until),
    )


def _venue_early(caution: Caution) -> str:
    return _(
        "会場が開く%(time)sより%(minutes)d分早く始まります。開始時刻か、会場の利用時間を直してください。",
        time=format_time(caution.time),
        minutes=caution.minutes,
    )


def _venue_late(caution: Caution) -> str:
    return _(
        "%(until)sまで続き、会場を閉める%(time)sを%(minutes)d分過ぎます。項目を短くするか、会場の利用時間を直してください。",
        until=format_time(caution.until),
        time=format_time(caution.time),
        minutes=caution.minutes,
    )


def _no_break(caution: Caution) -> str:
    times = {
        "start": format_time(caution.time),
        "end": format_time(caution.until),
        "minutes": caution.minutes,
    }
    if caution.name:
        return _(
            "部会「%(track)s」の参加者には、%(start)sから%(end)sまで%(minutes)d分間、休憩がありません。途中に休憩を入れてください。",
            track=caution.name,
            **times,
        )
    return _(
        "%(start)sから%(end)sまで%(minutes)d分間、休憩がありません。途中に休憩を入れてください。", **times
    )


def _after_end(caution: Caution) -> str:
    return _(
        "基本情報の終了時刻%(time)sを過ぎ、%(until)sまで続きます。項目を短くするか、基本情報の終了時刻を直してください。",
        time=format_time(caution.time),
        until=format_time(caution.until),
    )


def _day_outside(caution: Caution) -> str:
    return _(
        "%(number)d日目の項目ですが、基本情報では1日目の%(time)sに終わります。日を直すか、基本情報の終了時刻を空欄にしてください。",
        number=caution.number,
        time=format_time(caution.time),
    )


def _day_skipped(caution: Caution) -> str:
    return _(
        "%(number)d日目の項目ですが、%(empty)d日目に項目がありません。日を確認してください。",
        number=caution.number,
        empty=caution.limit,
    )


def _clock_change(caution: Caution) -> str:
    return _(
        "%(time)sに時計が切り替わるため、実際の長さは%(minutes)d分ではなく%(real)d分になります。開始時刻と時間(分)を確認してください。",
        time=format_time(max(caution.time, 0)),
        minutes=caution.minutes,
        real=caution.number,
    )


def _room_small(caution: Caution) -> str:
    return _(
        "部会「%(track)s」の会場参加の枠は%(seats)d名分で、%(room)sの定員%(holds)d名を超えます。部屋か参加枠を変更してください。",
        track=caution.other,
        seats=caution.number,
        room=caution.name,
        holds=caution.limit,
    )


_SENTENCES: dict[str, Callable[[Caution], str]] = {
    "start_unknown": lambda caution: _(
        "開始時刻が決まりません。開始時刻か、前の項目の時間(分)を入力してください。"
    ),
    "end_unknown": lambda caution: _(
        "終了時刻が決まりません。時間(分)を入力すると、フォーラムの終了時刻が計算されます。"
    ),
    "end_differs": lambda caution: _(
        "終了の表記「%(text)s」が、計算した終了時刻%(time)sと合いません。表記か時間(分)を直してください。",
        text=caution.name,
        time=format_time(caution.time),
    ),
    "container_short": lambda caution: _(
        "中の項目が、入力した時間より長くかかります(%(time)sまで)。中の項目か、このまとまりの時間(分)を直してください。",
        time=format_time(caution.time),
    ),
    "before_container": lambda caution: _(
        "「%(other)s」の開始より前に始まります。開始時刻を直してください。", other=_other(caution)
    ),
    "name_damaged": lambda caution: _(
        "要確認：氏名「%(name)s」に文字化けの疑いがあります。確認するまで、公開ページに氏名を載せません。",
        name=caution.name,
    ),
    "title_damaged": lambda caution: _(
        "要確認：件名に文字化けの疑いがあります。元の資料と見比べてください。"
    ),
    "mode_not_of_track": lambda caution: _(
        "開催方法が、部会「%(track)s」の開催方法と合いません。どちらかを直してください。", track=caution.name
    ),
    "mode_not_of_forum": lambda caution: _(
        "開催方法が、フォーラムの開催方法と合いません。どちらかを直してください。"
    ),
    "track_by_web": lambda caution: _(
        "部会「%(track)s」はWebのみですが、フォーラムは会場のみです。どちらかの開催方法を直してください。",
        track=caution.name,
    ),
    "track_on_site": lambda caution: _(
        "部会「%(track)s」は会場のみですが、フォーラムはWebのみです。どちらかの開催方法を直してください。",
        track=caution.name,
    ),
    "nobody_may_attend": lambda caution: _(
        "部会「%(track)s」に参加できる参加枠がありません。参加枠か、部会の対象部門を直してください。",
        track=caution.name,
    ),
    "remainder_empty": lambda caution: _(
        "残りの時間がありません。前の項目を短くするか、次の開始時刻を遅くしてください。"
    ),
    "gap": _gap,
    "overlap": _overlap,
    "optional_late": _optional_late,
    "person_twice": _person_twice,
    "room_twice": _room_twice,
    "link_twice": _link_twice,
    "speaker_away": _speaker_away,
    "venue_early": _venue_early,
    "venue_late": _venue_late,
    "no_break": _no_break,
    "after_end": _after_end,
    "day_outside": _day_outside,
    "day_skipped": _day_skipped,
    "clock_change": _clock_change,
    "room_small": _room_small,
}
