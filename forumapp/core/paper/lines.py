"""Breaking text into lines as Japanese is set (禁則処理): no 、 or ） at the head of a line, no （ at its end. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator

HEADLESS = frozenset(
    "、。，．,.・:;：；?!？！)）]］}｝〕〉》」』】’”ゝゞ々ーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ〜～…‥%％℃"
)
"""Characters that begin no line (JIS X 4051, class of closing and small ones)."""
TAILLESS = frozenset("(（[［{｛〔〈《「『【‘“〒￥$＄#＃")
"""Characters that end no line."""
MOST_DRAWN_BACK = 8
"""A run of characters that may not be parted is parted after all when it is longer than this."""


def wrap(text: str, width: float, measure: Callable[[str], float], *, by_word: bool = False) -> list[str]:
    """Break ``text`` into lines no wider than ``width``; ``measure`` gives a text's width in the same unit.

    Line breaks in it stay. ``by_word``: lines end at (half-width) blanks only. A single piece that is too wide (an
    address) is parted anywhere.
    """
    pieces = _words if by_word else _pieces
    return [line for paragraph in text.split("\n") for line in _lines(pieces(paragraph), width, measure)]


def _lines(pieces: Iterable[str], width: float, measure: Callable[[str], float]) -> list[str]:
    found: list[str] = []
    line, used = "", 0.0
    for piece in pieces:
        if line and used + measure(piece.rstrip()) > width:
            found.append(line.rstrip(" "))
            line, used = "", 0.0
        fresh = piece if line else piece.lstrip(" ")
        *full, rest = _parted(fresh, width, measure) if measure(fresh) > width else [fresh]
        found += full
        line, used = line + rest, used + measure(rest)
    return [*found, line.rstrip(" ")]


def _parted(piece: str, width: float, measure: Callable[[str], float]) -> list[str]:
    parts, used = [""], 0.0
    for sign in piece:
        size = measure(sign)
        if parts[-1] and used + size > width:
            parts.append("")
            used = 0.0
        parts[-1] += sign
        used += size
    return parts


def _words(text: str) -> list[str]:
    return re.findall(r" *[^ ]+", text)


def _pieces(text: str) -> Iterator[str]:
    """Yield the smallest parts between which a line may end."""
    piece = ""
    for sign in text:
        if piece and _may_part(piece, sign):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _may_part(piece: str, following: str) -> bool:
    last = piece[-1]
    if following == " " or _is_mark(following):
        return False
    if last.isascii() and following.isascii():
        return last == " "
    if len(piece) > MOST_DRAWN_BACK and not last.isascii():
        return True
    return following not in HEADLESS and last not in TAILLESS


def _is_mark(sign: str) -> bool:
    """Say whether it belongs to the character before it: variation selectors, joiners, combining kana marks."""
    return (
        sign in "\u200d\u3099\u309a" or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    )
