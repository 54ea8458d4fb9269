"""The inspection of files: what is in them is named; what is hostile ends the child and nobody else."""

import io
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from forumapp.core.inspection import limits
from forumapp.core.uploads import contents, inspecting
from forumapp.core.uploads.findings import FINDINGS
from tests.materials import papers
from tests.materials.factories import PDF, PNG
from tests.materials.looking import deep_grey, tones

HINTS = ["no_title", "no_language", "not_tagged", "no_text"]


def look(content, tmp_path, kind=contents.PDF):
    path = tmp_path / "content"
    path.write_bytes(content)
    with path.open("rb") as opened:
        return inspecting.inspect(opened, kind.content_type)


def copy(content, tmp_path, kind=contents.PDF):
    path = tmp_path / "content"
    path.write_bytes(content)
    with path.open("rb") as opened, inspecting.cleaned(opened, kind.content_type) as made:
        return made.read()


def test_slides_have_pages_a_picture_text_and_properties(tmp_path):
    seen = look(papers.SLIDES, tmp_path)
    assert (seen.is_whole, seen.pages, seen.title, seen.language) == (
        True, 4, "挨拶・全体説明（実演用資料）", "ja",
    )  # fmt: skip
    assert (seen.is_tagged, seen.findings, "地域DX推進体制構築" in seen.text) == (True, [], True)
    assert (seen.people, seen.preview[8:12]) == ({"author": "forumapp"}, b"WEBP")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (papers.with_script, "javascript"),
        (papers.with_hidden_script, "javascript"),
        (papers.with_launch, "launch"),
        (papers.with_attachment, "embedded"),
        (papers.with_submission, "submits"),
        (papers.with_form, "form_program"),
        (papers.with_film, "rich_media"),
        (papers.with_signature, "signed"),
    ],
)
def test_what_is_active_in_a_pdf_is_named(tmp_path, change, finding):
    seen = look(papers.pdf(change), tmp_path)
    assert (seen.is_whole, sorted(seen.findings)) == (True, sorted([*HINTS, finding]))


def test_a_plain_pdf_has_hints_alone(tmp_path):
    assert look(papers.pdf(), tmp_path).findings == HINTS


@pytest.mark.parametrize(
    ("content", "findings"),
    [
        (papers.locked("secret"), ["encrypted"]),
        (b"%PDF-1.7\n" + b"\0nonsense" * 300, ["damaged"]),
        (papers.SLIDES[:200], ["damaged"]),
        (PDF, ["damaged"]),
        (papers.pdf(pages=0), ["no_title", "no_language", "not_tagged", "damaged"]),
    ],
    ids=["password", "nonsense", "cut", "torn", "no pages"],
)
def test_what_cannot_be_opened_is_named(tmp_path, content, findings):
    seen = look(content, tmp_path)
    assert (seen.is_whole, seen.pages, seen.preview, seen.findings) == (True, None, b"", findings)


def test_a_restricted_pdf_is_opened_and_named(tmp_path):
    seen = look(papers.locked(), tmp_path)
    assert (seen.pages, "restricted" in seen.findings, bool(seen.preview)) == (1, True, True)


def test_who_commented_on_a_pdf_is_told(tmp_path):
    people = look(papers.pdf(papers.with_comment), tmp_path).people
    assert people == {"comment_authors": ["査読 太郎"], "comments": 1}


def test_a_document_tells_its_people_changes_comments_and_what_it_hides(tmp_path):
    seen = look(papers.docx(), tmp_path, contents.DOCX)
    assert seen.people == {
        "author": "内田 花子", "last_modified_by": "外山 次郎", "company": "架空市役所",
        "comment_authors": ["査読 太郎"], "change_authors": ["変更 三郎"], "comments": 1, "changes": 2,
    }  # fmt: skip
    assert (seen.findings, seen.pages, seen.text) == (["hidden_text"], 3, "残る文 足した文 & 他隠し")


