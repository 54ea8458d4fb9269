"""The notes of a group while the network, the server or the link goes: nothing typed is lost, no dialog, and it is said."""

import pytest
from playwright.sync_api import expect

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.groupwork.models import Group
from forumapp.groupwork.services import setup
from tests.groupwork.browsing import (
    OFFLINE,
    boxes,
    kept_by_device,
    online,
    ready,
    says,
    stored,
    texts,
    type_new,
    wait_until_saved,
    wait_until_written_down,
)
from tests.groupwork.browsing import device as device
from tests.groupwork.browsing import work as work
from tests.groupwork.factories import link_of

pytestmark = pytest.mark.browser


def test_ten_minutes_without_network_and_a_reload_lose_nothing(device, work, address):
    away, here = device(), device()
    kept_by_device(away)
    away.clock.install()
    away.context.set_offline(True)
    type_new(away, "圏外の一つ目")
    boxes(away).first.fill("圏外で直した意見")
    type_new(here, "会場の意見")
    boxes(here).first.fill("会場で直した意見")
    wait_until_saved(here)
    away.clock.fast_forward("10:00")
    says(away, OFFLINE.format(2))
    away.reload()
    ready(away)
    assert texts(away) == ["圏外で直した意見", "圏外の一つ目"]
    type_new(away, "読み直した後の意見")
    wait_until_written_down(away, "読み直した後の意見")
    context = away.context
    away.close()
    away = device.tab(context)
    assert texts(away) == ["圏外で直した意見", "圏外の一つ目", "読み直した後の意見"]
    online(away)
    wait_until_saved(away)
    online(here)
    expect(boxes(here)).to_have_count(5)
    found = ["会場で直した意見", "圏外で直した意見", "圏外の一つ目", "読み直した後の意見", "会場の意見"]
    assert sorted(stored(work)) == sorted(found)
    assert texts(here) == texts(away) == stored(work)


def test_a_server_that_dies_and_comes_back_gets_everything_once(device, work, site):
    page = device()
    site.stop()
    type_new(page, "届かない意見")
    says(page, OFFLINE.format(1))
    site.start()
    online(page)
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "届かない意見"]


def test_an_answer_that_gets_lost_makes_no_second_note(device, work):
    page = device()
    lost = []

    def answer(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/changes*", answer)
    type_new(page, "一度だけ")
    page.wait_for_timeout(1500)
    page.keyboard.type("書く")
    online(page)
    wait_until_saved(page)
    assert (lost, stored(work)) == ([200], ["最初の意見", "一度だけ書く"])


def test_a_link_revoked_in_mid_session_keeps_the_text_and_says_so(device, work, transaction):
    page = device()
    kept_by_device(page)
    with transaction():
        setup.revoke_link(db.session.get(Group, work.groups[0].id), by=SYSTEM)
    type_new(page, "残る意見")
    expect(page.locator("#gone")).to_contain_text("このリンクは使えなくなりました。")
    assert (texts(page), stored(work)) == (["残る意見"], ["最初の意見"])
    page.reload()
    expect(page.locator("#gone")).to_contain_text("このリンクは使えなくなりました。")
    assert texts(page) == ["残る意見"]
    with page.expect_download() as loading:
        page.get_by_role("button", name="テキストで保存").click()
    text = loading.value.path().read_text("utf-8-sig")
    assert ("残る意見" in text, "最初の意見" in text) == (True, False)


def test_a_link_revoked_while_the_page_was_closed_leaves_no_note_on_the_device(device, work, transaction):
    page = device()
    kept_by_device(page)
    context, path = page.context, page.url
    page.close()
    with transaction():
        setup.revoke_link(db.session.get(Group, work.groups[0].id), by=SYSTEM)
    page = context.new_page()
    assert page.goto(path).status == 404
    context.set_offline(True)
    page.goto(path)
    ready(page)
    assert "最初の意見" not in texts(page)


def test_two_tabs_of_one_device_do_not_fight(device, work):
    one = device()
    two = device.tab(one.context)
    type_new(one, "左の意見")
    type_new(two, "右の意見")
    wait_until_saved(one)
    wait_until_saved(two)
    expect(boxes(one)).to_have_count(3)
    expect(boxes(two)).to_have_count(3)
    assert sorted(stored(work)) == sorted(["最初の意見", "左の意見", "右の意見"])


def test_a_closed_tab_leaves_what_it_could_not_send_to_the_next_one(device, work):
    page = device()
    kept_by_device(page)
    context = page.context
    context.set_offline(True)
    type_new(page, "閉じる前の意見")
    says(page, OFFLINE.format(1))
    wait_until_written_down(page, "閉じる前の意見")
    page.close()
    context.set_offline(False)
    page = device.tab(context, link_of(work.groups[0]))
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "閉じる前の意見"]


def test_what_the_browser_clears_in_mid_session_is_begun_anew_and_lines_are_kept_again(device, work):
    page = device()
    kept_by_device(page)
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"}
    )
    page.context.set_offline(True)
    type_new(page, "消された後の意見")
    wait_until_written_down(page, "消された後の意見")
    page.reload()
    ready(page)
    assert texts(page)[-1] == "消された後の意見"
    online(page)
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "消された後の意見"]


def test_a_device_that_can_keep_nothing_saves_all_the_same_and_says_so_only_without_network(device, work):
    page = device()
    page.evaluate("""() => {
      const full = () => { throw new DOMException("full", "QuotaExceededError"); };
      Object.assign(IDBObjectStore.prototype, { put: full, delete: full });
    }""")
    failures = []

    def failed(text):
        failures.append(text)

    page.expose_function("failed", failed)
    page.evaluate("""() => new MutationObserver(() => {
      const text = document.getElementById("save-state").textContent;
      if (text.includes("できません")) failed(text);
    }).observe(document.getElementById("save-state"), { childList: true, characterData: true, subtree: true })""")
    type_new(page, "満杯の端末の意見")
    wait_until_saved(page)
    assert (stored(work), failures) == (["最初の意見", "満杯の端末の意見"], [])
    page.context.set_offline(True)
    type_new(page, "圏外の意見")
    says(page, "通信できません。この端末には保存できないため、ページを閉じないでください。")
    online(page)
    wait_until_saved(page)
    assert stored(work) == ["最初の意見", "満杯の端末の意見", "圏外の意見"]
