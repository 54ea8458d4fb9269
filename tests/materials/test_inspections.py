"""What was found in a file on the pages of organisers, speakers and everybody; copies without authors; the job behind them."""

import dataclasses
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from forumapp.core import clock, files, jobs
from forumapp.core.db import db
from forumapp.core.files import StoredFile, Verdict
from forumapp.core.uploads.models import FileInspection, InspectionState
from forumapp.materials import inspections, versions
from forumapp.materials.models import Audience, Material, VersionOrigin
from tests.agenda.factories import add_item, add_speaker, let_see
from tests.conftest import PRESENT
from tests.forums.factories import make_forum, sign_in_as
from tests.forums.pages import form_on
from tests.materials import papers
from tests.materials.factories import PDF, add_material

BOARD = "/desk/forums/nagasaki/materials"


@pytest.fixture(autouse=True)
def store(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki", reported_at=PRESENT)


@pytest.fixture
def slides(forum):
    return add_material(forum, content=papers.SLIDES, name="説明.pdf", title="挨拶")


def inside(material, number=1):
    return f"{BOARD}/{material.id}/versions/{number}/inspection"


def found(material):
    db.session.expire_all()
    return db.session.get(FileInspection, db.session.get(Material, material.id).file_digest)


def preview(material):
    return f"/forums/nagasaki/materials/{material.id}/preview.webp"


def test_the_worker_looks_at_what_came_and_every_page_shows_it(slides, client):
    page = client.get("/forums/nagasaki/")
    assert (preview(slides) in page.text, client.get(preview(slides)).status_code) == (False, 404)
    assert jobs.run_due() >= 1
    seen = found(slides)
    assert (seen.state, seen.pages, seen.title) == (InspectionState.DONE, 4, "挨拶・全体説明（実演用資料）")
    again = client.get("/forums/nagasaki/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, f'src="{preview(slides)}" alt="「挨拶」の1ページ目"' in again.text) == (
        200,
        True,
    )
    assert f'src="{preview(slides)}"' in client.get("/forums/nagasaki/report").text
    picture = client.get(preview(slides), buffered=True)
    assert (picture.status_code, picture.mimetype, picture.data[8:12]) == (200, "image/webp", b"WEBP")
    assert (picture.headers["ETag"], picture.headers["Cache-Control"]) == (
        f'"{seen.preview_digest}"',
        "no-cache",
    )


def test_organisers_see_what_is_inside_and_the_same_content_is_looked_at_once(forum, slides, client):
    add_material(forum, add_item(forum), content=papers.SLIDES, name="同じ.pdf")
    sign_in_as(client, forum)
    waiting = client.get(BOARD).text
    assert ("中身を確認しています" in waiting, 'data-poll="4"' in waiting) == (True, True)
    assert "data-poll" in client.get(inside(slides)).text
    jobs.run_due()
    board, page = client.get(BOARD).text, client.get(inside(slides)).text
    assert ("4ページ" in board, "作成者情報あり" in board, "data-poll" in board) == (True, True, False)
    assert all(text in page for text in ("問題は見つかりませんでした。", "forumapp", "取り出した文字"))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(FileInspection)) == 1


def test_what_is_dangerous_stands_on_the_page_of_materials_in_words(forum, client):
    bad = add_material(forum, content=papers.pdf(papers.with_script), name="動く.pdf", title="動く資料")
    jobs.run_due()
    sign_in_as(client, forum)
    assert "プログラム入り" in client.get(BOARD).text
    page = client.get(inside(bad)).text
    told = (
        "JavaScript",
        "文字を取り出せません（画像だけのPDF）",
        "文書の言語が設定されていません",
        "タグがありません",
    )
    assert [text for text in told if text not in page] == []
    assert "公開前に確かめたいこと" in client.get(f"{BOARD}/{bad.id}").text


def test_text_of_a_file_is_text_on_the_page(forum, client):
    evil = papers.pdf(metadata={"/Author": "<script>alert(1)</script>", "/Title": '"><img src=x>'})
    material = add_material(forum, content=evil, name="a.pdf", title="資料")
    jobs.run_due()
    sign_in_as(client, forum)
    page = client.get(inside(material)).text
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert" in page, "<img src=x>" in page) == (
        True,
        False,
        False,
    )


def test_a_file_that_ends_the_worker_twice_is_not_begun_a_third_time(slides, transaction):
    with transaction() as session:
        session.add(
            FileInspection(
                digest=slides.file_digest, asked_at=clock.now(), findings=["begun"] * inspections.MOST_TRIES
            )
        )
    jobs.run_due()
    seen = found(slides)
    assert (seen.state, seen.findings) == (InspectionState.FAILED, ["heavy"])


def test_organisers_ask_once_more(forum, slides, client, transaction):
    with transaction() as session:
        failed = {"state": InspectionState.FAILED, "findings": ["heavy"], "asked_at": clock.now()}
        session.add(FileInspection(digest=slides.file_digest, **failed))
    sign_in_as(client, forum)
    assert "時間または容量がかかりすぎた" in client.get(inside(slides)).text
    again = f"{inside(slides)}/repetition"
    sent = client.post(again, data=form_on(client, inside(slides), again))
    assert (sent.status_code, found(slides).state) == (303, InspectionState.WAITING)
    jobs.run_due()
    assert (found(slides).state, found(slides).findings) == (InspectionState.DONE, [])


