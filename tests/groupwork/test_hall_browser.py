"""The hall in a real browser: the screen follows the moderator, pages turn, an ended link leaves a word, keys work."""

import pytest
from playwright.sync_api import expect

from forumapp.core.actor import SYSTEM
from forumapp.forums.models import Role
from forumapp.groupwork.queries import boards
from forumapp.groupwork.services import boards as services
from tests.accounts.factories import make_account, sign_in
from tests.forums.factories import make_membership
from tests.groupwork.factories import add_note, make_work
from tests.journeys.watching import check_in_place
from tests.serving import hand_over, note_complaints

pytestmark = pytest.mark.browser
WALL = {"width": 1280, "height": 720}


@pytest.fixture
def work(app, transaction):
    made = make_work(themes=2, groups=3)
    for number, group in enumerate(made.groups, 1):
        note = add_note(group, made.themes[0], f"{number}班の発表する意見")
        add_note(group, made.themes[1], f"{number}班のほかの意見")
        with transaction():
            note.is_marked = True
    with transaction():
        services.open_link(made.groups[0].work, by=SYSTEM)
    return made.groups[0].work


@pytest.fixture
def opened(browser, address, app, client, work):
    """Open a page in a context of its own; in the end no page may have complained."""
    contexts, complaints = [], []

    def go(path, *, role=None, **options):
        context = browser.new_context(locale="ja-JP", **options)
        contexts.append(context)
        if role:
            account = make_account(email=f"{role}@hall.example.jp")
            make_membership(work.forum, account, role)
            sign_in(client, account)
            hand_over(client, context, address)
        page = context.new_page()
        note_complaints(page, complaints)
        page.goto(address + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert [text for text in complaints if "404 (NOT FOUND)" not in text] == []


def link(work):
    return f"/boards/{boards.token_of(boards.board_of(work))}/"


def desk(work, rest=""):
    return f"/desk/forums/{work.forum.slug}/screen/{work.id}{rest}"


def test_the_screen_follows_the_moderator_and_an_ended_link_leaves_a_word(opened, work):
    moderator, wall = opened(desk(work), role=Role.EDITOR), opened(link(work), viewport=WALL)
    expect(wall.locator(".screen__empty")).to_have_text("まもなく意見を表示します。")
    moderator.get_by_role("button", name="投影する 1班の発表する意見").click()
    expect(wall.locator(".card__text")).to_have_text("1班の発表する意見")
    moderator.get_by_role("button", name="一時停止する").click()
    expect(wall.get_by_text("一時停止中")).to_be_visible()
    moderator.get_by_role("button", name="発表する意見をすべて投影する").click()
    expect(moderator.get_by_text("カード3枚")).to_be_visible()
    expect(wall.locator(".card__text")).to_have_count(1)
    moderator.get_by_role("button", name="再開する").click()
    expect(wall.locator(".card__text")).to_have_count(3)
    moderator.get_by_role("button", name="リンクを無効にする").click()
    expect(wall.get_by_role("alert")).to_have_text("この投影用リンクは使えなくなりました。")
    assert "意見" not in wall.locator("main").inner_text()


def test_keys_in_the_list_press_its_buttons_and_keep_their_place(opened, work):
    page = opened(desk(work), role=Role.EDITOR)
    page.locator("[data-candidate] button").first.focus()
    page.keyboard.press("s")
    expect(page.locator(".candidate--shown")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    expect(page.locator(".candidate--shown")).to_have_count(2)
    page.keyboard.press("h")
    expect(page.get_by_text("注目", exact=True)).to_have_count(1)
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="再開する")).to_be_visible()


def test_cards_that_do_not_fit_turn_by_key_and_by_themselves_unless_stopped(opened, work, transaction):
    more = [add_note(work.groups[0], work.themes[0], f"長い意見その{number}。" * 6) for number in range(12)]
    with transaction():
        services.show(work, [note.id for note in more], by=SYSTEM)
    page = opened(link(work), viewport=WALL)
    number = page.locator("#page-number")
    expect(number).to_have_text("1 / 3")
    sizes = page.locator(".projector *:visible").evaluate_all(
        "all => all.filter(one => one.innerText?.trim()).map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 28
    page.keyboard.press("ArrowRight")
    expect(number).to_have_text("2 / 3")
    page.keyboard.press("PageUp")
    expect(number).to_have_text("1 / 3")
    page.keyboard.press("Space")
    expect(page.locator("#turning")).to_have_text("自動でページを送る")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_with_reduced_motion_pages_wait_to_be_turned(opened, work, transaction):
    more = [add_note(work.groups[0], work.themes[0], f"長い意見その{number}。" * 6) for number in range(12)]
    with transaction():
        services.show(work, [note.id for note in more], by=SYSTEM)
    page = opened(link(work), viewport=WALL, reduced_motion="reduce")
    expect(page.locator("#turning")).to_have_text("自動でページを送る")


def test_presentations_go_on_by_key_and_the_wall_follows(opened, work):
    desk_page, wall = opened(desk(work, "/talks"), role=Role.EDITOR), opened(link(work), viewport=WALL)
    desk_page.get_by_role("button", name="この班を映す 1班").click()
    expect(wall.locator(".screen__title")).to_have_text("発表 1班")
    desk_page.keyboard.press("ArrowRight")
    expect(desk_page.locator(".screen__title")).to_have_text("発表 2班")
    expect(wall.locator(".screen__title")).to_have_text("発表 2班")
    desk_page.keyboard.press("PageUp")
    expect(wall.locator(".screen__title")).to_have_text("発表 1班")
    desk_page.get_by_role("button", name="発表の画面を終える").click()
    expect(wall.locator(".screen__title")).to_have_text("グループワーク・グループ発表")


def test_without_scripts_the_moderator_has_plain_forms(opened, work):
    page = opened(desk(work), role=Role.EDITOR, java_script_enabled=False)
    page.get_by_role("button", name="投影する 1班の発表する意見").click()
    assert page.locator(".notification").inner_text().split() == ["完了", "投影しました。"]
    page = opened(link(work), java_script_enabled=False)
    assert page.locator(".card__text").all_inner_texts() == ["1班の発表する意見"]


@pytest.mark.parametrize("rest", ["", "/talks", "/projector"])
def test_axe_finds_nothing_at_any_width(opened, work, transaction, rest):
    with transaction():
        services.show(work, [work.id], by=SYSTEM)
    check_in_place(opened(desk(work, rest), role=Role.OWNER))


def test_axe_finds_nothing_on_a_slide_and_in_the_live_view(opened, work):
    page = opened(desk(work, f"/talks/{work.groups[0].id}"), role=Role.OWNER)
    check_in_place(page)
    page.goto(page.url.split("/screen/")[0] + "/groups/")
    check_in_place(page)
