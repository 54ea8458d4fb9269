"""What a file is: told by its bytes, never by its name; names made harmless; captions checked."""

import io
import tracemalloc
import zipfile

import pytest

from forumapp.core.uploads import contents
from forumapp.core.uploads.fields import DOCUMENTS
from forumapp.core.uploads.filenames import LONGEST, safe_filename
from forumapp.materials import captions
from tests.materials.factories import EXE, HTML, JPEG, MAIN_PARTS, MP4, PDF, PNG, SVG, VTT, WEBM, office

MACRO = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"


def kind(content):
    return contents.kind_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, contents.PDF),
        (office("pptx"), contents.PPTX),
        (office("docx"), contents.DOCX),
        (office("xlsx"), contents.XLSX),
        (PNG, contents.PNG),
        (JPEG, contents.JPEG),
        (MP4, contents.MP4),
        (WEBM, contents.WEBM),
        (EXE, None),
        (HTML, None),
        (SVG, None),
        (b"", None),
        (b"PK\x03\x04 no zip", None),
        (b"\x00\x00\x00\x18ftypqt  ", None),
        (HTML + PDF, None),
    ],
)
def test_a_file_is_what_its_bytes_say(content, expected):
    assert kind(content) == expected


@pytest.mark.parametrize("content", [office(main=MACRO), office(extra=["ppt/vbaProject.bin"])])
def test_an_office_file_with_macros_is_named_as_such(content):
    with pytest.raises(contents.HasMacros):
        kind(content)


def test_a_zip_whose_directory_is_enormous_is_not_opened():
    bomb = bytearray(office("docx"))
    end = bomb.rfind(b"PK\x05\x06")
    bomb[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    assert kind(bytes(bomb)) is None


def test_an_office_file_of_an_unknown_main_part_is_refused():
    assert set(MAIN_PARTS) == {"pptx", "docx", "xlsx"}
    assert kind(office(main="application/x-something")) is None


def test_the_length_of_a_video_stands_in_its_header():
    assert contents.seconds_of(io.BytesIO(MP4), contents.MP4) == 84
    assert contents.seconds_of(io.BytesIO(MP4[:40]), contents.MP4) is None
    assert contents.seconds_of(io.BytesIO(WEBM), contents.WEBM) is None


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1B"), (999, "999B"), (1000, "1KB"), (116522, "114KB"), (1 << 20, "1.0MB"), (3 << 30, "3.0GB")],
)
def test_sizes_are_printed_as_people_read_them(size, text):
    assert contents.size_text(size) == text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("挨拶・全体説明.pdf", "挨拶・全体説明.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\資料\\説明.PDF", "説明.PDF"),
        ("a\x00b.pdf", "ab.pdf"),
        ("説明\u202efdp.exe", "説明fdp.exe.pdf"),
        ("con.pdf", "_con.pdf"),
        ('a<b>:"|?*;%.pdf', "a_b________.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("髙﨑𠮷.pdf", "髙﨑𠮷.pdf"),
    ],
)
def test_names_lose_what_could_do_harm(given, kept):
    assert safe_filename(given, (".pdf",)) == kept


def test_a_name_of_300_kanji_is_shortened_before_its_ending():
    name = safe_filename("議" * 300 + ".pdf", (".pdf",))
    assert (len(name), name[-5:]) == (LONGEST, "議.pdf")


def test_captions_are_counted():
    assert captions.check(VTT) == 1
    assert captions.check(b"\xef\xbb\xbf" + VTT.replace(b"\n", b"\r\n")) == 1


@pytest.mark.parametrize(
    ("raw", "reason", "line"),
    [
        ("字幕".encode("cp932"), "encoding", 0),
        (b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n", "signature", 1),
        (b"WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards\n", "order", 3),
        (b"WEBVTT\n\n0:1 --> 0:2\nshort\n", "cue", 3),
        (b"WEBVTT\n\nno times\n", "no_time", 3),
        (b"WEBVTT\n\nNOTE nothing\n", "empty", 0),
    ],
)
def test_wrong_captions_say_where(raw, reason, line):
    with pytest.raises(captions.UnusableCaptions) as caught:
        captions.check(raw)
    assert (caught.value.reason, caught.value.line) == (reason, line)


def packed(size):
    """An Office file with a part that unpacks to ``size`` zeros."""
    made = io.BytesIO(office())
    with (
        zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("ppt/bomb.xml", "w") as part,
    ):
        for _number in range(size >> 20):
            part.write(bytes(1 << 20))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"MZ\x90\x00" + bytes(200), "このファイルの中身は、実行できるプログラムです。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "パスワードで保護されているか、古い形式"),
        (b"PK\x05\x06" + bytes(18), "圧縮されたファイル"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "SVGの図です"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "Webページ（HTML）です"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF", "Webページ（HTML）としても読める"),
    ],
)
def test_what_is_refused_is_named(app, content, told):
    with app.test_request_context(), pytest.raises(ValueError, match=told):
        DOCUMENTS.examine(io.BytesIO(content), "資料.pdf")


def test_a_zip_bomb_is_told_by_its_directory_and_not_unpacked(app):
    bomb = packed(70 << 20)
    tracemalloc.start()
    with app.test_request_context(), pytest.raises(ValueError, match="異常に大きくなる"):
        DOCUMENTS.examine(io.BytesIO(bomb), "資料.pptx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(bomb) < 1 << 20, peak < 4 << 20) == (True, True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/資料.pdf", "資料.pdf"),
        ("資料\x00.exe.pdf", "資料.exe.pdf"),
        ("資料\u202efdp.exe", "資料fdp.exe.pdf"),
        ("漢" * 100 + ".pdf", "漢" * 100 + ".pdf"),
    ],
)
def test_names_are_harmless_and_stay_readable(app, given, kept):
    with app.test_request_context():
        assert DOCUMENTS.examine(io.BytesIO(PDF), given)[1] == kept
