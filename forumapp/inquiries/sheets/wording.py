"""Why a file is no workbook of a reply, in words."""

from flask_babel import gettext as _

from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.inquiries.sheets.reading import LIMITS
from forumapp.registration.sheets import wording


def refusal(error: UnreadableSheet) -> str:
    """Return the sentence for the field."""
    if error.code == "foreign":
        return _("別の団体の回答様式です。この団体のファイルを選んでください。")
    if error.code in {"no_xlsx", "csv"}:
        return _("Excelのファイル(.xlsx)ではありません。保存した回答様式を選んでください。")
    if error.code == "too_long":
        return _("行が多すぎます。%(limit)d行以内にしてください。", limit=LIMITS.rows)
    return wording.refusal(error)
