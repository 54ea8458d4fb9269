"""Why a workbook cannot be read, in words."""

from flask_babel import gettext as _

from forumapp.agenda.sheets.errors import UnreadableSheet
from forumapp.agenda.sheets.opening import MOST_ROWS


def refusal(error: UnreadableSheet) -> str:
    """Return the sentence for the field."""
    return {
        "old": _(
            "古い形式(.xls)か、パスワード付きのファイルです。パスワードを外し、Excelの「名前を付けて保存」で.xlsx形式にしてください。"
        ),
        "csv": _("CSVなどの文章のファイルです。Excelの「名前を付けて保存」で.xlsx形式にしてください。"),
        "no_xlsx": _("Excelのファイル(.xlsx)ではありません。名前ではなく中身で確認しています。"),
        "protected": _("パスワードで保護されています。保護を外して保存し直してください。"),
        "macros": _("マクロを含むファイルは取り込めません。.xlsx形式で保存し直してください。"),
        "too_big": _(
            "ファイルが大きすぎます。次第のシートだけを残し、画像などを除いて保存し直してください。"
        ),
        "too_long": _("行が多すぎます。%(limit)d行以内にしてください。", limit=MOST_ROWS),
        "no_header": _("見出しの行が見つかりません。「内容」の列と、「開始」か「分」の列が必要です。"),
        "broken": _("ファイルが壊れているため、読み取れません。Excelで開いて保存し直してください。"),
    }[error.code]
