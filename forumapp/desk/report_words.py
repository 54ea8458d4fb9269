"""Words of what is done to the report, its photographs and impressions."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

REPORTING: Mapping[str, Any] = {
    "impression.added": _l("感想を掲載候補に追加"),
    "impression.decided": _l("感想の掲載を判断"),
    "impression.edited": _l("感想の掲載文を編集"),
    "impression.moved": _l("感想の順番を変更"),
    "report.published": _l("開催報告を公開"),
    "report.submitted": _l("開催報告の承認を依頼"),
    "report.approved": _l("開催報告を承認"),
    "report.returned": _l("開催報告を差し戻し"),
    "report.called_back": _l("開催報告の公開の依頼を取り下げ"),
    "report.scheduled": _l("開催報告の公開を予約"),
    "report.stopped": _l("予約した開催報告を公開せず"),
    "report.links_asked": _l("開催報告の外部リンクの確認を依頼"),
    "report.prepared": _l("開催報告の準備を変更"),
    "photograph.added": _l("報告の写真を追加"),
    "photograph.changed": _l("報告の写真の説明を変更"),
    "photograph.moved": _l("報告の写真の順番を変更"),
    "photograph.withdrawn": _l("報告の写真を外す"),
    "report.unpublished": _l("開催報告を非公開に変更"),
}
