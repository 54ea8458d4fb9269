"""The table of the programme in a browser: cells, a lost connection, two editors at once, and the same without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.journeys.building import TALK, cell
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

AGENDA = "/desk/forums/nagasaki-2024/agenda"


def editor(demo_site, visitors, name="editor", **options) -> Visitor:
    person = visitors(demo_site, **{"scripted": True, **options})
    person.open(AGENDA)
    person.fill({"メールアドレス": f"{name}@demo.example.jp", "パスワード": "forumapp-demo-2026"})
    person.press("サインインする")
    return person


def type_into(person, field, text, title=TALK):
    cell(person, field, title).click()
    person.page.keyboard.press("Control+A")
    person.page.keyboard.type(text)
    person.page.keyboard.press("Enter")


def test_a_cell_is_changed_by_pointer_and_taken_back(demo_site, visitors):
    person = editor(demo_site, visitors)
    page = person.page
    type_into(person, "minutes", "25")
    expect(page.get_by_text("6件が10分繰り下がり、終了は16:10から16:20になります。")).to_be_visible()
    page.get_by_label("次の休憩で吸収する").check()
    page.get_by_role("button", name="この内容で保存する").click()
    expect(cell(person, "minutes")).to_have_text("25")
    expect(cell(person, "minutes", "休憩")).to_have_text("5")
    expect(cell(person, "minutes")).to_be_focused()
    page.reload()
    page.locator("#agenda-undo button").click()
    expect(cell(person, "minutes")).to_have_text("15")
    expect(cell(person, "minutes", "休憩")).to_have_text("15")


def test_from_the_page_of_an_item_the_check_leads_back_to_the_table_or_to_what_was_typed(demo_site, visitors):
    person = editor(demo_site, visitors)
    person.follow(TALK, within=person.page.locator("#agenda-table"))
    person.fill({"時間": "25"})
    person.press("保存する")
    person.sees_heading("変更の確認")
    person.press("入力に戻る")
    expect(person.field("時間")).to_have_value("25")
    person.press("保存する")
    person.press("この内容で保存する")
    person.sees_notice(f"「{TALK}」を保存しました。")
    expect(cell(person, "minutes")).to_have_text("25")
    person.page.locator("#agenda-undo button").click()
    expect(cell(person, "minutes")).to_have_text("15")


def test_escape_leaves_a_cell_and_tab_goes_on(demo_site, visitors):
    person = editor(demo_site, visitors)
    cell(person, "minutes").click()
    person.page.keyboard.type("99")
    person.page.keyboard.press("Escape")
    expect(cell(person, "minutes")).to_have_text("15")
    expect(cell(person, "minutes")).to_be_focused()
    person.page.keyboard.press("Enter")
    person.page.keyboard.press("Tab")
    expect(cell(person, "title").locator("input")).to_be_focused()
    person.page.keyboard.press("Escape")


def test_what_was_typed_stays_when_the_connection_is_lost(demo_site, visitors):
    person = editor(demo_site, visitors)
    person.context.set_offline(True)
    type_into(person, "title", "別の題名")
    expect(cell(person, "title").locator(".cell__error")).to_have_text(
        "通信できませんでした。入力した内容は残っています。つながったら、もう一度Enterキーを押してください。"
    )
    expect(cell(person, "title").locator("input")).to_have_value("別の題名")
    person.context.set_offline(False)
    person.watch.complaints.clear()
    person.page.keyboard.press("Enter")
    expect(cell(person, "title", "別の題名")).to_be_visible()
    person.page.locator("#agenda-undo button").click()
    expect(cell(person, "title")).to_be_visible()
    person.watch.complaints.clear()


def test_the_second_of_two_editors_sees_both_values_and_loses_neither(demo_site, visitors):
    first, second = editor(demo_site, visitors), editor(demo_site, visitors, name="owner")
    cell(second, "title").click()
    second.page.keyboard.press("Control+A")
    second.page.keyboard.type("二人目の題名")
    type_into(first, "title", "一人目の題名")
    expect(cell(first, "title", "一人目の題名")).to_be_visible()
    expect(second.page.locator("#agenda-news-words")).to_contain_text("次第を変更しました")
    expect(cell(second, "title").locator("input")).to_have_value("二人目の題名")
    second.page.keyboard.press("Enter")
    second.watch.expected[409] += 1
    expect(second.page.locator(".conflict__value").first).to_contain_text("一人目の題名")
    expect(second.page.locator(".conflict__value").last).to_contain_text("二人目の題名")
    second.page.get_by_role("button", name="自分の変更を保存する").click()
    expect(cell(second, "title", "二人目の題名")).to_be_visible()
    type_into(second, "title", TALK, "二人目の題名")
    expect(cell(second, "title")).to_be_visible()


def test_without_javascript_a_row_moves_after_a_look_and_comes_back(demo_site, visitors):
    person = editor(demo_site, visitors, scripted=False)
    titles = person.texts("#agenda-table tbody th a")
    person.page.locator(f"#agenda-table summary:has-text('{titles[1]}')").click()
    person.press(f"下へ（{titles[1]}）")
    person.sees_heading("変更の確認")
    person.press("この内容で保存する")
    person.sees_notice(f"「{titles[1]}」を動かしました。")
    assert person.texts("#agenda-table tbody th a")[1:3] == [titles[2], titles[1]]
    with person.page.expect_navigation():
        person.page.locator("#agenda-undo button").click()
    assert person.texts("#agenda-table tbody th a") == titles


def test_the_editors_pages_hold_at_every_width_in_both_languages(demo_site, visitors):
    person = editor(demo_site, visitors)
    person.open(f"{AGENDA}/history")
    person.examine(AGENDA)
