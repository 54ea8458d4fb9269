"""What people should know of a file before others see it: a word for a mark, a sentence, and how serious it is."""

from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

Tone = Literal["danger", "warning", "hint"]


@dataclass(frozen=True)
class Finding:
    """``word`` is short; ``text`` says what it means and what to do."""

    tone: Tone
    word: Any
    text: Any


FINDINGS = {
    "damaged": Finding(
        "danger",
        _l("壊れている"),
        _l(
            "ファイルが壊れているか、正しく読めません。"
            "もとのソフトで開き直して保存し、もう一度登録してください。"
        ),
    ),
    "encrypted": Finding(
        "danger",
        _l("パスワード付き"),
        _l(
            "開くのにパスワードが要ります。このままでは見る人が開けません。"
            "パスワードを外して登録し直してください。"
        ),
    ),
    "javascript": Finding(
        "danger",
        _l("プログラム入り"),
        _l(
            "開いたときに動くプログラム（JavaScript）が入っています。"
            "公開せず、プログラムのないPDFに作り直してください。"
        ),
    ),
    "launch": Finding(
        "danger",
        _l("ほかのソフトを起動"),
        _l("ほかのソフトやファイルを起動する指示が入っています。公開せず、PDFを作り直してください。"),
    ),
    "active_x": Finding(
        "danger",
        _l("ActiveX入り"),
        _l("開いたときに動く部品（ActiveX）が入っています。部品を除いて登録し直してください。"),
    ),
    "fetches": Finding(
        "danger",
        _l("外部の読み込み"),
        _l(
            "開いたときに、ほかの場所のファイルや画像を読み込む指定があります。"
            "リンクを解除するか、PDFにして登録し直してください。"
        ),
    ),
    "heavy": Finding(
        "danger",
        _l("確認できない"),
        _l(
            "中身の確認に時間または容量がかかりすぎたため、途中で止めました。"
            "もとのソフトで保存し直すと直ることがあります。"
        ),
    ),
    "too_large": Finding(
        "warning",
        _l("大きすぎる"),
        _l(
            "画像の画素数やファイル内の部品が多すぎるため、中身を確認できません。"
            "小さくして登録し直してください。"
        ),
    ),
    "incomplete": Finding(
        "warning",
        _l("一部だけ確認"),
        _l("大きい、保護されている、または形式が崩れているため、一部だけを確認しました。"),
    ),
    "restricted": Finding(
        "warning",
        _l("操作の制限"),
        _l("印刷やコピーが制限されたPDFです。読み上げソフトで読めないことがあります。"),
    ),
    "submits": Finding(
        "warning",
        _l("外部への送信"),
        _l("入力した内容を外部へ送る指示が入っています。送り先を確かめてください。"),
    ),
    "form_program": Finding(
        "warning",
        _l("XFAフォーム"),
        _l(
            "特別な入力フォーム（XFA）のため、多くのブラウザーでは表示できません。"
            "ふつうのPDFに作り直してください。"
        ),
    ),
    "rich_media": Finding(
        "warning",
        _l("動画・音声入り"),
        _l("動画や音声などが埋め込まれています。ブラウザーでは再生できないことがあります。"),
    ),
    "embedded": Finding(
        "warning",
        _l("ファイルの埋め込み"),
        _l(
            "別のファイル（グラフのもとの表など）が埋め込まれています。公開してよい内容か、確かめてください。"
        ),
    ),
    "hidden_slides": Finding(
        "warning",
        _l("非表示スライド"),
        _l("非表示のスライドがあります。見る人は表示できます。"),
    ),
    "hidden_sheets": Finding(
        "warning",
        _l("非表示シート"),
        _l("非表示のシートがあります。見る人は表示できます。"),
    ),
    "hidden_text": Finding(
        "warning",
        _l("隠し文字"),
        _l("隠し文字があります。見る人は表示できます。"),
    ),
    "notes": Finding(
        "warning",
        _l("発表者ノート"),
        _l("発表者ノートが書かれています。見る人も読めます。公開してよい内容か、確かめてください。"),
    ),
    "place": Finding(
        "warning",
        _l("撮影場所"),
        _l("写真に、撮影した場所の位置情報が入っています。"),
    ),
    "signed": Finding(
        "hint",
        _l("電子署名"),
        _l("電子署名があります。作成者情報を取り除くと署名が無効になるため、取り除けません。"),
    ),
    "no_text": Finding(
        "hint",
        _l("文字なし"),
        _l(
            "文字を取り出せません（画像だけのPDF）。"
            "読み上げや検索ができるよう、もとのソフトからPDFを作り直してください。"
        ),
    ),
    "garbled_text": Finding(
        "hint",
        _l("文字化け"),
        _l("取り出した文字の多くが文字化けしています。読み上げや検索ができません。"),
    ),
    "no_title": Finding(
        "hint",
        _l("題名なし"),
        _l("文書の題名（タイトル）が設定されていません。"),
    ),
    "no_language": Finding(
        "hint",
        _l("言語なし"),
        _l("文書の言語が設定されていません。読み上げソフトが正しく読めないことがあります。"),
    ),
    "not_tagged": Finding(
        "hint",
        _l("タグなし"),
        _l(
            "見出しや読む順番を示すタグがありません。"
            "「アクセシビリティ用のタグを付ける」を選んでPDFを作り直してください。"
        ),
    ),
    "no_preview": Finding(
        "hint",
        _l("見本なし"),
        _l("1ページ目の画像を作れませんでした。"),
    ),
    "missing": Finding(
        "danger",
        _l("ファイルがない"),
        _l("保存したファイルが見つかりません。もう一度登録してください。"),
    ),
    "stays_encrypted": Finding(
        "warning",
        _l("除去できない"),
        _l("保護されたファイルのため、作成者情報を取り除けませんでした。保護を外して登録し直してください。"),
    ),
    "stays_signed": Finding(
        "warning",
        _l("除去できない"),
        _l("電子署名が無効になるため、作成者情報を取り除きませんでした。"),
    ),
    "stays_mixed": Finding(
        "warning",
        _l("除去できない"),
        _l(
            "コメントとフォームの部品が混ざっているため、作成者情報を取り除けませんでした。"
            "Excelの「ドキュメントの検査」を使ってください。"
        ),
    ),
    "stays": Finding(
        "warning",
        _l("除去できない"),
        _l("作成者情報を取り除けませんでした。もとのソフトの「ドキュメントの検査」などを使ってください。"),
    ),
}
"""By key, the most serious first: lists show them in this order."""

PEOPLE = {
    "author": _l("作成者"),
    "last_modified_by": _l("最終更新者"),
    "company": _l("会社・団体"),
    "manager": _l("管理者"),
    "comments": _l("コメントの数"),
    "comment_authors": _l("コメントを書いた人"),
    "changes": _l("変更履歴の数"),
    "change_authors": _l("変更した人"),
}
"""What a file says of people, and how that is called."""


def in_order(keys: list[str]) -> list[Finding]:
    """Return the findings of these keys, the most serious first."""
    return [one for key, one in FINDINGS.items() if key in keys]
