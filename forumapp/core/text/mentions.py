"""Words by which a text may give away who wrote it or whom it speaks of. Hints for an editor, never a verdict."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

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
    f"|(?<![{_KANJI}])[{_KANJI}]{{1,6}}(?<!市)町"
    r"\d+[-－]\d+(?:[-－]\d+)?(?![\d年月日時分人件回割%-])"
)
_PHONE = re.compile(r"(?<!\d)\(?0\d{1,4}\)?[- ]?\d{1,4}[- ]\d{3,4}(?!\d)|(?<!\d)0\d{9,10}(?!\d)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_GAP = r"[\s\u3000]*"

Kind = Literal["person", "self", "contact"]


@dataclass(frozen=True)
class Mention:
    """Words of a text from ``start`` to ``end``: a person's name, the writer's own body (本市), or a way to reach somebody."""

    start: int
    end: int
    kind: Kind


def people(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what looks like a person's name: (family, given) of ``names``, and words before さん, 氏 or 様."""
    packed = re.sub(r"\s+", "", text)
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


def told(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return everything that may give somebody away: ``people`` and ``self_references``."""
    return (*people(text, names), *self_references(text))


def mentions(text: str, names: Sequence[tuple[str, str]]) -> list[Mention]:
    """Return where ``text`` says what ``told`` finds, in order and without overlap."""
    found: list[Mention] = []
    for one in sorted(_places(text, names), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def pieces(text: str, names: Sequence[tuple[str, str]]) -> list[tuple[str, Kind | None]]:
    """Cut ``text`` into (words, kind of mention or None), ready to be marked on a page."""
    cut: list[tuple[str, Kind | None]] = []
    here = 0
    for one in mentions(text, names):
        if one.start > here:
            cut.append((text[here : one.start], None))
        cut.append((text[one.start : one.end], one.kind))
        here = one.end
    return [*cut, (text[here:], None)] if here < len(text) else cut


def _places(text: str, names: Sequence[tuple[str, str]]) -> Iterator[Mention]:
    plain = to_halfwidth(text)
    packed = "".join(text.split())
    for family, given in names:
        if family and given and family + given in packed:
            spelled = _GAP.join(map(re.escape, family + given))
            yield from (Mention(*one.span(), "person") for one in re.finditer(spelled, text))
    for one in _TITLED.finditer(text):
        if one.group(1) not in _NOBODY:
            yield Mention(*one.span(), "person")
    yield from (Mention(*one.span(), "self") for one in _OWN.finditer(text))
    for pattern in (_PHONE, _ADDRESS):
        yield from (Mention(*one.span(), "contact") for one in pattern.finditer(plain))
