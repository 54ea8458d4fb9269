"""Characters beside the plain ones: variants of a kanji (葛 + U+E0100), and those that the font does not have."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache, partial
from typing import Any

from fpdf import FPDF
from fpdf.fonts import Glyph, SubsetMap, TTFFont
from fpdf.output import OutputProducer, PDFFont
from fpdf.syntax import Name

GETA = "〓"
"""What Japanese printers set for a character that is missing."""
_VARIANT = re.compile("(.)([\ufe00-\ufe0f\U000e0100-\U000e01ef])", re.DOTALL)
_PRIVATE = 0xF0000


class _Subset(SubsetMap):
    """The characters in use. A private code stands for kanji and selector, so that copied text has both.

    A font whose glyphs are numbered (CFF, CID-keyed) is written with these numbers: then the file needs no map of its
    own between codes and glyphs, which some readers do not know (Producer).

    fpdf2 remembers answers for the class, and with them each font for ever: 30 MB a paper. Here a paper has its own.
    """

    def __init__(self, font: TTFFont) -> None:
        self.sequences: dict[int, tuple[int, int]] = {}
        self.numbered: dict[int, Glyph] = {}
        self.get_glyph = cache(self._glyph)
        self.pick = cache(partial(SubsetMap.pick.__wrapped__, self))
        super().__init__(font)
        if font.is_cff and font.is_cid_keyed:
            self._char_id_per_glyph.clear()

    def pick_glyph(self, glyph: Glyph | None) -> int | None:
        """Return the code of a glyph; the first character that it is drawn for is the one that is copied."""
        if glyph is None or not (self.font.is_cff and self.font.is_cid_keyed):
            return super().pick_glyph(glyph)
        number = int(glyph.glyph_name.removeprefix("cid"))
        if number not in self.numbered:
            self.numbered[number] = glyph
            self._char_id_per_glyph[glyph] = number
        return number

    def _glyph(
        self,
        glyph: int | None = None,
        unicode: int | tuple[int, ...] | None = None,
        glyph_name: str | None = None,
        glyph_width: int | None = None,
    ) -> Glyph | None:
        """Return the glyph, under its sequence if it has one."""
        found = SubsetMap.get_glyph.__wrapped__(self, glyph, unicode, glyph_name, glyph_width)
        sequence = self.sequences.get(unicode) if isinstance(unicode, int) else None
        return replace(found, unicode=sequence) if found is not None and sequence else found


class Producer(OutputProducer):
    """Writes fonts whose codes are the numbers of their glyphs with the standard map."""

    def _add_fonts(self, *arguments: Any, **more: Any) -> Any:
        fonts = super()._add_fonts(*arguments, **more)
        for font in fonts.values():
            if isinstance(font, PDFFont) and font.descendant_fonts:
                font.encoding = Name("Identity-H")
        return fonts


class Glyphs:
    """What one font of one paper can print. ``missing`` counts what it could not."""

    def __init__(self, paper: FPDF, family: str) -> None:
        font = paper.fonts[family]
        assert isinstance(font, TTFFont)
        self.font = font
        self.missing: Counter[str] = Counter()
        self._subset = font.subset = _Subset(font)
        SubsetMap.get_glyph.cache_clear()
        self._codes: dict[str, str] = {}
        self._drawn = {
            (base, selector): name
            for table in font.ttfont["cmap"].tables
            if table.format == 14
            for selector, pairs in table.uvsDict.items()
            for base, name in pairs
        }

    def printable(self, text: str) -> str:
        """Return ``text`` in the font's characters: what it lacks is 〓 and counted."""
        text = _VARIANT.sub(lambda found: self._variant(*found.groups()), text)
        return "".join(self._known(sign) for sign in text)

    def forget(self) -> None:
        """Let go of the tables of the font: it refers to itself, and 30 MB would wait for the collector."""
        for table in (self.font.cmap, self.font.glyph_ids, self.font.cw, self.font.ttfont.tables):
            table.clear()

    def _known(self, sign: str) -> str:
        if sign in "\n " or ord(sign) in self.font.cmap:
            return sign
        self.missing[sign] += 1
        return GETA

    def _variant(self, base: str, selector: str) -> str:
        """Return a private character that draws the variant; the plain kanji if that is what the font draws."""
        pair = (ord(base), ord(selector))
        if pair not in self._drawn:
            self.missing[base + selector] += 1
            return base
        name = self._drawn[pair] or self.font.cmap.get(pair[0])
        return self._code(pair, name) if name else base

    def _code(self, pair: tuple[int, int], name: str) -> str:
        text = chr(pair[0]) + chr(pair[1])
        if text not in self._codes:
            code = _PRIVATE + len(self._codes)
            self.font.cmap[code] = name
            self.font.glyph_ids[code] = self.font.ttfont.getGlyphID(name)
            width = self.font.ttfont["hmtx"].metrics[name][0]
            self.font.cw[code] = round(self.font.scale * width)
            self._subset.sequences[code] = pair
            self._codes[text] = chr(code)
        return self._codes[text]
