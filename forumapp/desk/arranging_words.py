"""Words of what was done to an arrangement of groups, in the record of changes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

ARRANGING: Mapping[str, Any] = {
    "arrangement.settings": _l("グループワークの進め方を変更"),
    "arrangement.moved": _l("班編成を変更（人を移動）"),
    "arrangement.swapped": _l("班編成を変更（2人を入れ替え）"),
    "arrangement.pinned": _l("班編成を変更（班に固定）"),
    "arrangement.unpinned": _l("班編成を変更（固定を解除）"),
    "arrangement.together_added": _l("「一緒の班」の条件を追加"),
    "arrangement.apart_added": _l("「別々の班」の条件を追加"),
    "arrangement.rule_withdrawn": _l("班編成の条件を取り下げ"),
    "arrangement.asked": _l("自動編成を開始"),
    "arrangement.cancelled": _l("自動編成を中止"),
    "arrangement.plan_taken": _l("自動編成の案を採用"),
    "arrangement.late_taken": _l("変更に合わせた班編成の案を採用"),
    "arrangement.plan_discarded": _l("自動編成の案を不採用"),
}
