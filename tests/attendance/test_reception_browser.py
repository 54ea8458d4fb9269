"""The reception's script in a real browser: scanner, search, undo; two devices without network, sent in both orders."""

import pytest
from playwright.sync_api import expect

from forumapp.attendance.queries.presence import attended, first_check_ins
from forumapp.core.db import db
from forumapp.registration.models import RegistrationState
from tests.accounts.factories import writing
from tests.attendance.desks import day as day
from tests.attendance.desks import desk as desk
from tests.attendance.desks import offline, online, ready, scan, word
from tests.attendance.desks import people as people
from tests.registration.factories import make_registration

pytestmark = pytest.mark.browser


def test_a_scan_checks_in_at_once_and_can_be_taken_back(desk, forum, people):
    page = desk("受付1")
    scan(page, people[0])
    word(page, "受付しました")
    expect(page.locator("#came")).to_have_text("1")
    expect(page.locator("#missing-title")).to_have_text("まだ来ていない団体: 2団体")
    expect(page.locator("#q")).to_be_focused()
    scan(page, people[0])
    expect(page.locator("#result .reception__word")).to_contain_text("すでに受付済み")
    page.locator("#latest button").click()
    word(page, "受付を取り消しました")
    online(page)
    page.wait_for_timeout(500)
    db.session.rollback()
    assert attended(forum) == set()


def test_a_name_is_found_while_it_is_typed_and_enter_checks_in(desk, forum, people):
    page = desk("受付1")
    page.fill("#q", "すずき")
    expect(page.locator("#found .reception__person")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#found [data-main]")).to_be_focused()
    page.keyboard.press("Enter")
    word(page, "受付しました")
    expect(page.locator("#result .reception__name")).to_contain_text("鈴木")


def test_who_is_scanned_after_somebody_was_looked_for_is_checked_in_and_nobody_else(desk, forum, people):
    page = desk("受付1")
    page.fill("#q", "すずき")
    page.keyboard.press("Enter")
    expect(page.locator("#found [data-main]")).to_be_focused()
    page.keyboard.type(people[0].receipt)
    page.keyboard.press("Enter")
    word(page, "受付しました")
    expect(page.locator("#result .reception__name")).to_contain_text("佐藤")
    page.fill("#q", "すずき")
    page.keyboard.press("Enter")
    expect(page.locator("#found [data-main]")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#result .reception__name")).to_contain_text("鈴木")
    page.wait_for_timeout(500)
    db.session.rollback()
    assert attended(forum) == {people[0].id, people[1].id}


def test_a_name_is_found_as_soon_as_its_conversion_is_taken(desk, forum, people):
    page = desk("受付1")
    page.focus("#q")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "すずき", "selectionStart": 3, "selectionEnd": 3})
    keyboard.send("Input.insertText", {"text": "鈴木"})
    expect(page.locator("#found .reception__person")).to_have_count(1)


def test_colleagues_stay_on_the_page_until_the_last_is_checked_in(desk, forum, people):
    make_registration(forum, family_name="田中", family_kana="タナカ", organisation="長崎市", by_hand=True)
    page = desk("受付1")
    page.fill("#q", "長崎市")
    buttons = page.locator("#found [data-main]")
    expect(buttons).to_have_count(2)
    buttons.first.click()
    expect(buttons).to_have_count(1)
    expect(page.locator("#q")).to_be_focused()
    buttons.first.click()
    expect(page.locator("#found .reception__person")).to_have_count(0)
    expect(page.locator("#came")).to_have_text("2")


def test_a_proxy_is_checked_in_on_the_page(desk, forum, people):
    page = desk("受付1")
    page.fill("#q", "たかはし")
    page.get_by_role("button", name="代理 高橋").click()
    page.get_by_label("代理の方の氏名").fill("代理 次郎")
    page.get_by_role("button", name="代理で受付する").click()
    word(page, "受付しました")
    expect(page.locator("#latest")).to_contain_text("代理: 代理 次郎")
    online(page)
    db.session.rollback()
    assert [one.proxy_name for one in first_check_ins(forum).values()] == ["代理 次郎"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_devices_without_network_give_the_same_in_both_orders(desk, forum, people, order):
    first, second = desk("受付1"), desk("受付2")
    offline(first, second)
    scan(first, people[0])
    word(first, "受付しました")
    first.reload()
    ready(first)
    expect(first.locator("#offline")).to_have_text("オフラインです。入力は端末に保存されています（1件）")
    expect(first.locator("#latest")).to_contain_text("未送信")
    scan(second, people[0])
    scan(second, people[1])
    word(second, "受付しました")
    for number in order:
        online((first, second)[number])
    second.evaluate("dispatchEvent(new Event('online'))")
    expect(second.locator("#result .reception__word")).to_contain_text("この方は、先に受付済みでした")
    expect(second.locator("#latest")).to_contain_text("すでに受付済み")
    expect(second.locator("#latest")).to_contain_text("受付1")
    db.session.rollback()
    counting = first_check_ins(forum)
    assert {ident: one.desk for ident, one in counting.items()} == {
        people[0].id: "受付1",
        people[1].id: "受付2",
    }
    for page in (first, second):
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#came")).to_have_text("2")


def test_who_was_cancelled_meanwhile_is_said_and_gets_a_way(desk, forum, people):
    page = desk("受付1")
    offline(page)
    scan(page, people[0])
    word(page, "受付しました")
    with writing():
        people[0].state = RegistrationState.CANCELLED
    online(page)
    word(page, "キャンセル済みの登録です")
    expect(page.locator("#latest")).to_contain_text("キャンセル済みの登録です")
    page.locator("#latest").get_by_role("link", name="当日参加として登録し直す").click()
    expect(page.get_by_label("姓 必須")).to_have_value("佐藤")