def test_a_content_that_is_missing_is_said(slides):
    files.path_of(slides.file_digest).unlink()
    jobs.run_due()
    assert (found(slides).state, found(slides).findings) == (InspectionState.FAILED, ["missing"])


def test_nothing_is_looked_at_before_the_scanner_has_called_it_clean(
    app, forum, client, transaction, monkeypatch
):
    settings = dataclasses.replace(app.config["SERVER"], clamd="127.0.0.1:1")
    monkeypatch.setitem(app.config, "SERVER", settings)
    slides = add_material(forum, content=papers.SLIDES, name="説明.pdf", title="挨拶")
    jobs.run_due()
    assert found(slides) is None
    with transaction() as session:
        stored = session.get_one(StoredFile, slides.file_digest)
        stored.verdict = Verdict.CLEAN
        inspections.file_scanned(stored)
    jobs.run_due()
    seen = found(slides)
    assert seen.state is InspectionState.DONE
    assert client.get(preview(slides)).status_code == 404  # the picture itself is not scanned yet
    with transaction() as session:
        session.get_one(StoredFile, seen.preview_digest).verdict = Verdict.CLEAN
    assert client.get(preview(slides), buffered=True).status_code == 200


def test_what_nobody_looked_at_is_asked_for(slides, transaction):
    with transaction() as session:
        session.execute(sa.delete(jobs.Job))
        assert inspections.ask_for_missing() == 1
    jobs.run_due()
    with transaction():
        assert (found(slides).state, inspections.ask_for_missing()) == (InspectionState.DONE, 0)


# --- without authors --------------------------------------------------------------------------------------


def clean(client, material, number=1):
    """Press the button, let the worker work."""
    path = inside(material, number)
    data = form_on(client, path, f"{path}/cleaning")
    assert client.post(f"{path}/cleaning", data=data).status_code == 303
    assert "取り除いています" in client.get(path).text
    jobs.run_due()


def test_a_version_without_authors_is_made_and_shown(forum, client):
    material = add_material(forum, content=papers.docx(), name="説明.docx", title="説明")
    jobs.run_due()
    sign_in_as(client, forum)
    assert "査読 太郎" in client.get(inside(material)).text
    clean(client, material)
    db.session.expire_all()
    shown = db.session.get(Material, material.id)
    newest = versions.history(shown)[0]
    assert (shown.version, newest.origin, newest.filename) == (2, VersionOrigin.CLEANED, "説明.docx")
    public = client.get(f"/forums/nagasaki/materials/{material.id}/{quote('説明.docx')}", buffered=True)
    assert (public.headers["ETag"], public.data[:4]) == (f'"{newest.file_digest}"', b"PK\x03\x04")
    jobs.run_due()
    page = client.get(inside(material, 2)).text
    assert ("査読" in page, "人の名前の情報は見つかりませんでした" in page, "/cleaning" in page) == (
        False,
        True,
        False,
    )
    assert client.post(f"{inside(material, 2)}/cleaning").status_code == 404
    assert "作成者情報を除去" in client.get(f"{BOARD}/{material.id}").text


def test_why_there_is_none_is_said(forum, client):
    def signed(writer):
        papers.with_properties(writer)
        papers.with_signature(writer)

    material = add_material(forum, content=papers.pdf(signed), name="署名.pdf", title="署名のある資料")
    jobs.run_due()
    sign_in_as(client, forum)
    clean(client, material)
    assert "電子署名が無効になるため、作成者情報を取り除きませんでした。" in client.get(inside(material)).text
    assert [one.number for one in versions.history(db.session.get(Material, material.id))] == [1]


def test_the_preview_goes_with_the_rights_of_the_file(forum, slides, client, transaction):
    jobs.run_due()
    assert client.get(preview(slides), buffered=True).status_code == 200
    with transaction() as session:
        session.get_one(Material, slides.id).audience = Audience.ORGANISERS
    etag = f'"{found(slides).preview_digest}"'
    assert client.get(preview(slides), headers={"If-None-Match": etag}).status_code == 404
    sign_in_as(client, forum)
    own = f"{BOARD}/{slides.id}/versions/1/preview.webp"
    assert client.get(own, buffered=True).headers["Cache-Control"] == "private, no-cache"


# --- who has not sent any ---------------------------------------------------------------------------------


def test_who_has_not_sent_slides_stands_on_the_page_which_leads_to_the_reminder(forum, client):
    first, second = add_item(forum, "一つ目の講演", minutes=10), add_item(forum, "二つ目の講演", minutes=10)
    add_speaker(first, "髙橋", "圭"), add_speaker(second, "内田", "花子")
    let_see(forum)
    sign_in_as(client, forum)
    page = client.get(BOARD).text
    assert ("提出していない登壇者：2人" in page, "未提出：髙橋 圭" in page.replace("\u3000", " ")) == (
        True,
        True,
    )
    assert "/desk/forums/nagasaki/speakers?state=no-slides" in page
    add_material(forum, first, content=PDF + b"1")
    add_material(forum, second, content=PDF + b"2")
    assert "提出していない" not in client.get(BOARD).text
