"""Why a file of rows cannot be read, in words."""

from flask_babel import gettext as _

from forumapp.core.sheets.errors import UnreadableSheet


def refusal(error: UnreadableSheet, *, rows: int) -> str:
    """Return the sentence for the field; ``rows`` is how many are read. The caller words codes of its own."""
    return {
        "old": _(
            "古い形式(.xls)か、パスワード付きのファイルです。パスワードを外し、Excelの「名前を付けて保存」で.xlsx形式にしてください。"
        ),
        "csv": _("CSVなどの文章のファイルです。Excelの「名前を付けて保存」で.xlsx形式にしてください。"),
        "no_xlsx": _("Excelのファイル(.xlsx)ではありません。名前ではなく中身で確認しています。"),
        "protected": _("パスワードで保護されています。保護を外して保存し直してください。"),
        "macros": _("マクロを含むファイルは取り込めません。.xlsx形式で保存し直してください。"),
        "too_big": _(
            "ファイルが大きすぎます。必要なシートだけを残し、画像などを除いて保存し直してください。"
        ),
        "too_long": _("行が多すぎます。%(limit)d行以内にしてください。", limit=rows),
        "encoding": _("文字コードを読み取れません。UTF-8かShift_JIS(CP932)のCSVで保存し直してください。"),
        "quotes": _('CSVの引用符(")が閉じていません。Excelで開いて保存し直してください。'),
        "empty": _("ファイルに行がありません。"),
        "broken": _("ファイルが壊れているため、読み取れません。Excelで開いて保存し直してください。"),
    }[error.code]
