"""Words by which a text may give away who wrote it or whom it speaks of. Hints for an editor, never a verdict."""

import re
from collections.abc import Iterable

from forumapp.core.text.cleaning import to_halfwidth

_KANJI = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_TITLED = re.compile(
    f"(?<![{_KANJI}])([{_KANJI}]{{1,4}}|[\u30a1-\u30fc]{{2,}})(さん|氏(?![名神])|(?<!同)様(?![々子式相態]))"
)
_NOBODY = {
    *("皆", "客", "各", "両", "同", "某", "奥", "神", "仏", "殿", "王", "多", "一", "上", "仕", "有", "模"),
    *("皆々", "皆皆", "市民", "町民", "村民", "県民", "住民", "職員", "業者", "各位", "参加者", "担当者"),
    *("事業者", "登壇者", "利用者", "関係者", "ベンダー", "メーカー"),
}
_OWN = re.compile(
    f"(?<![{_KANJI}])(?:本|当|弊|我が|わが)"
    r"[都道府県市区町村庁課室部局社](?![内外民])|うちの[都道府県市区町村課]|自分|私(?![立的有用費道])"
    r"|〒\s?\d{3}[-－]?\d{4}|\d+(?:丁目|番地)"
    f"|(?<=[町村区市])[{_KANJI}]{{2,8}}"
    r"\d+[-－]\d+(?:[-－]\d+)?(?![\d年月日時分人件回割%-])"
)
_PHONE = re.compile(r"(?<!\d)\(?0\d{1,4}\)?[- ]?\d{1,4}[- ]\d{3,4}(?!\d)|(?<!\d)0\d{9,10}(?!\d)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BLANKS = re.compile(r"\s+")


def people(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what looks like a person's name: (family, given) of ``names``, and words before さん, 氏 or 様."""
    packed = _BLANKS.sub("", text)
    known = [family + given for family, given in names if family and given]
    found = [name for name in known if name in packed]
    found += [one.group() for one in _TITLED.finditer(text) if one.group(1) not in _NOBODY]
    return tuple(dict.fromkeys(found))


def self_references(text: str) -> tuple[str, ...]:
    """Return what points to the writer: 本市, 当町, 私, telephone numbers, addresses of mail."""
    plain = to_halfwidth(text)
    found = [
        *_OWN.findall(text),
        *(one.group() for one in _PHONE.finditer(plain)),
        *(one.group() for one in _ADDRESS.finditer(plain)),
    ]
    return tuple(dict.fromkeys(found))
