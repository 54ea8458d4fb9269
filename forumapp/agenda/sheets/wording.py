"""Why a workbook is no programme, in words; and how much of one is read."""

from flask_babel import gettext as _

from forumapp.core.sheets import wording
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.grid import Limits

LIMITS = Limits(size=512 * 1024, unpacked=12 * 1024 * 1024, rows=2000)
"""A programme of a thousand rows has about 100 kB."""


def refusal(error: UnreadableSheet) -> str:
    """Return the sentence for the field."""
    if error.code == "no_header":
        return _("見出しの行が見つかりません。「内容」の列と、「開始」か「分」の列が必要です。")
    return wording.refusal(error, rows=LIMITS.rows)
