"""What people type or paste, made fit to be stored, compared and printed. Pure functions on `str`.

Variant kanji (髙 﨑 𠮷, compatibility ideographs such as U+FA19, ideographic variation sequences) are never
changed: they are how people write their own names. For that reason nothing here uses NFKC on text, and NFC
leaves the compatibility ideographs alone, which plain NFC would replace by the ordinary character.
"""

import re
import unicodedata
from typing import Literal

Unusable = Literal["nul", "surrogate", "control", "noncharacter"]

# Blocks whose characters canonical composition would replace (Unicode Standard, section 22.1: singletons).
_COMPATIBILITY_IDEOGRAPHS = "\uf900-\ufaff\U0002f800-\U0002fa1f"
_COMPOSABLE = re.compile(f"[^{_COMPATIBILITY_IDEOGRAPHS}]+")

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_SURROGATES = "\ud800-\udfff"
# Invisible marks that only mislead in a form field: zero-width space, byte-order mark, and the directional
# embeddings, overrides and isolates. Joiners (U+200C, U+200D) stay: emoji and other scripts need them.
_INVISIBLE = "\u200b\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_UNUSABLE = re.compile(f"[{_CONTROLS}{_SURROGATES}{_NONCHARACTERS}]")
_DROPPED = re.compile(f"[{_CONTROLS}{_SURROGATES}{_NONCHARACTERS}{_INVISIBLE}]")

# PowerPoint and Word leave a vertical tab for a soft line break.
_LINE_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")

_FULLWIDTH_TILDE, _WAVE_DASH = "\uff5e", "\u301c"

_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
for _sign, _variants in {
    "~": "\u301c",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe63\u30fc\uff70",
    ":": "\u2236\ufe55\ua789",
    " ": "\u3000\u00a0\u2002\u2003\u2007\u2009\u202f",
}.items():
    _HALFWIDTH |= dict.fromkeys(map(ord, _variants), ord(_sign))


def unusable(text: str) -> Unusable | None:
    """Name the first thing in `text` that no form may bring in, or None.

    "nul": U+0000, which PostgreSQL refuses; "surrogate": half of a pair, which UTF-8 cannot hold;
    "noncharacter": U+FFFE and the like, which XML and so .xlsx refuse; "control": any other control character
    except tab and line breaks (vertical tab and form feed count as line breaks).
    """
    found = _UNUSABLE.search(text)
    if found is None:
        return None
    character = found.group()
    if character == "\x00":
        return "nul"
    if "\ud800" <= character <= "\udfff":
        return "surrogate"
    return "control" if _CONTROL.match(character) else "noncharacter"


def compose(text: str) -> str:
    """NFC (Unicode Standard Annex 15) of everything but the CJK compatibility ideographs.

    Text from a Mac comes decomposed (か + ゛); names keep 神 (U+FA19) apart from 神 (U+795E).
    """
    if unicodedata.is_normalized(
        "NFC", text
    ):  # as nearly every text is: then none of those ideographs is in it
        return text
    return _COMPOSABLE.sub(lambda run: unicodedata.normalize("NFC", run.group()), text)


def clean_line(text: str) -> str:
    """One line as it is stored: composed, no control characters, no blanks at the ends.

    Every run of blanks and line breaks becomes one space; a run that holds a full-width space becomes one
    full-width space, since the writer chose it. Full-width tilde U+FF5E, which CP932 brings back for the wave
    dash, becomes 〜 (U+301C).
    """
    line = _readable(text)
    return _BLANKS.sub(lambda run: "\u3000" if "\u3000" in run.group() else " ", line).strip()


def clean_block(text: str) -> str:
    """Several lines as they are stored: like `clean_line`, but line breaks (as LF) and indentation stay.

    Blanks at line ends and empty lines at both ends go. A full-width space that opens a paragraph is Japanese
    indentation and stays, also on the first line.
    """
    lines = [line.rstrip() for line in _readable(text).split("\n")]
    return "\n".join(lines).strip("\n")


def to_halfwidth(text: str) -> str:
    """Digits, Latin letters and signs in ASCII: for telephone numbers, codes, postal codes, e-mail and times.

    Dashes of every kind (also the long vowel mark ー, which the kana keyboard gives) become "-", colons ":",
    wave dashes "~", blanks " ". Not for names or prose: it would break ー in kana.
    """
    return text.translate(_HALFWIDTH)


def _readable(text: str) -> str:
    text = _DROPPED.sub("", _LINE_BREAK.sub("\n", text))
    return compose(text.replace(_FULLWIDTH_TILDE, _WAVE_DASH))
