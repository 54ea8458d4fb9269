"""Columns of a list of participants: their headings in exports, and those that are understood in imports."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from flask_babel import force_locale
from flask_babel import gettext as _

from forumapp.core.i18n import LANGUAGES
from forumapp.core.sheets.grid import same

COLUMNS = (
    "receipt",
    "code",
    "organisation",
    "quota",
    "department",
    "unit",
    "title",
    "rank",
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "mode",
    "track",
    "state",
    "answer",
    "email",
    "needs",
    "may_list",
    "received",
)
"""What an export writes, in its order; the organiser's own questions follow."""
UNREAD = frozenset({"answer", "received"})
"""Columns of an export that an import has no use for."""
FILLED_DOWN = frozenset({"code", "organisation", "quota", "department", "unit", "mode", "track"})
"""Columns in which a merged area counts for each of its rows; elsewhere for the first alone."""
NAMES = frozenset({"name", "family_name"})
ABOUT_A_PERSON = frozenset(
    {
        "receipt",
        "name",
        "family_name",
        "given_name",
        "kana",
        "family_kana",
        "given_kana",
        "title",
        "rank",
        "email",
        "needs",
    }
)
"""A row that has none of these has nobody in it."""
ALSO: Mapping[str, tuple[str, ...]] = {
    "receipt": ("受付No", "受付No."),
    "code": (
        "自治体コード",
        "市区町村コード",
        "市町村コード",
        "地方公共団体コード",
        "全国地方公共団体コード",
        "コード",
    ),
    "organisation": (
        "団体",
        "自治体名",
        "自治体",
        "市町村名",
        "市町村",
        "市区町村名",
        "市区町村",
        "市町名",
        "機関名",
        "組織名",
        "所属団体",
        "所属団体名",
        "organisation",
        "organization",
    ),
    "quota": ("枠", "申込枠", "quota"),
    "department": ("担当部門", "部門区分", "分野"),
    "unit": ("部署名", "部署", "所属部署", "所属部署名", "所属名", "所属課", "課名", "担当課"),
    "title": ("役職名", "職名", "職"),
    "rank": ("職階", "職位区分"),
    "name": (
        "氏名",
        "名前",
        "お名前",
        "ご氏名",
        "御氏名",
        "参加者氏名",
        "参加者名",
        "参加者",
        "出席者氏名",
        "出席者名",
        "出席者",
        "name",
    ),
    "family_name": ("氏", "苗字", "名字", "氏名(姓)", "氏名(氏)"),
    "given_name": ("氏名(名)",),
    "kana": (
        "フリガナ",
        "カナ",
        "よみがな",
        "読み仮名",
        "読み",
        "よみ",
        "氏名カナ",
        "氏名(カナ)",
        "氏名フリガナ",
        "氏名(フリガナ)",
    ),
    "family_kana": (
        "姓カナ",
        "姓(カナ)",
        "姓フリガナ",
        "セイ",
        "フリガナ(姓)",
        "フリガナ(セイ)",
        "氏フリガナ",
        "氏カナ",
        "カナ(姓)",
    ),
    "given_kana": ("名カナ", "名(カナ)", "名フリガナ", "メイ", "フリガナ(名)", "フリガナ(メイ)", "カナ(名)"),
    "mode": ("参加形態", "参加形式", "出席方法", "参加方法(会場/Web)", "会場/Web", "会場・Web"),
    "track": ("分科会", "トラック"),
    "email": ("メール", "eメール", "電子メール", "電子メールアドレス", "mail", "email", "e-mail", "アドレス"),
    "needs": ("配慮事項", "配慮が必要な事項"),
    "may_list": ("名簿掲載", "名簿への掲載同意", "名簿掲載の同意", "名簿掲載可否", "名簿への掲載可否"),
}
"""Headings that are understood beside our own."""
_DECORATION = re.compile(r"[※*＊★●【】\[\]<>＜＞「」]|[(（]?(?:必須|任意|required|optional)[)）]?")


def heading(column: str) -> str:
    """Return the heading of a column."""
    return {
        "receipt": _("受付番号"),
        "code": _("団体コード"),
        "organisation": _("団体名"),
        "quota": _("参加枠"),
        "department": _("部門"),
        "unit": _("所属"),
        "title": _("役職"),
        "rank": _("職位"),
        "name": _("氏名"),
        "family_name": _("姓"),
        "given_name": _("名"),
        "kana": _("フリガナ"),
        "family_kana": _("姓（フリガナ）"),
        "given_kana": _("名（フリガナ）"),
        "mode": _("参加方法"),
        "track": _("部会"),
        "state": _("状態"),
        "answer": _("出欠の返事"),
        "email": _("メールアドレス"),
        "needs": _("配慮が必要なこと"),
        "may_list": _("名簿への掲載"),
        "received": _("受付日時"),
    }[column]


def bare(text: str) -> str:
    """Return a heading as it is compared: without blanks, brackets and 必須; ふりがな and ｶﾅ are フリガナ and カナ."""
    word = same(_DECORATION.sub("", text)).replace("ふりがな", "フリガナ").replace("ﾌﾘｶﾞﾅ", "フリガナ")
    return word.replace("ｶﾅ", "カナ").replace("(", "").replace(")", "").rstrip(":")


def known(labels: Mapping[str, str]) -> dict[str, str]:
    """Return columns by heading as compared; ``labels``: the organiser's questions, (column, label)."""
    own = {bare(label): column for column, label in labels.items()}
    return {**own, **_fixed()}


@cache
def _fixed() -> dict[str, str]:
    found = {bare(word): column for column, words in ALSO.items() for word in words}
    for language in LANGUAGES:
        with force_locale(language):
            found.update({bare(heading(column)): column for column in (*COLUMNS, "name", "kana")})
    return found


def written(headings: Sequence[str]) -> str:
    """Return headings for a sentence."""
    return "、".join(f"「{one}」" for one in headings)
