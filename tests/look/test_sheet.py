"""The style sheet: what it weighs, that every file is served, and that its colours can be read."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = ROOT / "static" / "css"
MOST_BYTES = 14_000
MOST_LINES_OF_FRAGMENTS = 200


def bundled() -> list[str]:
    """Return the names of the bundle, in order."""
    return (SHEETS / "bundle.txt").read_text("utf-8").split()


def colour(name: str) -> str:
    """Return the #rrggbb that a custom property of tokens.css leads to."""
    found = dict(re.findall(r"(--[\w-]+): ([^;]+);", (SHEETS / "tokens.css").read_text("utf-8")))
    value = found[name]
    while value.startswith("var("):
        value = found[value[4:-1]]
    return value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])


def luminance(value: str) -> float:
    """Return the relative luminance (WCAG 2.2) of #rrggbb."""
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast (WCAG 2.2) of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


CARRIED = {"static-copy.css"}
"""What the static copy of a report takes along, written into it."""


def of_pages() -> set[str]:
    """Return the names of the sheets that templates load beside the bundle."""
    texts = (path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    named = {name for text in texts for name in re.findall(r"asset\('css/([\w-]+\.css)'\)", text)}
    return named - {"app.css"}


def test_every_sheet_is_in_the_bundle_once_or_loaded_by_a_page() -> None:
    folders = {f"{path.parent.name}.css" for path in SHEETS.glob("*/bundle.txt")}
    alone = {path.name for path in SHEETS.glob("*.css")} - set(bundled())
    assert len(bundled()) == len(set(bundled()))
    assert of_pages() | CARRIED == alone | folders


def test_sheets_of_pages_use_properties_that_exist_or_that_their_script_sets() -> None:
    known = {
        name
        for path in (*SHEETS.rglob("*.css"), *(ROOT / "static" / "js").rglob("*.js"))
        for name in re.findall(r"(--[\w-]+)\s*:", path.read_text("utf-8"))
    }
    drawn = {"--at", "--for", "--left", "--width", "--depth", "--deep", "--columns", "--nth"}
    drawn |= {"--minute", "--length"}
    used = {
        name
        for path in SHEETS.glob("*/*.css")
        for name in re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))
    }
    assert used - known - drawn == set()


def test_the_bundle_weighs_at_most_fourteen_kilobytes() -> None:
    joined = b"\n".join((SHEETS / name).read_bytes() for name in bundled())
    assert 5_000 < len(gzip.compress(joined)) <= MOST_BYTES


def test_the_order_of_layers_comes_first() -> None:
    first = (SHEETS / bundled()[0]).read_text("utf-8").splitlines()[0]
    assert first == "@layer reset, tokens, base, layout, components, utilities, print;"


def test_sheets_load_nothing_from_elsewhere() -> None:
    addresses = [
        address
        for name in bundled()
        for address in re.findall(r"url\(\s*[\"']?([^\"')]{5})", (SHEETS / name).read_text("utf-8"))
    ]
    assert addresses != []
    assert {address for address in addresses if address != "data:"} == set()
    assert [name for name in bundled() if "@import" in (SHEETS / name).read_text("utf-8")] == []


def test_properties_that_are_used_exist() -> None:
    text = "\n".join((SHEETS / name).read_text("utf-8") for name in bundled())
    known = set(re.findall(r"(--[\w-]+)\s*:", text))
    assert "--color-text" in known
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) - known == set()


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("--color-text", "--color-surface"),
        ("--color-muted", "--gray-50"),
        ("--color-muted", "--color-primary-faint"),
        ("--color-link", "--color-primary-soft"),
        ("--color-visited", "--color-primary-faint"),
        ("--color-danger", "--color-danger-soft"),
        ("--color-success", "--color-success-soft"),
        ("--color-warning", "--color-warning-soft"),
        ("--white", "--color-primary"),
        ("--white", "--color-danger"),
    ],
)
def test_text_can_be_read_on_its_ground(ink: str, paper: str) -> None:
    assert contrast(colour(ink), colour(paper)) >= 4.5


def test_borders_of_fields_can_be_seen() -> None:
    assert contrast(colour("--color-field-line"), colour("--color-surface")) >= 3


def test_the_fragments_module_stays_small() -> None:
    lines = (ROOT / "static" / "js" / "fragments.js").read_text("utf-8").splitlines()
    assert len(lines) <= MOST_LINES_OF_FRAGMENTS
