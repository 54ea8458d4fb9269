"""What is done on the merge board, in the words of the record of changes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SUMMARY: Mapping[str, Any] = {
    "summary.added": _l("意見の概要を追加"),
    "summary.changed": _l("意見の概要を変更"),
    "summary.moved": _l("意見の概要を移動"),
    "summary.withdrawn": _l("意見の概要を取り下げ"),
    "summary.restored": _l("意見の概要を前の版に戻す"),
    "summary.approved": _l("意見の概要を承認"),
    "summary.approval_withdrawn": _l("意見の概要の承認を取り消し"),
    "summary.sources_added": _l("意見の概要にもとの意見を追加"),
    "summary.sources_removed": _l("意見の概要からもとの意見を除外"),
    "summary.source_read": _l("もとの意見の変更を確認"),
    "summary.proposal_dropped": _l("意見をまとめる案を外す"),
    "summary.proposal_back": _l("意見をまとめる案を戻す"),
}
"""Action of an audit entry → its name."""
