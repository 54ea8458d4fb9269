"""static/js/notes/ in a real browser: lines, keys, autosave, composition, two devices at once, paper and text."""

import re
import time

import pytest
from playwright.sync_api import expect

from forumapp.groupwork.models import Note
from tests.groupwork.browsing import SAVED as SAVED
from tests.groupwork.browsing import boxes, kept_by_device, online, stored, texts, type_new, wait_until_saved
from tests.groupwork.browsing import device as device
from tests.groupwork.browsing import work as work
from tests.groupwork.factories import add_note

pytestmark = pytest.mark.browser


def test_enter_adds_a_line_and_a_pause_saves(device, work):
    page = device()
    type_new(page, "二つ目")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+]")
    page.keyboard.type("三つ目")
    wait_until_saved(page)
    assert (stored(work), stored(work, column=Note.depth)) == (["最初の意見", "二つ目", "三つ目"], [0, 0, 1])
    assert page.evaluate("document.activeElement.value") == "三つ目"
    page.reload()
    assert texts(page) == ["最初の意見", "二つ目", "三つ目"]


@pytest.mark.parametrize("controlled", [True, False], ids=["kept by the device", "just opened"])
def test_the_last_letter_arrives_though_the_page_is_left_at_once(device, work, controlled):
    page = device()
    if controlled:
        kept_by_device(page)
    type_new(page, "")
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    page.keyboard.insert_text("最後の一字")
    page.goto("about:blank")
    for _quarter in range(40):
        if stored(work) == ["最初の意見", "最後の一字"]:
            break
        page.wait_for_timeout(250)
    assert stored(work) == ["最初の意見", "最後の一字"]
    page.go_back()
    wait_until_saved(page)
    assert (texts(page), stored(work)) == (["最初の意見", "最後の一字"],) * 2


def test_a_line_goes_between_two_others_and_moves_with_alt(device, work):
    page = device()
    type_new(page, "三")
    boxes(page).first.click()
    page.keyboard.press("Enter")
    page.keyboard.type("二")
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "二", "三"]
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("番")
    wait_until_saved(page)
    assert (stored(work), texts(page)) == (["二番", "最初の意見", "三"], ["二番", "最初の意見", "三"])
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "最初の意見"


PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  if (document.activeElement.dispatchEvent(pasted)) document.execCommand("insertText", false, text);
}"""


def test_pasted_lines_become_lines_of_their_own_without_the_signs_of_a_list(device, work):
    page = device()
    type_new(page, "前後")
    page.keyboard.press("ArrowLeft")
    page.evaluate(PASTE, "・一つ目\r\n\r\n- 二つ目\n○○市の例\n -5度")
    page.keyboard.type("と")
    wait_until_saved(page)
    lines = ["最初の意見", "前一つ目", "二つ目", "○○市の例", "-5度と後"]
    assert (texts(page), stored(work)) == (lines, lines)
    page.evaluate(PASTE, "一行だけ")
    wait_until_saved(page)
    assert stored(work)[-1] == "-5度と一行だけ後"


def test_of_a_very_long_or_very_many_pasted_lines_nothing_is_cut_off(device, work):
    page = device()
    type_new(page, "")
    page.evaluate(PASTE, "あ" * 4500)
    wait_until_saved(page)
    assert [len(text) for text in stored(work)] == [5, 2000, 2000, 500]
    type_new(page, "")
    many = "\n".join(f"{number}行目" for number in range(200))
    page.evaluate(PASTE, many)
    wait_until_saved(page)
    assert stored(work)[-1] == many


def test_backspace_on_an_empty_line_removes_it_and_a_removed_one_comes_back(device, work):
    page = device()
    type_new(page, "消す意見")
    wait_until_saved(page)
    for _letter in "消す意見":
        page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert page.evaluate("document.activeElement.value") == "最初の意見"
    expect(boxes(page)).to_have_count(1)
    wait_until_saved(page)
    assert stored(work) == ["最初の意見"]
    page.get_by_role("button", name="削除").click()
    wait_until_saved(page)
    assert stored(work) == []
    page.get_by_role("button", name="元に戻す").click()
    wait_until_saved(page)
    assert (stored(work), page.evaluate("document.activeElement.value")) == (["最初の意見"], "最初の意見")


def test_kind_mark_and_indentation_are_buttons_and_a_fourth_mark_is_said(device, work):
    page = device()
    for text in ("二", "三", "四"):
        type_new(page, text)
    for star in page.get_by_role("button", name="発表する点").all():
        star.click()
    expect(page.locator("#marked")).to_contain_text("★発表する点が4件あります。")
    page.get_by_role("button", name="要望").click()
    page.get_by_role("button", name="字下げ", exact=True).click()
    wait_until_saved(page)
    assert stored(work, column=Note.is_marked) == [True] * 4
    assert (stored(work, column=Note.tag)[-1], stored(work, column=Note.depth)[-1]) == ("request", 1)


def test_nothing_is_touched_while_japanese_is_composed(device, work, transaction):
    page = device()
    type_new(page, "")
    session = page.context.new_cdp_session(page)
    for part in ("に", "にほ", "にほん"):
        session.send("Input.imeSetComposition", {"text": part, "selectionStart": 3, "selectionEnd": 3})
        page.wait_for_timeout(300)
    add_note(work.groups[0], work.themes[0], "ほかの人の意見")
    online(page)
    expect(boxes(page)).to_have_count(3)
    assert page.evaluate("document.activeElement.value") == "にほん"
    page.keyboard.press("Enter")
    assert stored(work) == ["最初の意見", "ほかの人の意見"]
    session.send("Input.imeSetComposition", {"text": "日本", "selectionStart": 2, "selectionEnd": 2})
    session.send("Input.insertText", {"text": "日本"})
    wait_until_saved(page)
    assert sorted(stored(work)) == sorted(["最初の意見", "ほかの人の意見", "日本"])


def hours_left(page):
    return int(page.locator("#left").text_content().split(":")[0])


def test_time_left_is_right_again_after_the_devices_clock_was_put_right(device, work):
    page = device()
    kept_by_device(page)
    before = hours_left(page)
    with page.expect_response("**/changes*"):
        online(page)
    page.clock.install(time=time.time() + 5 * 3600)
    expect(page.locator("#left")).to_have_text(re.compile(f"^({before - 5}|{before - 6}):"))
    for _try in range(20):  # the second answer after the jump brings the time
        online(page)
        page.wait_for_timeout(250)
        if hours_left(page) >= before - 1:
            break
    assert hours_left(page) >= before - 1


def test_another_devices_lines_appear_and_the_caret_stays(device, work):
    one, two = device(), device()
    type_new(one, "アンの追加")
    one.keyboard.press("ArrowLeft")
    type_new(two, "ベンの追加")
    boxes(two).first.click()
    two.keyboard.press("Home")
    two.keyboard.type("本当の")
    for page in (one, two):
        wait_until_saved(page)
    for page in (one, two):
        online(page)
    expect(boxes(one)).to_have_count(3)
    expect(boxes(one).first).to_have_value("本当の最初の意見")
    one.keyboard.type("の")
    wait_until_saved(one)
    assert sorted(stored(work)) == sorted(["本当の最初の意見", "アンの追の加", "ベンの追加"])


def test_two_edits_of_one_line_stay_both_and_typing_goes_on_in_the_own_one(device, work):
    one, two = device(), device()
    for page in (one, two):
        page.context.set_offline(True)
    boxes(one).first.fill("アンの文")
    boxes(two).first.fill("ベンの文")
    for page in (one, two):
        page.wait_for_timeout(100)
        online(page)
        wait_until_saved(page)
    assert (stored(work), texts(two)) == (["アンの文", "ベンの文"], ["アンの文", "ベンの文"])
    assert two.evaluate("document.activeElement.value") == "ベンの文"
    two.keyboard.press("End")
    two.keyboard.type("のつづき")
    wait_until_saved(two)
    assert stored(work) == ["アンの文", "ベンの文のつづき"]
    expect(two.locator(".bullet-row--beside")).to_contain_text("同時に編集されました。両方を残しています。")
    two.get_by_role("button", name="両方残す").click()
    expect(two.locator(".bullet-row--beside")).to_have_count(0)
    wait_until_saved(two)
    two.reload()
    expect(two.locator(".bullet-row--beside")).to_have_count(0)


def test_themes_are_tabs_and_the_address_remembers_which(device, work):
    page = device()
    expect(page.locator("#theme-1")).to_be_visible()
    expect(page.locator("#theme-2")).to_be_hidden()
    page.get_by_role("link", name="テーマ2").click()
    expect(page.locator("#theme-1")).to_be_hidden()
    boxes(page, 1).first.fill("話題二の意見")
    wait_until_saved(page)
    page.reload()
    expect(boxes(page, 1).first).to_be_visible()
    assert (stored(work, 1), texts(page, 1)) == (["話題二の意見"], ["話題二の意見"])


def test_the_notes_go_onto_paper_and_into_a_text_without_the_server(device, work, site):
    page = device()
    type_new(page, "発表する意見")
    page.locator(".note--current .note__mark").click()
    wait_until_saved(page)
    site.stop()
    try:
        with page.expect_download() as loading:
            page.get_by_role("button", name="テキストで保存").click()
        text = loading.value.path().read_text("utf-8-sig")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        paper = page.locator("#paper").inner_text().split("\n")
    finally:
        site.start()
    assert loading.value.suggested_filename == "1班.txt"
    wanted = ["■ 発表する点", "★発表する意見", "■ そのほかの意見", "・最初の意見"]
    assert [line for line in text.splitlines() if line[:1] in "■★・" and line] == wanted
    assert [line for line in paper if "意見" in line and "ありません" not in line] == [
        "★ 発表する意見", "そのほかの意見", "最初の意見",
    ]  # fmt: skip


def test_without_javascript_the_same_page_is_a_plain_form(device, work):
    page = device(java_script_enabled=False)
    area = page.locator("ul[data-theme]").nth(1).locator("textarea")
    area.nth(0).fill("話題二の意見")
    area.nth(1).fill("もう一つ")
    page.get_by_role("button", name="保存する").click()
    assert page.locator(".notification").inner_text().split() == ["完了", "保存しました。"]
    assert stored(work, 1) == ["話題二の意見", "もう一つ"]
