"""What is refused before anything is unpacked or parsed, and by which name."""

import zipfile
from io import BytesIO

import openpyxl
import pytest

from forumapp.agenda.sheets.wording import LIMITS
from forumapp.core.sheets.errors import UnreadableSheet
from forumapp.core.sheets.opening import open_sheets
from tests.agenda.sheets.books import made, read, saved

ROWS = [["開始", "分", "内容"], ["13:00", 10, "話"]]


def repacked(change):
    """A sound workbook with its parts changed: ``change`` gets and gives {name: bytes}."""
    with zipfile.ZipFile(BytesIO(made(ROWS))) as parts:
        content = {info.filename: parts.read(info) for info in parts.infolist()}
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in change(content).items():
            parts.writestr(name, data)
    return target.getvalue()


def bomb(parts):
    sheet = parts["xl/worksheets/sheet1.xml"]
    return {
        **parts,
        "xl/worksheets/sheet1.xml": sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * 40_000_000),
    }


def laughs(parts):
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return {**parts, "xl/sharedStrings.xml": entity + b"<sst>&b;</sst>"}


def outside(parts):
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return {**parts, "xl/workbook.xml": entity + b"<workbook>&a;</workbook>"}


def formats(parts):
    many = b"<cellXfs>" + b"<xf/>" * 150_000 + b"</cellXfs>"
    return {
        **parts,
        "xl/styles.xml": parts["xl/styles.xml"].replace(b"</styleSheet>", many + b"</styleSheet>"),
    }


def theme(parts):
    return {**parts, "xl/theme/theme1.xml": b"<a>" + b" " * 5_000_000 + b"</a>"}


def with_macros(parts):
    return {**parts, "xl/vbaProject.bin": b"macro"}


def many_parts(parts):
    return {**parts, **{f"xl/media/{number}.png": b"" for number in range(300)}}


def half_a_sheet(parts):
    return {**parts, "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"][:200]}


def no_sheet(parts):
    return {name: data for name, data in parts.items() if "worksheets" not in name}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old"),
        ("開始,分,内容\n13:00,10,話\n".encode(), "csv"),
        ("開始,分,内容\n13:00,10,話\n".encode("cp932"), "csv"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no_xlsx"),
        (b"", "csv"),
        (b"PK\x03\x04 and nothing more", "broken"),
        (b"PK" + b"\0" * LIMITS.size, "too_big"),
        (repacked(bomb), "too_big"),
        (repacked(many_parts), "too_big"),
        (repacked(formats), "too_big"),
        (repacked(theme), "too_big"),
        (repacked(laughs), "broken"),
        (repacked(outside), "broken"),
        (repacked(with_macros), "macros"),
        (repacked(half_a_sheet), "broken"),
        (repacked(no_sheet), "no_xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_sound_workbook_is_refused_by_name(content, code):
    with pytest.raises(UnreadableSheet) as refused:
        open_sheets(content, LIMITS)
    assert refused.value.code == code


def test_a_bomb_is_small_enough_to_be_sent():
    assert len(repacked(bomb)) < LIMITS.size


def test_half_written_merges_in_a_comment_are_read_over_once():
    """Looked for again from each of them this megabyte would take hours."""
    half = b"<!--" + b"<mergeCell " * 100_000 + b"-->"

    def with_halves(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        return {**parts, "xl/worksheets/sheet1.xml": sheet.replace(b"<sheetData>", half + b"<sheetData>")}

    (grid,) = open_sheets(repacked(with_halves), LIMITS)
    assert (len(grid.rows), grid.merged) == (2, {})


def test_too_many_rows_are_refused_and_as_many_as_allowed_are_read(app):
    rows = [["開始", "分", "内容"], *(["", 1, f"項目{number}"] for number in range(LIMITS.rows - 1))]
    assert len(read(made(rows)).rows) == LIMITS.rows - 1
    with pytest.raises(UnreadableSheet) as refused:
        read(made([*rows, ["", 1, "もう1つ"]]))
    assert refused.value.code == "too_long"


def test_a_stray_cell_at_the_end_of_the_sheet_costs_nothing(app):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["A1048576"] = "遠く"
    assert [row.title for row in read(saved(book)).rows] == ["話"]


def test_a_sheet_without_headings_is_refused(app):
    with pytest.raises(UnreadableSheet) as refused:
        read(made([["13:00", 10, "話"]]))
    assert refused.value.code == "no_header"


def test_hidden_sheets_are_not_read(app):
    book = openpyxl.Workbook()
    book.active.append(["メモ"])
    hidden = book.create_sheet("次第")
    for row in ROWS:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    with pytest.raises(UnreadableSheet):
        read(saved(book))
