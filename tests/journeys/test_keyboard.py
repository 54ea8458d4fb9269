"""Registration, the programme's editor and the facilitator's page with the keyboard alone; the language by a link."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard, has_focus
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

SIGN_IN = "owner@demo.example.jp"


@pytest.fixture
def person(demo_site, visitors) -> Visitor:
    return visitors(demo_site, scripted=True)


def test_somebody_registers_with_the_keyboard_alone(person):
    page, keys = person.page, Keyboard(person.page)
    person.open("/forums/aoba/")
    keys.tab_to(page.get_by_role("link", name="本文へ移動"))
    keys.press("Enter")
    assert has_focus(page.locator("main"))
    keys.enter(page.get_by_role("link", name="参加を申し込む", exact=True))
    keys.enter(page.get_by_role("button", name="内容を確認する"))
    person.watch.expected[422] += 1
    assert has_focus(page.locator(".error-summary"))
    assert page.title().startswith("エラー：")
    keys.press("Tab")
    keys.press("Enter")
    first = page.get_by_role("radio", name="会場で参加")
    assert has_focus(first)
    keys.press("ArrowDown")
    assert has_focus(page.get_by_role("radio", name="Webで参加"))
    keys.tab_to(page.get_by_role("radio", name="情報政策担当部会"))
    keys.press("Space")
    for label, text in (
        ("姓", "港"),
        ("名", "ひかり"),
        ("姓（フリガナ）", "みなと"),
        ("名（フリガナ）", "ひかり"),
    ):
        keys.type(person.field(label), text)
    keys.type(person.field("団体名"), "あおば市")
    keys.tab_to(person.field("部門"))
    keys.press("ArrowDown")
    keys.type(person.field("メールアドレス"), "hikari@city.aoba.example.jp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    person.sees_heading("地域DX推進体制構築に向けたあおば県・市町村連携フォーラム 内容の確認")
    keys.enter(page.get_by_role("button", name="この内容で申し込む"))
    person.sees_heading("参加登録を受け付けました")


def test_focus_is_never_below_the_bar_of_a_phone(demo_site, visitors):
    person = visitors(demo_site, scripted=True, width=375)
    person.open("/forums/aoba/")
    keys = Keyboard(person.page)
    keys.tab_to(person.page.get_by_role("link", name="申し込む", exact=True))


def test_an_organiser_edits_the_programme_with_the_keyboard_alone(person):
    page, keys = person.page, Keyboard(person.page)
    person.open("/desk/forums/aoba/agenda")
    keys.type(person.field("メールアドレス"), SIGN_IN)
    keys.type(person.field("パスワード"), "forumapp-demo-2026")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    rows = "#agenda-table tbody th a"
    titles = person.texts(rows)
    keys.tab_to(page.locator("#agenda-table [data-field=start]").first)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#agenda-check [data-focus]")).to_be_focused()
    decide = page.get_by_role("button", name="この内容で保存する")
    keys.tab_to(decide)
    keys.press("Enter")
    expect(page.locator("#live")).to_have_text(f"「{titles[0]}」を動かしました。")
    assert person.texts(rows)[:2] == [titles[1], titles[0]]
    page.keyboard.press("Control+Z")
    expect(page.locator(rows).first).to_have_text(titles[0])
    keys.tab_to(page.locator("#agenda-table [tabindex='0']"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    page.keyboard.type("あ")
    page.keyboard.press("Enter")
    person.watch.expected[422] += 1
    expect(page.locator(".cell__error")).to_have_text("時間：数字で入力してください。")
    page.keyboard.press("Control+A")
    page.keyboard.type("１２")
    page.keyboard.press("Enter")
    expect(page.locator("#agenda-check [data-focus]")).to_be_focused()
    keys.tab_to(decide)
    keys.press("Enter")
    expect(page.locator("#agenda-table tbody tr:first-child [data-field=minutes]")).to_have_text("12")
    assert has_focus(page.locator("#agenda-table tbody tr:first-child [data-field=minutes]"))


def test_a_facilitator_writes_with_the_keyboard_alone(demo_site, person):
    page, keys = person.page, Keyboard(person.page)
    link = re.search(r"http\S+/groups/\S+", demo_site.run("demo", "load"))[0]
    person.open(link)
    rows = page.get_by_label("テーマ1の意見", exact=True)
    expect(page.locator("#save-bar")).to_have_count(0)  # the lines are drawn
    before = rows.count()
    keys.tab_to(rows.last)
    page.keyboard.type("窓口の待ち時間を減らしたい。")
    keys.press("Enter")
    expect(rows.nth(before)).to_be_focused()
    page.keyboard.type("書かない窓口を共同で調達する。")
    keys.press("Enter")
    keys.press("Backspace")
    expect(rows).to_have_count(before + 1)
    expect(rows.last).to_be_focused()
    keys.tab_to(
        page.get_by_role("button", name="意見を追加").first
    )  # Tab leaves the lines; they are saved by themselves
    expect(page.locator("#save-state")).to_have_text(re.compile(r"保存しました \d+:\d\d"))
    person.open(link)
    written = rows.evaluate_all("all => all.map(one => one.value).filter(Boolean)")
    assert written[-2:] == ["窓口の待ち時間を減らしたい。", "書かない窓口を共同で調達する。"]


def test_the_language_is_changed_by_a_link_and_kept(person):
    page, keys = person.page, Keyboard(person.page)
    language = page.locator("html")
    person.open("/forums/nagasaki-2024/")
    expect(language).to_have_attribute("lang", "ja")
    keys.enter(page.get_by_role("link", name="English").first)
    expect(language).to_have_attribute("lang", "en")
    person.sees_heading("Forum of Nagasaki Prefecture and its municipalities on regional DX structures")
    person.open("/forums/aoba/registration")
    expect(language).to_have_attribute("lang", "en")
    person.follow("日本語", within=page.get_by_role("banner"))
    expect(language).to_have_attribute("lang", "ja")
    person.sees_heading("地域DX推進体制構築に向けたあおば県・市町村連携フォーラム 参加登録")
