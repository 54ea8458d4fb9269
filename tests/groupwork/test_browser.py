"""static/js/notes.js in a real browser: lines, autosave, composition, two devices at once, a network that is off."""

import threading

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from werkzeug.serving import WSGIRequestHandler, make_server

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.groupwork.models import Group, Note
from forumapp.groupwork.services import setup
from tests.groupwork.factories import add_note, link_of, make_work

pytestmark = pytest.mark.browser
SAVED = "保存しました 9:00"


class Quiet(WSGIRequestHandler):
    """Log no requests."""

    def log(self, *arguments):
        """Say nothing."""


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def work(app):
    made = make_work(themes=2, groups=1)
    add_note(made.groups[0], made.themes[0], "最初の意見")
    return made


@pytest.fixture
def device(browser, address, work):
    """Open the facilitator's page on another device each time; in the end no page may have complained."""
    complaints, contexts = [], []

    def open_page(**options):
        context = browser.new_context(locale="ja-JP", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + link_of(work.groups[0]))
        return page

    yield open_page
    for context in contexts:
        context.close()
    offline = ("net::ERR_INTERNET_DISCONNECTED", "404 (NOT FOUND)")
    assert [text for text in complaints if not any(known in text for known in offline)] == []


def boxes(page, theme=0):
    return page.locator("ul[data-theme]").nth(theme).locator("li:not([hidden]) textarea")


def texts(page, theme=0):
    return [text for text in boxes(page, theme).evaluate_all("all => all.map(one => one.value)") if text]


def stored(work, theme=0):
    db.session.rollback()
    found = sa.select(Note.text).where(Note.theme_id == work.themes[theme].id, Note.withdrawn_at.is_(None))
    return list(db.session.scalars(found.order_by(Note.place, Note.id)))


def wait_until_saved(page):
    expect(page.locator("#save-state")).to_have_text(SAVED)


def test_enter_adds_a_line_and_a_pause_saves(device, work):
    page = device()
    boxes(page).first.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("二つ目")
    page.keyboard.press("Enter")
    page.keyboard.type("三つ目")
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "二つ目", "三つ目"]
    assert texts(page) == ["最初の意見", "二つ目", "三つ目"]
    assert page.evaluate("document.activeElement.value") == "三つ目"
    page.reload()
    assert texts(page) == ["最初の意見", "二つ目", "三つ目"]


def test_backspace_on_an_empty_line_removes_it(device, work):
    page = device()
    boxes(page).nth(1).fill("消す意見")
    wait_until_saved(page)
    boxes(page).nth(1).fill("")
    before = boxes(page).count()
    page.keyboard.press("Backspace")
    assert boxes(page).count() == before - 1
    assert page.evaluate("document.activeElement.value") == "最初の意見"
    expect(page.locator("li[hidden]")).to_have_count(0)
    assert stored(work) == ["最初の意見"]


def test_nothing_is_saved_or_touched_while_japanese_is_composed(device, work):
    page = device()
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    box = boxes(page).nth(1)
    box.focus()
    box.evaluate("""box => {
        box.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
        box.value = "にほんg";
        box.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
    }""")
    before = boxes(page).count()
    box.evaluate("""box => box.dispatchEvent(new KeyboardEvent("keydown",
        {key: "Enter", bubbles: true, cancelable: true, isComposing: true, keyCode: 229}))""")
    page.wait_for_timeout(1600)
    assert (posts, boxes(page).count(), box.input_value()) == ([], before, "にほんg")
    assert stored(work) == ["最初の意見"]
    box.evaluate("""box => {
        box.value = "日本語";
        box.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
        box.dispatchEvent(new InputEvent("input", {bubbles: true}));
    }""")
    wait_until_saved(page)
    assert (len(posts), stored(work)) == (1, ["最初の意見", "日本語"])


def test_composition_with_the_browsers_own_input_method_is_kept_whole(device, work):
    page = device()
    boxes(page).nth(1).focus()
    session = page.context.new_cdp_session(page)
    for part in ("に", "にほ", "にほん"):
        session.send("Input.imeSetComposition", {"text": part, "selectionStart": 3, "selectionEnd": 3})
        page.wait_for_timeout(500)
    assert stored(work) == ["最初の意見"]
    session.send("Input.insertText", {"text": "日本"})
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "日本"]


def test_two_devices_see_each_others_lines_and_keep_two_edits_of_one(device, work):
    one, two = device(), device()
    boxes(one).first.fill("アンの文")
    boxes(one).nth(1).fill("アンの追加")
    wait_until_saved(one)
    boxes(two).first.fill("ベンの文")
    wait_until_saved(two)
    assert stored(work) == ["アンの文", "ベンの文", "アンの追加"]
    assert texts(two) == ["アンの文", "ベンの文", "アンの追加"]
    assert two.evaluate("document.activeElement.value") == "ベンの文"
    assert two.locator(".bullet-row--beside").inner_text().strip() == "同時に編集されました"
    two.keyboard.type("のつづき")
    expect(two.locator(".bullet-row--beside")).to_have_count(0)
    assert stored(work) == ["アンの文", "ベンの文のつづき", "アンの追加"]


def test_typing_goes_on_without_the_network_and_survives_a_closed_page(device, work, address):
    page = device()
    page.context.set_offline(True)
    boxes(page).nth(1).fill("届かない意見")
    state = page.locator("#save-state")
    expect(state).to_have_text("保存できませんでした。入力した内容はこの端末に残っています。")
    assert (state.get_attribute("data-state"), stored(work)) == ("failed", ["最初の意見"])
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address + link_of(work.groups[0]))
    assert (texts(page), stored(work)) == (["最初の意見", "届かない意見"], ["最初の意見"])
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "届かない意見"]
    assert page.evaluate("localStorage.length") == 0


def test_a_link_revoked_meanwhile_keeps_the_text_on_the_device_and_says_so(device, work, transaction):
    page = device()
    with transaction():
        setup.revoke_link(db.session.get(Group, work.groups[0].id), by=SYSTEM)
    boxes(page).nth(1).fill("残る意見")
    expect(page.locator("#save-state")).to_have_text(
        "このリンクは使えなくなりました。入力した内容はこの端末に残っています。"
    )
    assert stored(work) == ["最初の意見"]
    assert page.evaluate("JSON.parse(Object.values(localStorage)[0]).map(one => one[3])") == ["残る意見"]


def test_without_javascript_the_same_page_is_a_plain_form(device, work):
    page = device(java_script_enabled=False)
    area = page.locator("ul[data-theme]").nth(1).locator("textarea")
    area.nth(0).fill("話題二の意見")
    area.nth(1).fill("もう一つ")
    page.get_by_role("button", name="保存する").click()
    assert page.locator(".notification").inner_text().split() == ["完了", "保存しました。"]
    assert stored(work, 1) == ["話題二の意見", "もう一つ"]
