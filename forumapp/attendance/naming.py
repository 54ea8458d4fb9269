"""Names made comparable: blanks, 様, width, kana, variant kanji, and what people write before their name. Pure.

Only for comparing: what somebody writes of their own name is never changed.
"""

import re
import unicodedata
from collections.abc import Iterator

from forumapp.core.text.names import to_katakana

_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HONORIFICS = re.compile(r"(?:様|さま|さん|氏|殿|先生)$")
_NO_LETTERS = re.compile(r"[^\w々ー]|_")
_SEPARATORS = re.compile(
    r"[\s_＿/／|｜\\,，、。・:：;；\-‐‑–—−＠@()（）\[\]［］【】〔〕「」『』<>＜＞&＆+＋~〜～#.．]+"
)
_REPEATED = re.compile(r"(.)々")
_LONGEST = 12

# Forms of one character in names, each row with the usual form last. Facts of Japanese registers, our own selection;
# compatibility ideographs (神 U+FA19) need no row, NFKC knows them.
_PAIRS = """
髙高 﨑崎 嵜崎 碕崎 邊辺 邉辺 濵浜 濱浜 澤沢 齋斉 齊斉 斎斉 德徳 廣広 國国 圀国 櫻桜 眞真 惠恵 嶋島 嶌島 槇槙
瀨瀬 𠮷吉 圡土 條条 榮栄 實実 壽寿 龍竜 靜静 渕淵 渊淵 關関 學学 冨富 峯峰 桒桑 藪薮 鷗鴎 緖緒 曾曽 舘館 萬万
會会 曻昇 凛凜 彌弥 禮礼 黑黒 鐵鉄 鹽塩 豐豊 瀧滝 淸清 巖巌 莊荘 藏蔵 圓円 與与 檜桧 嶽岳 穗穂 縣県 勳勲 祿禄
晉晋 鄕郷 增増 橫横 靑青 淺浅 奧奥 應応 價価 假仮 恆恒 譽誉 麥麦 邨村 埜野 杦杉 栁柳 桺柳 舩船 兒児 逹達 籔薮
遙遥 瑤瑶 堯尭 亙亘 乘乗 體体 昻昂 每毎
"""
_USUAL = {ord(pair[0]): pair[-1] for pair in _PAIRS.split() if pair[0] != pair[-1]}
_USUAL |= {ord(small): large for small, large in zip("ヶヵ", "ケカ", strict=True)}


def plain(text: str) -> str:
    """Return a name without blanks, signs, width and 様; variant kanji stay apart."""
    wide = unicodedata.normalize("NFKC", _SELECTORS.sub("", text)).casefold()
    return _HONORIFICS.sub("", _NO_LETTERS.sub("", wide))


def usual(text: str) -> str:
    """Return the same with the usual form of variant kanji, and 々 written out."""
    return _REPEATED.sub(r"\1\1", plain(text).translate(_USUAL))


def reading(text: str) -> str:
    """Return the same as katakana, for comparing readings."""
    return to_katakana(plain(text)).replace("ヶ", "ケ")


def parts(text: str) -> tuple[str, ...]:
    """Split a shown name where its writer divided it: 長崎市_山田 太郎（情報政策課）."""
    return tuple(part for part in _SEPARATORS.split(text) if plain(part))


def runs(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield every run of neighbouring parts joined, with its place: 山田太郎 of 長崎市_山田 太郎."""
    found = parts(text)[:_LONGEST]
    for start in range(len(found)):
        for end in range(start + 1, min(start + 4, len(found)) + 1):
            yield "".join(found[start:end]), (start, end)
