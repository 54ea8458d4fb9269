"""The merge board in a real browser: the seed's six sentences by keyboard alone, dragging, two editors, late notes."""

import re

import pytest
from playwright.sync_api import expect

from forumapp.core.actor import SYSTEM
from forumapp.groupwork.services import summary
from tests.accounts.factories import sign_in
from tests.forums.factories import make_account, make_membership
from tests.groupwork.dragging import drag
from tests.groupwork.factories import add_note, draft_bullet
from tests.groupwork.merging import THEMES, make_eight_groups, written_by_key
from tests.groupwork.pages import desk
from tests.journeys.keyboard import Keyboard, has_focus
from tests.journeys.watching import Watch, check_in_place
from tests.serving import hand_over

pytestmark = pytest.mark.browser


@pytest.fixture
def work(app):
    return make_eight_groups(SYSTEM)


@pytest.fixture
def context(browser, address, client, work):
    """An editor's browser with fingers."""
    account = make_account()
    make_membership(work.forum, account)
    sign_in(client, account)
    context = browser.new_context(locale="ja-JP", base_url=address, has_touch=True)
    hand_over(client, context, address)
    yield context
    context.close()


@pytest.fixture
def watch(context):
    """In the end it may not have complained."""
    made = Watch(context)
    yield made
    made.check()


@pytest.fixture
def page(context, watch):
    return context.new_page()


def board(work, number=1):
    return desk(work, f"summary?theme={work.themes[number - 1].id}")


def box(page, text):
    return page.get_by_role("checkbox", name=re.compile("^" + re.escape(text[:40])))


def go_to(keys, target):
    """Go up or down the notes with the arrows until ``target`` has the focus."""
    keys.press("Home")
    for _step in range(100):
        if has_focus(target):
            return
        keys.press("ArrowDown")
    raise AssertionError(f"the arrows never reach {target}")


def make(page, keys, bullet, texts):
    """Make a bullet of notes by keyboard: arrows and Space to pick, Enter to make, its wording, Ctrl+Enter to save."""
    for key in bullet["sources"]:
        go_to(keys, box(page, texts[key]))
        keys.press("Space")
    expect(page.locator("#merge-count")).to_have_text(f"{len(bullet['sources'])}件選択中")
    page.keyboard.press("Enter")
    wording = page.get_by_label("概要の文", exact=False).and_(page.locator("textarea"))
    expect(wording).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(bullet["text"])
    if "remark" in bullet:
        keys.press("Tab")
        page.keyboard.insert_text(bullet["remark"])
        keys.press("Shift+Tab")
    page.keyboard.press("Control+Enter")
    expect(wording).to_have_count(0)
    expect(page.locator(".merge-bullet__text").last).to_contain_text(bullet["text"])
    expect(page.locator("#merge-notes :focus")).to_have_count(1)


def test_the_six_sentences_are_made_by_keyboard_approved_and_seen_on_the_report(page, work):
    keys, texts = Keyboard(page), written_by_key()
    for number, theme in enumerate(THEMES, 1):
        page.goto(board(work, number))
        keys.tab_to(page.locator("#picks [data-note] > input").first)
        for bullet in theme["bullets"]:
            make(page, keys, bullet, texts)
        expect(page.locator(".merge-coverage")).to_contain_text("8班中8班の意見が使われています。")
        if number == 1:
            check_in_place(page)
        page.goto(board(work, number))
        keys.enter(page.get_by_role("link", name=f"{len(theme['bullets'])}件を確認して承認する"))
        if number == 1:
            check_in_place(page)
        keys.enter(page.get_by_role("button", name="承認する"))
        expect(page.get_by_text("すべて承認済み")).to_be_visible()
    page.goto("/forums/nagasaki/report")
    for number, theme in enumerate(THEMES, 1):
        shown = page.locator("#summary .theme").nth(number - 1).locator("li").all_inner_texts()
        wanted = [
            one["text"] + (f" （{one['remark']}）" if "remark" in one else "") for one in theme["bullets"]
        ]
        assert shown == wanted


def test_enter_takes_a_whole_proposal_and_the_step_is_undone(page, work):
    page.goto(board(work))
    first = page.locator("[data-proposal]").first
    many = first.locator("input").count()
    first.locator("input").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#composer textarea")).to_be_focused()
    expect(page.locator("#merge-count")).to_have_text(f"{many}件選択中")
    other = page.locator(".merge-wording").first
    words = other.inner_text()
    other.click()
    expect(page.locator("#composer textarea")).to_have_value(words)
    expect(page.locator(".merge-bullet")).to_have_count(0)
    page.get_by_role("button", name="下書きに加える").click()
    expect(page.locator(".merge-bullet__text")).to_contain_text(words)
    page.get_by_role("button", name="直前の操作を元に戻す").click()
    expect(page.locator(".merge-bullet")).to_have_count(0)
    expect(page.get_by_text("取り下げた文(1件)")).to_be_visible()


@pytest.mark.parametrize("by_touch", [False, True])
def test_a_note_is_dragged_onto_a_sentence_and_onto_another_note(page, work, by_touch):
    source = add_note(work.groups[0], work.themes[0], "まったく別の話")
    draft_bullet(work.themes[0], "ひとつの文。", source)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(board(work))
    grips = page.locator(".merge-note__grip")
    drag(page, grips.nth(0), page.locator(".merge-bullet").first, by_touch=by_touch)
    expect(page.locator(".merge-bullet summary")).to_contain_text("もとになった意見（2件）")
    drag(page, grips.nth(0), page.locator("#picks [data-note]").nth(1), by_touch=by_touch)
    expect(page.locator("#composer textarea")).to_be_focused()
    expect(page.locator("#composer .merge-from li")).to_have_count(2)


def test_two_editors_see_both_wordings(page, watch, work, transaction):
    watch.expected[422] += 1
    bullet = draft_bullet(
        work.themes[0], "はじめの文。", add_note(work.groups[0], work.themes[0], "もとの意見")
    )
    page.goto(board(work))
    page.get_by_role("link", name="文を編集").click()
    page.locator("#composer textarea").fill("アンの文。")
    with transaction():
        summary.change_bullet(bullet, by=SYSTEM, version=1, text="ベンの文。")
    page.get_by_role("button", name="保存する").click()
    conflict = page.locator("#composer .conflict__value")
    expect(conflict.nth(0)).to_contain_text("ベンの文。")
    expect(conflict.nth(1)).to_contain_text("アンの文。")
    expect(page.locator("#composer textarea")).to_have_value("アンの文。")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".merge-bullet__text")).to_contain_text("アンの文。")


def test_late_notes_are_announced_and_disturb_neither_picks_nor_typing(page, work):
    page.goto(board(work))
    page.evaluate("document.getElementById('merge-news').dataset.poll = '1'")
    first = page.locator("#picks [data-note] > input").first
    first.check()
    page.get_by_role("button", name="選んだ意見をまとめる").click()
    wording = page.locator("#composer textarea")
    expect(wording).to_be_focused()
    wording.fill("書きかけの文")
    add_note(work.groups[7], work.themes[0], "遅れて届いた意見")
    expect(page.locator("#merge-news-words")).to_contain_text("班の意見が新しくなりました")
    expect(page.get_by_text("遅れて届いた意見")).to_have_count(0)
    page.get_by_role("link", name="最新を表示").click()
    expect(page.get_by_text("遅れて届いた意見")).to_be_visible()
    expect(wording).to_have_value("書きかけの文")
    expect(page.locator("#merge-count")).to_have_text("1件選択中")
    expect(page.locator("#merge-news-words")).to_have_text("")
