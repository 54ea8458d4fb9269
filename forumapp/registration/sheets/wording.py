"""Why a file is no list, what was mended in one, and the whole as JSON."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _

from forumapp.core.sheets import wording
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.registration.sheets.columns import written
from forumapp.registration.sheets.finding import TwiceNamed, reason
from forumapp.registration.sheets.opening import LIMITS
from forumapp.registration.sheets.planning import Plan


def refusal(error: UnreadableSheet) -> str:
    """Return the sentence for the field."""
    if isinstance(error, TwiceNamed):
        return _(
            "同じ意味の見出しが2つあります：%(headings)s。1つにしてください。",
            headings=written(error.headings),
        )
    if error.code == "no_header":
        return _("見出しの行が見つかりません。「氏名」(または「姓」「名」)と「団体名」などの列が必要です。")
    if error.code == "no_xlsx":
        return _("ExcelかCSVのファイルではありません。名前ではなく中身で確認しています。")
    return wording.refusal(error, rows=LIMITS.rows)


def mended(code: str) -> str:
    """Return what kind of repair it was."""
    words = {
        "code_zero": _("団体コードの先頭の0を補いました(検査数字で確認)。"),
        "code": _("団体コードを6桁にしました(検査数字で確認)。"),
        "organisation": _("団体名を正式な名称にしました。"),
        "kana": _("フリガナを全角カタカナにしました。"),
        "kana_width": _("半角カナを全角にしました。"),
        "wave_dash": _("「～」を「〜」にしました。"),
        "width": _("全角の英数字や余分な文字を直しました。"),
        "date": _("日付を読み取りました。"),
        "honorific": _("敬称を除きました。"),
        "name_whole": _("姓と名を分けずに取り込みます。"),
        "same_as_above": _("上の行と同じ値にしました。"),
        "quota": _("部門から参加枠を決めました。"),
    }
    return words[code] if code in words else reason(code)


def document(plan: Plan) -> dict[str, Any]:
    """Return what a list would do, or did, as JSON has it."""
    return {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "faults": [asdict(one) for one in plan.notes.faults],
        "repairs": [{**asdict(one), "message": mended(one.code)} for one in plan.notes.repairs],
    }


def refused(error: UnreadableSheet) -> dict[str, Any]:
    """Return the same for a file that is no list."""
    fault = {"row": 0, "column": "", "code": error.code, "message": refusal(error)}
    return {"rows": 0, "new": 0, "changed": 0, "unchanged": 0, "faults": [fault], "repairs": []}
