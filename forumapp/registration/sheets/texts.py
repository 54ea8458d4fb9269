"""What people write into a cell, taken as it is meant; what was mended is said. Pure but for its sentences."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _

from forumapp.core.sheets.cells import plain, shown, too_long
from forumapp.core.sheets.grid import Cell, same
from forumapp.core.text.cleaning import clean_block, clean_line, to_halfwidth, unusable
from forumapp.core.text.names import damaged_characters, is_kana, split_name, to_katakana
from forumapp.forums.models import Mode
from forumapp.mail.addresses import BadAddress, check_address
from forumapp.registration.formulas import restored

_HALFWIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_HASHES = re.compile("[#＃]{3,}")
_HONORIFIC = re.compile(r"(?:\s+(?:様|さま|殿|氏|さん)|(?<=\S\S)様)$")
_ANGLED = re.compile(r".*<([^<>]+)>")
_NO_NAME = re.compile(r"@|://|\d{3}|^[\d\W]+$")
_YES = frozenset(
    {
        "可",
        "同意",
        "同意する",
        "同意します",
        "はい",
        "○",
        "〇",
        "◯",
        "レ",
        "✓",
        "✔",
        "1",
        "true",
        "yes",
        "y",
        "掲載可",
        "掲載する",
        "有",
        "ok",
    }
)
_NO = frozenset(
    {
        "不可",
        "否",
        "同意しない",
        "同意しません",
        "いいえ",
        "×",
        "✕",
        "x",
        "0",
        "false",
        "no",
        "n",
        "掲載不可",
        "掲載しない",
        "無",
    }
)
_MODES = {
    Mode.ON_SITE: (
        "会場",
        "会場参加",
        "会場で参加",
        "会場出席",
        "来場",
        "対面",
        "現地",
        "現地参加",
        "集合",
        "リアル",
        "onsite",
        "on-site",
        "venue",
    ),
    Mode.WEB: (
        "web",
        "web参加",
        "webで参加",
        "ウェブ",
        "ウェブ参加",
        "オンライン",
        "オンライン参加",
        "online",
        "リモート",
        "zoom",
        "teams",
        "webex",
        "配信",
    ),
}
MODES = {same(word): mode for mode, words in _MODES.items() for word in words}
"""Ways of taking part as people write them, beside our own words."""


class Unclear(ValueError):
    """A cell that cannot be taken: ``code``, and the sentence for whoever filled it in."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


Mended = list[tuple[str, str, str]]
"""What was mended: code, before, after."""


def text_of(cell: Cell, limit: int, mended: Mended, *, is_block: bool = False) -> str:
    """Return the text of a cell: variant kanji kept, half-width kana widened, ～ made 〜. Raises Unclear."""
    raw = raw_of(cell)
    text = restored(clean_block(raw) if is_block else clean_line(raw))
    if "\uff5e" in raw:
        mended.append(("wave_dash", raw.strip()[:30], shown(text)))
    widened = _HALFWIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    if widened != text:
        mended.append(("kana_width", shown(text), shown(widened)))
    if len(widened) > limit:
        raise Unclear("too_long", too_long(limit, len(widened)))
    return widened


def raw_of(cell: Cell) -> str:
    """Return what a cell shows. Raises Unclear for what no spreadsheet can have meant."""
    value: Any = cell.value
    if cell.formula and value in {None, ""}:
        raise Unclear(
            "formula", _("式の計算結果がありません。Excelで開いて保存し直すか、文字で入力してください。")
        )
    if isinstance(value, datetime | date | time):
        raise Unclear(
            "date_cell",
            _(
                "Excelが日付や時刻に変えています(%(text)s)。書式を「文字列」にして、入力し直してください。",
                text=value,
            ),
        )
    raw = plain(cell)
    if raw.strip() in _ERRORS:
        raise Unclear(
            "excel_error", _("Excelのエラー(%(text)s)です。正しい値を入力してください。", text=raw.strip())
        )
    if _HASHES.fullmatch(raw.strip()):
        raise Unclear(
            "excel_error", _("「####」は、幅が足りずに表示された文字です。正しい値を入力してください。")
        )
    if unusable(raw):
        raise Unclear("control", _("使用できない文字(制御文字など)が含まれています。"))
    return raw


def whole_name(cell: Cell, mended: Mended) -> tuple[str, str]:
    """Return family and given name of a cell that holds both; an unspaced name stays whole. Raises Unclear."""
    text = without_honorific(text_of(cell, 160, mended), mended)
    family, given = split_name(text)
    if given and text.isascii():
        raise Unclear(
            "name_latin",
            _("ローマ字の氏名は、姓と名の区別がつきません。「姓」と「名」の列に分けて入力してください。"),
        )
    return checked_name(family), checked_name(given)


def without_honorific(text: str, mended: Mended) -> str:
    """Return a name without the 様 behind it."""
    bare = _HONORIFIC.sub("", text)
    if bare != text:
        mended.append(("honorific", text, bare))
    return bare


def checked_name(text: str) -> str:
    """Return a name that can be one. Raises Unclear for lost characters, and for what belongs into another column."""
    if lost := damaged_characters(text):
        raise Unclear(
            "name_damaged",
            _(
                "「%(text)s」の%(place)d文字目が失われています。正しい文字を入力してください。",
                text=text,
                place=lost[0].position + 1,
            ),
        )
    if text and _NO_NAME.search(to_halfwidth(text)):
        raise Unclear(
            "not_a_name",
            _("「%(text)s」は氏名ではないようです。列がずれていないか確認してください。", text=shown(text)),
        )
    if len(text) > 80:
        raise Unclear("too_long", too_long(80, len(text)))
    return text


def kana_of(cell: Cell, mended: Mended) -> str:
    """Return a reading in full-width katakana. Raises Unclear."""
    text = text_of(cell, 160, [])
    kana = without_honorific(to_katakana(text), [])
    if kana and not is_kana(kana):
        raise Unclear(
            "not_kana",
            _("「%(text)s」はフリガナではありません。カタカナで入力してください。", text=shown(text)),
        )
    before = clean_line(raw_of(cell))
    if kana != before:
        mended.append(("kana", before, kana))
    return kana


def address_of(cell: Cell, mended: Mended) -> str:
    """Return an address of mail. Raises Unclear for none, and for several."""
    raw = clean_line(raw_of(cell))
    if not raw:
        return ""
    text = to_halfwidth(raw).replace(" ", "")
    angled = _ANGLED.fullmatch(text)
    bare = (angled.group(1) if angled else text).removeprefix("mailto:")
    if bare.count("@") > 1:
        raise Unclear("email_several", _("メールアドレスは1つだけ入力してください。"))
    if not _is_address(bare):
        message = _(
            "「%(text)s」はメールアドレスの形ではありません(例:yamada@city.example.jp)。", text=shown(raw)
        )
        raise Unclear("email", message)
    if bare != raw:
        mended.append(("width", raw, bare))
    return bare


def _is_address(text: str) -> bool:
    try:
        check_address(text)
    except BadAddress:
        return False
    return text.isascii() and "." in text.rpartition("@")[2]


def consent_of(cell: Cell) -> bool | None:
    """Return whether somebody may be listed; None where nothing is said. Raises Unclear."""
    if isinstance(cell.value, bool):
        return cell.value
    word = same(clean_line(raw_of(cell)))
    if not word:
        return None
    if word not in _YES | _NO:
        raise Unclear(
            "consent",
            _("「%(text)s」では分かりません。「可」か「不可」を入力してください。", text=shown(raw_of(cell))),
        )
    return word in _YES
