"""The reception's script in a real browser: scanner, search, undo; two devices without network, sent in both orders."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from forumapp.attendance.queries.presence import attended, first_check_ins
from forumapp.core import clock as clocks
from forumapp.core.db import db
from forumapp.forums.models import Membership, Role
from forumapp.registration.models import RegistrationState
from tests.accounts.factories import writing
from tests.attendance.factories import MORNING, after
from tests.forums.factories import make_forum, sign_in_as
from tests.registration.factories import make_registration
from tests.serving import hand_over, note_complaints

pytestmark = pytest.mark.browser
PEOPLE = (("佐藤", "サトウ", "長崎市"), ("鈴木", "スズキ", "佐世保市"), ("高橋", "タカハシ", "島原市"))
STORED = """async (store) => {
  const base = await new Promise((resolve) => {
    const asked = indexedDB.open("forumapp-reception");
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = await new Promise((resolve) => {
    const asked = base.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  base.close();
  return found;
}"""


@pytest.fixture
def forum(app):
    return make_forum()


@pytest.fixture
def people(forum):
    return [
        make_registration(forum, family_name=name, family_kana=kana, organisation=organisation)
        for name, kana, organisation in PEOPLE
    ]


@pytest.fixture
def day(people, monkeypatch):
    """The forum's day goes by as real time does."""
    began = datetime.now(UTC)
    monkeypatch.setattr(clocks, "_source", [lambda: MORNING + (datetime.now(UTC) - began)])


@pytest.fixture
def desk(browser, address, forum, client, day):
    """Open the reception on another device each time; in the end no page may have complained."""
    complaints, contexts = [], []
    sign_in_as(client, forum, Role.RECEPTION)

    def open_page(name):
        context = browser.new_context(locale="ja-JP")
        contexts.append(context)
        hand_over(client, context, address)
        page = context.new_page()
        note_complaints(page, complaints)
        page.goto(f"{address}/desk/forums/{forum.slug}/reception")
        ready(page)
        page.fill("#desk", name)
        page.locator("#desk").blur()
        expect(page.locator("#kept")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("net::ERR_", "404 (NOT FOUND)")
    assert [text for text in complaints if not any(known in text for known in expected)] == []


def ready(page):
    expect(page.locator("#reception[data-ready]")).to_be_attached()


def scan(page, registration):
    """What a scanner does that types."""
    page.fill("#q", "")
    page.keyboard.type(registration.receipt)
    page.keyboard.press("Enter")


def word(page, text):
    expect(page.locator("#result .reception__word")).to_have_text(text)


def offline(*pages):
    for page in pages:
        page.context.set_offline(True)


def online(page):
    """Go online again, and wait until everything is sent."""
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#offline")).to_be_hidden()


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


def test_signing_out_leaves_no_list_but_what_was_not_sent(desk, people):
    page = desk("受付1")
    assert len(page.evaluate(STORED, "rosters")[0]["people"]) == 3
    page.route("**/reception/sync", lambda route: route.abort())
    scan(page, people[0])
    word(page, "受付しました")
    page.get_by_role("button", name="サインアウト").click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate(STORED, "rosters") == []
    assert [one["person"] for one in page.evaluate(STORED, "queue")] == [people[0].id]
    assert page.evaluate("caches.keys()") == []


def test_what_a_browser_keeps_for_the_page_names_nobody(desk, people):
    page = desk("受付1")
    kept = page.evaluate(
        """async () => {
          const cache = await caches.open("forumapp-reception");
          const answers = await Promise.all((await cache.keys()).map((one) => cache.match(one, {ignoreVary: true})));
          return (await Promise.all(answers.map((one) => one.text()))).join("");
        }"""
    )
    assert "QRコードリーダー" in kept
    assert [name for name, _kana, _organisation in PEOPLE if name in kept] == []
    assert 'name="csrf_token"' not in kept


def test_whose_role_is_taken_away_loses_the_list(desk, forum, people, transaction):
    page = desk("受付1")
    with transaction() as session:
        session.execute(sa.delete(Membership).where(Membership.forum_id == forum.id))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#offline")).to_contain_text("受付の担当ではなくなりました")
    assert page.evaluate(STORED, "rosters") == []


def test_the_list_goes_when_the_day_is_over(desk, people, monkeypatch):
    page = desk("受付1")
    monkeypatch.setattr(clocks, "_source", [lambda: after(60 * 12)])
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#offline")).to_have_text("受付の日が終わったため、この端末の名簿を消しました")
    assert page.evaluate(STORED, "rosters") == []


def test_without_network_the_list_goes_when_the_day_is_over(desk, people):
    page = desk("受付1")
    offline(page)
    page.evaluate(
        """async () => {
          const base = await new Promise((resolve) => {
            const asked = indexedDB.open("forumapp-reception");
            asked.onsuccess = () => resolve(asked.result);
          });
          const store = base.transaction("rosters", "readwrite").objectStore("rosters");
          const asked = store.getAll();
          await new Promise((resolve) => (asked.onsuccess = resolve));
          const put = store.put({...asked.result[0], until: new Date(Date.now() - 1000).toISOString()});
          await new Promise((resolve) => (put.onsuccess = resolve));
          base.close();
        }"""
    )
    page.reload()
    for _quarter in range(40):
        if page.evaluate(STORED, "rosters") == []:
            break
        page.wait_for_timeout(250)
    assert page.evaluate(STORED, "rosters") == []
    assert "佐藤" not in page.content()


FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def test_a_device_that_can_keep_nothing_any_more_still_checks_in(desk, forum, people):
    page = desk("受付1")
    page.evaluate(FULL)
    scan(page, people[0])
    word(page, "受付しました")
    expect(page.locator("#offline")).to_be_hidden()
    offline(page)
    scan(page, people[1])
    word(page, "受付しました")
    expect(page.locator("#offline")).to_have_text(
        "通信できません。この端末には保存できないため、ページを閉じないでください。"
    )
    online(page)
    page.wait_for_timeout(500)
    db.session.rollback()
    assert attended(forum) == {one.id for one in people[:2]}


def test_what_the_browser_clears_in_mid_day_is_begun_anew(desk, forum, people):
    page = desk("受付1")
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"}
    )
    offline(page)
    scan(page, people[0])
    word(page, "受付しました")
    expect(page.locator("#offline")).to_contain_text("端末に保存されています（1件）")
    online(page)
    page.wait_for_timeout(500)
    db.session.rollback()
    assert attended(forum) == {people[0].id}
