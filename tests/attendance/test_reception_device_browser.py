"""What the reception's page leaves on a device, and what a device does that can keep nothing."""

import time

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from forumapp.attendance.queries.presence import attended
from forumapp.core import clock as clocks
from forumapp.core.db import db
from forumapp.forums.models import Membership
from tests.attendance.desks import PEOPLE, STORED, offline, online, scan, word
from tests.attendance.desks import day as day
from tests.attendance.desks import desk as desk
from tests.attendance.desks import people as people
from tests.attendance.factories import after

pytestmark = pytest.mark.browser


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


def test_a_device_whose_clock_jumps_beyond_the_day_gets_its_list_again(desk, forum, people):
    page = desk("受付1")
    page.clock.install(time=time.time() + 3 * 24 * 3600)
    expect(page.locator("#offline")).to_have_text("受付の日が終わったため、この端末の名簿を消しました")
    assert page.evaluate(STORED, "rosters") == []
    expect(page.locator("#offline")).to_be_hidden()
    assert len(page.evaluate(STORED, "rosters")[0]["people"]) == 3
    scan(page, people[0])
    word(page, "受付しました")
