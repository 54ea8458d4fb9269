"""Words of what is done in the hall of a group work, in the record of changes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

IN_THE_HALL: Mapping[str, Any] = {
    "board.exported": _l("参加枠の状況を出力"),
    "board.cards_shown": _l("意見を投影"),
    "board.cards_removed": _l("投影した意見を画面から外す"),
    "board.highlighted": _l("投影した意見の強調を変更"),
    "board.paused": _l("会場の画面を一時停止"),
    "board.resumed": _l("会場の画面を再開"),
    "board.ordered": _l("会場の画面の並べ方を変更"),
    "board.live": _l("意見を自動で投影"),
    "board.moderated": _l("意見を選んで投影"),
    "board.link_opened": _l("投影用リンクを作成"),
    "board.link_closed": _l("投影用リンクを無効化"),
    "board.clock_set": _l("グループワークの時計を変更"),
    "board.presented": _l("発表の画面を変更"),
    "board.talk_restarted": _l("発表の時間を最初から計測"),
    "board.talk_minutes_set": _l("1班の発表時間を変更"),
    "board.talks_ordered": _l("発表の順番を変更"),
}