def test_slides_of_an_office_program_tell_what_they_hide_and_fetch(tmp_path):
    seen = look(papers.pptx(), tmp_path, contents.PPTX)
    assert sorted(seen.findings) == ["embedded", "fetches", "hidden_slides", "notes"]
    assert (seen.pages, seen.text, seen.preview[8:12]) == (2, "一枚目\n\n二枚目", b"WEBP")


def test_a_workbook_tells_hidden_sheets_and_comments_and_reads_no_furigana(tmp_path):
    seen = look(papers.xlsx(), tmp_path, contents.XLSX)
    assert (seen.findings, seen.pages, seen.text) == (["hidden_sheets"], 2, "東京")
    assert (seen.people["comment_authors"], seen.people["comments"]) == (["査読 太郎"], 1)


def test_a_photograph_tells_where_it_was_taken(tmp_path):
    seen = look(papers.photograph(), tmp_path, contents.JPEG)
    assert (seen.findings, seen.preview[8:12]) == (["place"], b"WEBP")
    assert look(papers.photograph(place=False), tmp_path, contents.JPEG).findings == []


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        "<x><y></x>",
    ],
)
def test_xml_with_entities_or_out_of_shape_is_not_read(tmp_path, part):
    seen = look(papers.docx(**{"word/document.xml": part}), tmp_path, contents.DOCX)
    assert (seen.is_whole, seen.findings, seen.text) == (True, ["damaged"], "")


def bomb(parts):
    """A document that unpacks to as many times 32 megabytes; each part alone is of an ordinary size."""
    made = io.BytesIO(papers.docx())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(parts):
            with package.open(f"word/header{number}.xml", "w") as part:
                part.write(b"<x>" + b"bomb" * (8 << 20) + b"</x>")
    return made.getvalue()


def test_a_bomb_within_an_office_file_ends_the_reading(tmp_path):
    seen = look(bomb(6), tmp_path, contents.DOCX)
    assert (seen.is_whole, seen.people["author"], seen.findings) == (
        True,
        "内田 花子",
        ["hidden_text", "incomplete"],
    )


def test_a_picture_of_too_many_pixels_is_not_unpacked(tmp_path):
    huge = bytearray(papers.SLIDES[:0] + PNG)
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    assert look(bytes(huge), tmp_path, contents.PNG).findings in (["too_large"], ["damaged"])


def child(code):
    """Run ``code`` within the walls of the inspection; returns how it ended."""
    within = f"from forumapp.core.inspection import limits; limits.enclose(); {code}"
    return subprocess.run(
        [sys.executable, "-c", within], cwd=Path.cwd(), capture_output=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (f"bytearray({limits.MEMORY})", b"MemoryError"),
        ("[open('/dev/null') for _ in range(100)]", b"Too many open files"),
    ],
)
def test_the_walls_hold(code, error):
    ended = child(code)
    assert (ended.returncode, error in ended.stderr) == (1, True)


PYTHON = sys.executable


