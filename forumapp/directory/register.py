"""The register of local governments: 47 prefectures and 1,741 municipalities, from the package's data file.

Read-only reference data, the same for every forum; the organisations of a forum are rows of the database and
point here by code. The file is made by `forumapp.directory.build_register` and read once per process, when
first asked for.
"""

import csv
import importlib.resources
import sys
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from forumapp.core.text.names import to_katakana
from forumapp.directory.codes import repair

Kind = Literal["prefecture", "city", "ward", "town", "village"]

# Names are written with either form of these, whatever the official one is.
_LOOSE_LETTERS = str.maketrans({"ヶ": "ケ", "ヵ": "カ", "ｹ": "ケ", "龍": "竜", "\u3000": "", " ": ""})


@dataclass(frozen=True, slots=True)
class Municipality:
    """A local government; also a prefecture itself. `kind` "ward" is a special ward of Tokyo.

    code: six digits; name: without county (長与町); kana: full-width katakana; prefecture_code: two digits.
    """

    code: str
    name: str
    kana: str
    kind: Kind
    prefecture_code: str

    @property
    def is_prefecture(self) -> bool:
        return self.kind == "prefecture"

    @property
    def prefecture_name(self) -> str:
        return _by_prefecture()[self.prefecture_code][0].name

    @property
    def full_name(self) -> str:
        """The name with its prefecture before it (長崎県長与町): 57 municipalities share theirs."""
        return self.name if self.is_prefecture else self.prefecture_name + self.name


def all_municipalities() -> tuple[Municipality, ...]:
    """Every municipality in code order, prefectures not among them."""
    return tuple(entry for entry in _by_code().values() if not entry.is_prefecture)


def prefectures() -> tuple[Municipality, ...]:
    """The 47 prefectures in code order."""
    return tuple(entries[0] for entries in _by_prefecture().values())


def by_code(code: str) -> Municipality | None:
    """The local government with this six-digit code, or None."""
    return _by_code().get(code)


def municipalities_of(prefecture_code: str) -> tuple[Municipality, ...]:
    """The municipalities of a prefecture (two digits) in code order; empty for an unknown one."""
    return _by_prefecture().get(prefecture_code, ())[1:]


def named(name: str, prefecture_code: str | None = None) -> tuple[Municipality, ...]:
    """All with exactly this name (or 長崎県長与町), in code order; several where the code must decide."""
    found = _by_name().get(name, ())
    return tuple(entry for entry in found if prefecture_code in (None, entry.prefecture_code))


def municipality_at(jis: str) -> Municipality | None:
    """The municipality of a five-digit JIS code; a designated city's ward (40133) gives its city (福岡市)."""
    codes = list(_by_code())
    place = bisect_right(codes, jis + "9") - 1
    if len(jis) != 5 or place < 0:
        return None
    found = _by_code()[codes[place]]
    # JIS X 0402: 100–199 are designated cities and, after each, its wards.
    is_its_ward = found.kind == "city" and found.code[:3] == jis[:3] and jis[2] == "1"
    return found if found.code[:5] == jis or is_its_ward else None


def code_in(text: str, prefecture_code: str | None = None) -> str | None:
    """The existing code that a spreadsheet's cell means (see `codes.repair`), or None if none or two."""
    return repair(text, known={entry.code for entry in _within(prefecture_code)})


def search(text: str, prefecture_code: str | None = None) -> tuple[Municipality, ...]:
    """Local governments whose name, full name, reading or code begins with or holds `text`.

    Kana of any kind and either form of ヶ/ケ and 龍/竜 match. Equal ones come first, then those that begin
    so, then the others, each in code order. An empty `text` finds nothing.
    """
    wanted = _loose(text)
    if not wanted:
        return ()
    ranked = ((_closeness(entry, wanted), entry) for entry in _within(prefecture_code))
    found = [(rank, entry) for rank, entry in ranked if rank is not None]
    return tuple(entry for _, entry in sorted(found, key=lambda hit: (hit[0], hit[1].code)))


def is_alike(entry: Municipality, name: str) -> bool:
    """Whether `name` is the entry's, with or without its prefecture, but for ヶ/ケ and 龍/竜."""
    return _loose(name) in _loose_texts(entry)[:2]


def _closeness(entry: Municipality, wanted: str) -> int | None:
    texts = _loose_texts(entry)
    if wanted in texts or wanted == entry.code:
        return 0
    if entry.code.startswith(wanted) or any(text.startswith(wanted) for text in texts):
        return 1
    return 2 if any(wanted in text for text in texts) else None


@cache
def _loose_texts(entry: Municipality) -> tuple[str, str, str]:
    return _loose(entry.name), _loose(entry.full_name), entry.kana


def _loose(text: str) -> str:
    return to_katakana(text).translate(_LOOSE_LETTERS)


def _within(prefecture_code: str | None) -> Iterable[Municipality]:
    if prefecture_code is None:
        return _by_code().values()
    return _by_prefecture().get(prefecture_code, ())


@cache
def _by_code() -> dict[str, Municipality]:
    file = importlib.resources.files("forumapp.directory") / "data" / "municipalities.csv"
    with file.open(encoding="utf-8") as lines:
        return {
            row["code"]: Municipality(
                code=row["code"],
                name=row["name"],
                kana=row["kana"],
                kind=cast(Kind, sys.intern(row["kind"])),
                prefecture_code=sys.intern(row["code"][:2]),
            )
            for row in csv.DictReader(lines)
        }


@cache
def _by_name() -> dict[str, tuple[Municipality, ...]]:
    """By name and by full name, in code order."""
    grouped: dict[str, list[Municipality]] = {}
    for entry in _by_code().values():
        for name in {entry.name, entry.full_name}:
            grouped.setdefault(name, []).append(entry)
    return {name: tuple(entries) for name, entries in grouped.items()}


@cache
def _by_prefecture() -> dict[str, tuple[Municipality, ...]]:
    """Each prefecture, first of its tuple, with its municipalities in code order."""
    grouped: dict[str, list[Municipality]] = {}
    for entry in _by_code().values():
        grouped.setdefault(entry.prefecture_code, []).append(entry)
    return {code: tuple(entries) for code, entries in grouped.items()}
