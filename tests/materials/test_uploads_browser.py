"""static/js/upload.js in a real browser: pieces with progress, on after a lost network and after a reload, many at once."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from forumapp.core import files
from forumapp.core.db import db
from forumapp.core.uploads.models import Upload
from forumapp.materials.models import Material
from tests.agenda.factories import add_item
from tests.forums.factories import make_forum, sign_in_as
from tests.materials.factories import EXE, PDF
from tests.serving import hand_over

pytestmark = pytest.mark.browser
NEW = "/desk/forums/nagasaki/materials/new"
SEVERAL = "/desk/forums/nagasaki/materials/several"
LARGE = PDF + b"\0" * (3 << 20)


@pytest.fixture(autouse=True)
def data(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))


@pytest.fixture
def forum(app):
    return make_forum(slug="nagasaki")


@pytest.fixture
def page(browser, address, client, forum):
    """A page of an editor's browser."""
    sign_in_as(client, forum)
    context = browser.new_context(locale="ja-JP", base_url=address)
    hand_over(client, context, address)
    made, complaints = context.new_page(), []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on(
        "console",
        lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
    )
    yield made
    context.close()
    assert complaints == []


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "大きな資料.pdf"
    path.write_bytes(LARGE)
    return path


def state(page):
    return page.locator(".upload__state")


def made():
    db.session.rollback()
    rows = db.session.scalars(sa.select(Material).order_by(Material.id)).all()
    return [(one.filename, one.title, files.path_of(one.file_digest).stat().st_size) for one in rows]


def test_a_file_goes_up_in_pieces_and_the_form_takes_it(page, large):
    page.goto(NEW)
    page.get_by_label("文書の名前").fill("案内")
    page.get_by_label("ファイル 必須").set_input_files(large)
    expect(state(page)).to_have_text(re.compile("^送信しました（3.0MB）。"))
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("資料を登録しました。")).to_be_visible()
    assert made() == [("大きな資料.pdf", "案内", len(LARGE))]


def test_a_lost_network_is_waited_out_and_nothing_is_sent_twice(page, large):
    page.goto(NEW)
    lost = {"left": 2}

    def sometimes(route):
        if 'name="offset"' in (route.request.post_data_buffer or b"").decode("latin-1") and lost["left"]:
            lost["left"] -= 1
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/uploads/*", sometimes)
    page.get_by_label("ファイル 必須").set_input_files(large)
    expect(state(page)).to_have_text(re.compile("^接続が切れました。"))
    expect(state(page)).to_have_text(re.compile("^送信しました"))
    assert lost["left"] == 0


def test_after_a_reload_the_same_file_goes_on_where_it_was(page, large):
    page.goto(NEW)
    allowed = iter([True, True])

    def made_pieces():
        db.session.rollback()
        return db.session.scalar(sa.select(sa.func.max(Upload.received))) or 0

    page.route("**/uploads/*", lambda route: route.continue_() if next(allowed, False) else route.abort())

    page.get_by_label("ファイル 必須").set_input_files(large)
    expect(state(page)).to_have_text(re.compile("^接続が切れました。"))
    came = made_pieces()
    page.unroute_all()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("「大きな資料.pdf」は", exact=False)).to_be_visible()
    offsets = []

    def noted(route):
        body = route.request.post_data_buffer or b""
        offsets.extend(re.findall(rb'name="offset"\r\n\r\n(\d+)', body))
        route.continue_()

    page.route("**/uploads/*", noted)
    page.get_by_label("ファイル 必須").set_input_files(large)
    expect(state(page)).to_have_text(re.compile("^送信しました"))
    assert int(offsets[0]) == came > 0


def test_a_refused_file_is_told_in_words_beside_it(page, tmp_path):
    wrong = tmp_path / "資料.pdf"
    wrong.write_bytes(EXE)
    page.goto(NEW)
    page.get_by_label("ファイル 必須").set_input_files(wrong)
    expect(page.get_by_role("alert")).to_contain_text("名前ではなく中身で確認しています")


def test_a_cancelled_file_is_gone(page, large):
    page.goto(NEW)
    page.get_by_label("ファイル 必須").set_input_files(large)
    expect(state(page)).to_have_text(re.compile("^送信しました"))
    with page.expect_response(lambda answer: "/uploads/" in answer.url):
        page.get_by_role("button", name="取り消す").click()
    expect(page.locator(".upload")).to_have_count(0)
    db.session.rollback()
    assert db.session.scalars(sa.select(Upload.id)).all() == []


def test_many_files_are_given_their_places(page, forum, tmp_path):
    for title in ("開会の挨拶", "先進事例のご紹介"):
        add_item(forum, title, minutes=10)
    for name, more in (("1_開会の挨拶.pdf", b"1"), ("先進事例.pdf", b"2"), ("アンケート.pdf", b"3")):
        (tmp_path / name).write_bytes(PDF + more)
    page.goto(SEVERAL)
    names = ("1_開会の挨拶.pdf", "先進事例.pdf", "アンケート.pdf")
    page.locator("input[type=file]").set_input_files([tmp_path / name for name in names])
    expect(page.locator('.upload[data-state="done"]')).to_have_count(3)
    page.get_by_role("button", name="割り当てへ進む").click()
    expect(page.get_by_label("先進事例.pdf").locator("option:checked")).to_have_text("先進事例のご紹介")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("資料3件を登録しました。")).to_be_visible()
    assert sorted(title for _name, title, _size in made()) == ["アンケート", "先進事例のご紹介", "開会の挨拶"]