@pytest.mark.parametrize("end", ["import os; os.kill(os.getpid(), 9)", "import time; time.sleep(60)"])
def test_a_child_that_never_ends_or_dies_leaves_what_it_had_said(tmp_path, monkeypatch, end):
    said = '{"pages": 3, "findings": ["javascript"], "title": "題\\u0000名"}'
    script = tmp_path / "child"
    text = f"print({said!r}, flush=True)\n{end}\n"
    script.write_text(f"#!/bin/sh\nexec {shlex.quote(PYTHON)} -c {shlex.quote(text)}\n", "utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(inspecting.sys, "executable", str(script))
    monkeypatch.setattr(inspecting, "PATIENCE", 2.0)
    seen = look(PDF, tmp_path)
    assert (seen.is_whole, seen.pages, seen.title, seen.findings) == (
        False, 3, "題名", ["javascript", "heavy"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "[]", "null", "{", '{"pages": -1}', '{"pages": "3"}', '{"findings": {"a": 1}, "people": []}',
        '{"findings": ["<script>"], "people": {"author": 5, "comments": "x", "<b>": "c"}, "text": 7}',
    ],
)  # fmt: skip
def test_what_a_child_says_is_taken_like_the_words_of_a_stranger(said):
    told = inspecting._told(said.encode())
    assert {key: value for key, value in told.items() if value not in (None, "", [], {}, "7")} == {}


# --- copies without authors -------------------------------------------------------------------------------


def test_a_pdf_loses_its_authors_and_comments_and_keeps_its_title_and_pages(tmp_path):
    def talkative(writer):
        papers.with_properties(writer)
        papers.with_comment(writer)

    content = papers.pdf(talkative)
    assert look(content, tmp_path).people["author"] == "内田 花子"
    made = copy(content, tmp_path)
    seen = look(made, tmp_path)
    assert (seen.people, seen.title, seen.pages) == ({}, "説明資料", 1)
    for secret in ("内田", "査読", "架空市"):
        assert secret.encode() not in made
        assert secret.encode("utf-16-be") not in made


def test_tags_language_and_bookmarks_of_a_pdf_stay(tmp_path):
    seen = look(copy(papers.SLIDES, tmp_path), tmp_path)
    assert (seen.people, seen.title, seen.language, seen.is_tagged, seen.pages) == (
        {}, "挨拶・全体説明（実演用資料）", "ja", True, 4,
    )  # fmt: skip
    assert "地域DX推進体制構築" in seen.text


def test_a_document_loses_people_comments_and_deleted_text(tmp_path):
    made = copy(papers.docx(), tmp_path, contents.DOCX)
    seen = look(made, tmp_path, contents.DOCX)
    assert (seen.people, seen.title, seen.text) == ({}, "説明資料", "残る文 足した文 & 他隠し")
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        whole = {name: package.read(name).decode() for name in package.namelist()}
    story = whole["word/document.xml"]
    assert ('mc:Ignorable="w14"' in story, 'xmlns:w14="fourteen"' in story, "秘密" in story) == (
        True,
        True,
        False,
    )
    assert "word/comments.xml" not in whole
    assert "comments" not in whole["[Content_Types].xml"] + whole["word/_rels/document.xml.rels"]
    assert contents.kind_of(io.BytesIO(made)) is contents.DOCX


def test_a_workbook_loses_its_comments_and_their_boxes(tmp_path):
    made = copy(papers.xlsx(), tmp_path, contents.XLSX)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        names, sheet = package.namelist(), package.read("xl/worksheets/sheet1.xml").decode()
        relations = package.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert [name for name in names if "comments" in name or "vml" in name] == []
    assert ("legacyDrawing" in sheet, "Target=" in relations) == (False, False)
    assert look(made, tmp_path, contents.XLSX).people == {}


def test_a_photograph_loses_its_place_and_stands_upright(tmp_path):
    made = copy(papers.photograph(), tmp_path, contents.JPEG)
    seen = look(made, tmp_path, contents.JPEG)
    assert (seen.findings, seen.people, "撮影".encode() in made) == ([], {}, False)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (papers.locked("secret"), "encrypted"),
        (papers.pdf(papers.with_signature), "signed"),
        (b"%PDF-1.7 nonsense", "damaged"),
    ],
)
def test_why_there_is_no_copy_is_said(tmp_path, content, reason):
    with pytest.raises(inspecting.NotCleaned) as caught:
        copy(content, tmp_path)
    assert caught.value.reason == reason


def test_every_finding_has_a_tone_that_pages_know():
    assert {one.tone for one in FINDINGS.values()} == {"danger", "warning", "hint"}


def test_what_comes_from_elsewhere_and_cannot_be_jumped_about_in_is_copied_first():
    seen = inspecting.inspect(io.BytesIO(papers.SLIDES), contents.PDF.content_type)
    assert (seen.is_whole, seen.pages) == (True, 4)


def test_grey_of_sixteen_bits_keeps_its_tones_in_the_preview():
    seen = inspecting.inspect(io.BytesIO(deep_grey()), contents.PNG.content_type)
    dark, middle, light = tones(seen.preview)
    assert (dark < 14, 120 < middle < 140, light > 241) == (True, True, True)
