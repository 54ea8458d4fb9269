"""The Japanese font that papers are printed with: one of the system's, or the one that FORUMAPP_FONT names."""

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fontTools.ttLib import TTCollection, TTFont, TTLibError

PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
"""Where Debian, RHEL, macOS and Windows keep fonts."""
NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKjp-Regular.otf",
    "NotoSansJP-Regular.otf",
    "NotoSansJP-Regular.ttf",
    "ipaexg.ttf",
    "ipag.ttf",
    "fonts-japanese-gothic.ttf",
    "VL-Gothic-Regular.ttf",
    "TakaoPGothic.ttf",
    "ヒラギノ角ゴシック W3.ttc",
    "YuGothR.ttc",
    "meiryo.ttc",
)
"""File names to look for, the best first (Noto has the most characters)."""
PROOF = "次第あア令和〓"
"""A font without these is no Japanese one."""
_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")


class NoFont(Exception):
    """No usable Japanese font; ``path`` is the one that the setting names, if it is that one's fault."""

    def __init__(self, path: str = "") -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font; ``number`` is its place in a collection (.ttc)."""

    path: Path
    number: int = 0


def find(setting: str = "", places: Sequence[str | Path] = PLACES) -> FontFile:
    """Return the font of ``setting`` (a path; ``#2`` behind it chooses from a collection) or one of the system's.

    Raises NoFont.
    """
    if setting:
        named, _sign, number = setting.partition("#")
        chosen = _usable(Path(named), int(number) if number.isascii() and number.isdigit() else None)
        if chosen is None:
            raise NoFont(setting)
        return chosen
    for path in _candidates(places):
        if (chosen := _usable(path, None)) is not None:
            return chosen
    raise NoFont


def _candidates(places: Sequence[str | Path]) -> Iterator[Path]:
    """Yield the known fonts that are installed, the best first."""
    found: dict[str, Path] = {}
    for place in places:
        for folder, _folders, names in os.walk(Path(place).expanduser()):
            for name in set(names).intersection(NAMES):
                found.setdefault(name, Path(folder, name))
    yield from (found[name] for name in NAMES if name in found)


def _usable(path: Path, number: int | None) -> FontFile | None:
    """Return the Japanese face of the file, or None if it has none or is no font."""
    if path.suffix.lower() not in _ENDINGS:
        return None
    try:
        with path.open("rb") as content:
            return _face(content, path, number)
    except (
        OSError,
        TTLibError,
        struct.error,
        AssertionError,
        LookupError,
        ValueError,
    ):  # so fontTools ends on no font
        return None


def _face(content: BinaryIO, path: Path, number: int | None) -> FontFile | None:
    if path.suffix.lower() in {".ttf", ".otf"}:
        return FontFile(path) if _is_japanese(TTFont(content, lazy=True)) else None
    faces = list(TTCollection(content, lazy=True))
    places = [number] if number is not None else _japanese_first(faces)
    return next((FontFile(path, each) for each in places if _is_japanese(faces[each])), None)


def _japanese_first(faces: list[TTFont]) -> list[int]:
    """Order the faces of a collection: Noto's differ in how one and the same character is drawn in each country."""
    return sorted(
        range(len(faces)), key=lambda place: "JP" not in (faces[place]["name"].getBestFullName() or "")
    )


def _is_japanese(face: TTFont) -> bool:
    known = face.getBestCmap() or {}
    return all(ord(sign) in known for sign in PROOF)
