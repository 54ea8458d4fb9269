"""Words of what is done with recordings, in the record of changes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

RECORDINGS: Mapping[str, Any] = {
    "recording.added": _l("録画を登録"),
    "recording.changed": _l("録画を変更"),
    "recording.captions_written": _l("字幕を編集"),
    "item.unrecorded": _l("「録画なし」を記録"),
    "item.recording_expected": _l("「録画なし」を取り消し"),
    "recording.moved": _l("録画を移動"),
    "recording.withdrawn": _l("録画を取り下げ"),
    "recording.restored": _l("録画を元に戻す"),
}
