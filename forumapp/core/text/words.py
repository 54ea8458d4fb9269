"""Content words of Japanese text in one spelling each, for comparing texts. Needs no network.

SudachiPy and its small dictionary find the words; either may be missing, then there are none (``is_there``) and who
compares does so by pairs of characters alone. The dictionary is opened when the first text comes: 0.1 s, about 36 MB mapped
from the file and shared by all processes. A tokeniser serves one thread at a time, hence the lock.
"""

import logging
import unicodedata
from functools import lru_cache
from threading import Lock
from typing import Any

try:
    import sudachipy
except ImportError:  # no wheel for this machine
    sudachipy = None

logger = logging.getLogger(__name__)

MOST_TEXTS = 8192
"""Texts whose words a process remembers."""

CONTENT = {"名詞", "動詞", "形容詞", "形状詞", "接尾辞", "接頭辞"}
EMPTY_KINDS = {"数詞", "助動詞語幹"}
EMPTY = frozenset(
    (
        *(
            "為る",
            "成る",
            "有る",
            "居る",
            "行く",
            "来る",
            "出来る",
            "呉れる",
            "貰う",
            "遣る",
            "置く",
            "見る",
            "言う",
            "思う",
        ),
        *(
            "考える",
            "感じる",
            "於く",
            "因る",
            "関する",
            "持つ",
            "掛かる",
            "進める",
            "無い",
            "事",
            "物",
            "為",
            "様",
            "所",
            "時",
            "場合",
        ),
        *(
            "方",
            "中",
            "上",
            "下",
            "内",
            "他",
            "等",
            "点",
            "面",
            "形",
            "通り",
            "訳",
            "筈",
            "儘",
            "程",
            "分",
            "今",
            "今回",
        ),
        *(
            "今後",
            "現在",
            "全て",
            "全体",
            "其の他",
            "的",
            "化",
            "さん",
            "者",
            "性",
            "等々",
            "達",
            "共",
        ),
        *(
            "現状",
            "辺",
            "感",
            "風",
            "毎",
            "必要",
            "大切",
            "重要",
            "望ましい",
            "欲しい",
            "良い",
            "難しい",
            "無理",
            "多い",
            "少ない",
            "大きい",
            "特",
        ),
        *("具体", "易い"),
    )
)
"""Words that say little about what a text speaks of (dictionary's normal forms)."""

SYNONYMS = {
    "pm": ("プロジェクト", "マネージメント"),
    "ict": ("it",),
    "情報技術": ("it",),
    "電子化": ("デジタル", "化"),
    "人": ("人材",),
    "人員": ("人材",),
    "人手": ("人材",),
    "職員": ("人材",),
    "新規": ("新しい",),
    "高まる": ("高い",),
    "スタッフ": ("人材",),
    "マンパワー": ("人材",),
    "足りる": ("不足",),
    "財源": ("予算",),
    "費用": ("予算",),
    "経費": ("予算",),
    "お金": ("予算",),
    "金": ("予算",),
    "部署": ("部局",),
    "所属": ("部局",),
    "課": ("部局",),
    "業務改革": ("bpr",),
    "原課": ("部局",),
    "支える": ("支援",),
    "サポート": ("支援",),
    "伴走": ("支援", "伴走"),
    "市町村": ("自治体",),
    "市町": ("自治体",),
    "団体": ("自治体",),
    "リーダー": ("幹部",),
    "トップ": ("幹部",),
    "首長": ("幹部",),
    "管理": ("マネージメント",),
    "指す": ("示す",),
}
"""What municipal staff write for the same thing."""

_lock = Lock()


def plain(text: str) -> str:
    """Return ``text`` for comparing only: full and half width, case and blanks made equal (never to be stored)."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_there() -> bool:
    """Say whether words can be found; without, texts are compared by their characters."""
    return _tokenizer() is not None


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    if sudachipy is None:
        return None
    try:
        return sudachipy.Dictionary(dict="small").tokenizer(mode=sudachipy.SplitMode.A)
    except Exception as error:  # noqa: BLE001 - its own exceptions derive from Exception alone
        logger.warning("no dictionary for Japanese words: %s", error)
        return None


@lru_cache(maxsize=MOST_TEXTS)
def content_words(text: str) -> tuple[str, ...]:
    """Return the content words of ``text`` in order, each in its normal form (取組, 取り組み: 取り組み); () without dictionary."""
    with _lock:
        tokenizer = _tokenizer()
        found = [] if tokenizer is None else [*tokenizer.tokenize(unicodedata.normalize("NFKC", text))]
        words = [_word(one) for one in found]
    return tuple(same for word in words if word for same in SYNONYMS.get(word, (word,)) if same not in EMPTY)


def _word(one: Any) -> str:
    kind, detail = one.part_of_speech()[:2]
    word: str = one.normalized_form().casefold()
    if kind not in CONTENT or detail in EMPTY_KINDS or word in EMPTY:
        return ""
    return word
