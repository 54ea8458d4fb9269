"""Names of people: family name first, with kana beside. Pure functions on `str`.

Damage is found and shown, never repaired: only the organiser can say what the lost character was.
"""

import re
import unicodedata
from typing import NamedTuple

FULLWIDTH_SPACE = "\u3000"

# U+FFFD is what a decoder leaves, 〓 what a printer leaves; private-use characters are gaiji of one office.
_LOST = "\ufffd\u3013\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_LOST_ANYWHERE = re.compile(f"[{_LOST}]")
_LOST_IN_NAME = re.compile(f"[{_LOST}?\uff1f]")

_HALFWIDTH_KANA = re.compile("[\uff66-\uff9f]+")
_TO_KATAKANA = {code: code + 0x60 for code in [*range(0x3041, 0x3097), 0x309D, 0x309E]}
_TO_KATAKANA |= {0x309B: 0x3099, 0x309C: 0x309A}
_KANA_AND_MARK = re.compile("[\u30a1-\u30ff][\u3099\u309a]")
_KANA_NAME = re.compile(r"(?=.*[\u30a1-\u30fa])[\u30a1-\u30fa\u30fc-\u30fe\u30fb\u30a0=\s]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

_SMALL_TO_LARGE = str.maketrans("ァィゥェォヵヶッャュョヮ", "アイウエオカケツヤユヨワ")
_VOWEL_ROWS = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリヰ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレヱ",
    "オ": "オコソトノホモヨロヲ",
}
_VOWEL_OF = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}
_VOICED, _HALF_VOICED = "\u3099", "\u309a"
_IGNORED_IN_ORDER = re.compile(r"[\s\u30fb\u30a0=]+")


class Damage(NamedTuple):
    """A character that stands where another was lost; `position` counts code points from 0."""

    position: int
    character: str


def damaged_characters(text: str, *, is_name: bool = True) -> tuple[Damage, ...]:
    """The characters of `text` that show a loss: U+FFFD, 〓, private-use characters and, in a name, ? and ？.

    A printed line with name and title (課長??橋 圭氏) counts as a name. For prose, which may ask questions,
    give is_name=False.
    """
    pattern = _LOST_IN_NAME if is_name else _LOST_ANYWHERE
    return tuple(Damage(found.start(), found.group()) for found in pattern.finditer(text))


def to_katakana(text: str) -> str:
    """Kana in full-width katakana, voicing marks composed: さとう, ｻﾄｳ → サトウ. Other characters stay."""
    widened = _HALFWIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    return _KANA_AND_MARK.sub(
        lambda pair: unicodedata.normalize("NFC", pair.group()), widened.translate(_TO_KATAKANA)
    )


def is_kana(text: str) -> bool:
    """Whether `text` is a reading: kana of any width, ー, blanks and the joints ・ ゠ = of foreign names."""
    return _KANA_NAME.fullmatch(to_katakana(text)) is not None


def full_name(family: str, given: str, separator: str = FULLWIDTH_SPACE) -> str:
    """Family name, then given name, in every language; a part that is empty leaves no separator.

    `separator` is a full-width space as on screen, or "". Names in Latin letters always get a plain space.
    """
    if not family or not given:
        return family or given
    return f"{family}{' ' if _LATIN.search(family + given) else separator}{given}"


def split_name(text: str) -> tuple[str, str]:
    """(family, given) at the first run of blanks of any width; given is "" where there is no blank.

    Never guesses where an unspaced name divides.
    """
    family, given = (*text.split(maxsplit=1), "", "")[:2]
    return family, given.rstrip()


def sort_key_kana(family: str, given: str = "") -> str:
    """A key for 五十音順 of readings, to be compared by code point; family names first, then given names.

    After JIS X 4061: voicing and smallness are ignored first (ー counts as the vowel before it, ヽ as the
    kana before it), then decide between equals: plain before voiced before half-voiced, then ー before small
    before ヽ before large.
    """
    parts = [_order(part) for part in (family, given)]
    return " ".join([*(plain for plain, _ in parts if plain), "".join(detail for _, detail in parts)])


def _order(reading: str) -> tuple[str, str]:
    plain: list[str] = []
    detail: list[str] = []
    for kana in _IGNORED_IN_ORDER.sub("", to_katakana(reading)):
        decomposed = unicodedata.normalize("NFD", kana)
        base, marks = decomposed[0], decomposed[1:]
        large = base.translate(_SMALL_TO_LARGE)
        voicing = "2" if _HALF_VOICED in marks else "1" if _VOICED in marks else "0"
        form = "1" if large != base else "3"
        if base == "ー" and plain:
            large, form = _VOWEL_OF.get(plain[-1], plain[-1]), "0"
        elif base == "ヽ" and plain:
            large, form = plain[-1], "2"
        plain.append(large)
        detail.append(voicing + form)
    # All voicing is compared before any form of letter, as the standard's levels ask.
    return "".join(plain), "".join(pair[0] for pair in detail) + "".join(pair[1] for pair in detail)
