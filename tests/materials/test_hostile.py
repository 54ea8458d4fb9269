"""Files of people who mean harm, through the pages, in a form and in pieces: clear words, nothing run or lost."""

import io
import json
import re
import zipfile
from urllib.parse import quote, unquote

import pytest
import sqlalchemy as sa

from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.files import StoredFile
from forumapp.core.headers import FILE_POLICY
from forumapp.materials.models import Material
from tests.agenda.factories import add_item
from tests.materials import papers
from tests.materials.factories import AT_ONCE, EXE, HTML, PDF, SVG, office
from tests.materials.sending import FORUM, NEW, begin, piece, step
from tests.materials.test_contents import packed

pytestmark = pytest.mark.usefixtures("store")
SCRIPTED = b"<script>alert(1)</script>"
MACROS = {
    "docm": office("docx", main="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "vba": office("pptx", extra=["ppt/vbaProject.bin"]),
    "sheets": office("xlsx", extra=["xl/macrosheets/sheet1.xml"]),
}
REFUSED = {
    "polyglot PDF/HTML": (b"%PDF-1.7\n<html><body>" + SCRIPTED + b"\n" + PDF, "資料.pdf", "Webページ（HTML）としても読める"),
    "HTML before a PDF": (HTML + PDF, "資料.pdf", "Webページ（HTML）です"),
    "SVG with script": (SVG, "図.svg", "SVGの図です"),
    "SVG named PNG": (b"<?xml version='1.0'?>" + SVG, "図.png", "SVGの図です"),
    "ZIP bomb": (packed(70 << 20), "資料.pptx", "開くと異常に大きくなる"),
    "renamed .exe": (EXE, "資料.pdf", "実行できるプログラムです"),
    "macro by type": (MACROS["docm"], "資料.docx", "マクロを含むファイルは登録できません"),
    "macro by part": (MACROS["vba"], "資料.pptx", "マクロを含むファイルは登録できません"),
    "macro of old tables": (MACROS["sheets"], "表.xlsx", "マクロを含むファイルは登録できません"),
    "locked office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "資料.docx", "パスワードで保護されているか、古い形式"),
    "ZIP": (b"PK\x05\x06" + bytes(18), "資料.pdf", "圧縮されたファイル"),
    "empty": (b"", "資料.pdf", "このファイルは空です"),
}  # fmt: skip
NAMES = {
    "../../../etc/passwd": ("passwd.pdf", "passwd.pdf"),
    "..\\..\\windows\\system.ini": ("windowssystem.ini.pdf", "system.ini.pdf"),
    "/etc/資料.pdf": ("資料.pdf", "資料.pdf"),
    "資料\x00.exe": ("資料.exe.pdf", None),
    "資料\u202efdp.exe": ("資料fdp.exe.pdf", "資料fdp.exe.pdf"),
    "\u2067資料\u2069.pdf": ("資料.pdf", "資料.pdf"),
    "漢" * 100 + ".pdf": ("漢" * 100 + ".pdf", "漢" * 100 + ".pdf"),
    "漢" * 300 + ".pdf": ("漢" * 116 + ".pdf", "漢" * 116 + ".pdf"),
    'a"><script>alert(1)</script>.pdf': ("a.pdf", "script_.pdf"),
    "con.pdf": ("_con.pdf", "_con.pdf"),
    "資料\r\nSet-Cookie: a=b.pdf": (None, "資料 Set-Cookie_ a=b.pdf"),
}
"""How a name is kept that came with a form (quoted in a header) and with pieces (a field); None: refused in words."""


def values(client, **more):
    return {
        "csrf_token": client.csrf, "audience": "public", **AT_ONCE, "own_title": "案内", "item_id": "", **more,
    }  # fmt: skip


def by_form(client, content, name):
    """Send the file with the form; returns the status and what the page says at the field."""
    sent = values(client, file=(io.BytesIO(content), name))
    answer = client.post(NEW, data=sent, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def in_pieces(client, content, name):
    """Send the file in two pieces and the form with the ticket; returns the status and what was said."""
    begun = begin(client, content, name)
    if begun.status_code != 200:
        return begun.status_code, begun.json["message"]
    ident, half = begun.json["id"], len(content) // 2
    for offset, part in ((0, content[:half]), (half, content[half:])):
        assert piece(client, ident, offset, part).status_code == 200
    done = step(client, ident, step="finish")
    if done.status_code != 200:
        return done.status_code, done.json["message"]
    return client.post(NEW, data=values(client, file=done.json["ticket"])).status_code, ""


WAYS = {"form": by_form, "pieces": in_pieces}


def stored():
    return sorted(path.name for path in files.folder().rglob("*") if path.is_file())


def beside(store):
    """Return what lies beside the data directory."""
    return {path for path in store.parent.rglob("*") if path != store and store not in path.parents}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_document_is_refused_in_clear_words_and_not_kept(editor, way, case):
    content, name, told = REFUSED[case]
    status, said = WAYS[way](editor, content, name)
    assert (status, told in said) == (422, True), re.findall(r"field__error[^>]*>([^<]*)", said)
    rows = [
        db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (Material, StoredFile)
    ]
    assert (rows, stored()) == ([0, 0], [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_names_are_harmless_everywhere_and_nothing_is_written_outside_the_store(
    editor, client, store, way, name
):
    before = beside(store)
    status, said = WAYS[way](editor, PDF, name)
    kept = NAMES[name][way == "pieces"]
    if kept is None:
        told = "使用できない文字" if way == "pieces" else "ファイルを選んでください"
        assert (status, told in said, stored()) == (422, True, [])
        return
    assert status == 303
    material = db.session.scalars(sa.select(Material)).one()
    assert (material.filename, stored()) == (kept, [material.file_digest])
    assert beside(store) == before
    page = client.get(f"{FORUM}/materials").get_data(as_text=True)
    assert ("<script>alert" in page, "\u202e" in page, "\x00" in page) == (False, False, False)
    answer = client.get(f"/forums/nagasaki/materials/{material.id}/{quote(material.filename)}", buffered=True)
    told = answer.headers["Content-Disposition"]
    assert (answer.status_code, "Set-Cookie" in answer.headers, unquote(told).endswith(material.filename)) == (
        200, False, True,
    )  # fmt: skip
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{FORUM}/materials/slides.zip").data))
    assert [entry for entry in archive.namelist() if "/" in entry or "\\" in entry or ".." in entry] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_pdf_with_a_script_is_taken_named_and_never_run_by_the_site(editor, client, way):
    content = papers.pdf(papers.with_script)
    assert WAYS[way](editor, content, "動く.pdf")[0] == 303
    material = db.session.scalars(sa.select(Material)).one()
    answer = client.get(f"/forums/nagasaki/materials/{material.id}/{quote('動く.pdf')}", buffered=True)
    headers = answer.headers
    assert (answer.mimetype, headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert headers["Content-Security-Policy"] == FILE_POLICY
    assert re.search(r"sandbox(;|$)", FILE_POLICY)


@pytest.mark.parametrize("way", WAYS)
def test_the_same_file_twice_is_stored_once(editor, forum, way):
    first, second = add_item(forum, minutes=10), add_item(forum, minutes=10)
    for item in (first, second):
        if way == "form":
            sent = values(editor, item_id=str(item.id), file=(io.BytesIO(PDF), "資料.pdf"))
            assert editor.post(NEW, data=sent, content_type="multipart/form-data").status_code == 303
        else:
            begin = {
                "csrf_token": editor.csrf,
                "place": "documents",
                "name": "a.pdf",
                "size": len(PDF),
                "mark": str(item.id),
            }
            path = f"{FORUM}/uploads/{editor.post(f'{FORUM}/uploads', data=begin).json['id']}"
            step = {
                "csrf_token": editor.csrf,
                "step": "piece",
                "offset": 0,
                "piece": (io.BytesIO(PDF), "blob"),
            }
            editor.post(path, data=step, content_type="multipart/form-data")
            done = editor.post(path, data={"csrf_token": editor.csrf, "step": "finish"})
            sent = values(editor, item_id=str(item.id), file=json.loads(done.data)["ticket"])
            assert editor.post(NEW, data=sent).status_code == 303
    digests = set(db.session.scalars(sa.select(Material.file_digest)))
    assert (len(digests), stored()) == (1, sorted(digests))
