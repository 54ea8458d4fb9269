"""The timeline in a real browser: dragging, stretching, the keyboard alone, a finger, a conflict, a lost connection."""

import pytest
from playwright.sync_api import expect

from forumapp.agenda import queries
from forumapp.agenda.services import items
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum
from tests.agenda.drawing import ANSWERS, CASE, GROUPS, TALK, Desk
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum
from tests.journeys.keyboard import has_focus

pytestmark = pytest.mark.browser


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


@pytest.fixture
def seed(forum):
    return seed_programme(forum)


@pytest.fixture
def desks(address, browser, client, forum, seed):
    """Make the page of somebody with a role; in the end no browser may have complained."""
    made = []

    def sit(role="editor", **options):
        desk = Desk(browser, address, client, forum, role, **options)
        made.append(desk)
        return desk

    yield sit
    for desk in made:
        desk.leave()


@pytest.fixture
def desk(desks):
    return desks()


def saved(seed, name):
    """Return (start, minutes, track) as the draft prints an item of the seed."""
    db.session.rollback()
    db.session.expire_all()
    wanted = getattr(seed, name).id
    programme = queries.draft_programme(db.session.get(Forum, seed.talk.forum_id))
    return next((row.start, row.minutes, row.track_id) for row in programme.walk() if row.id == wanted)


def test_a_block_is_dragged_ten_minutes_later_and_later_items_follow(desk, seed):
    at = desk.grab(TALK)
    desk.pull(at, minutes=10)
    assert desk.ghost() == "13:55〜14:10(15分)"
    desk.page.mouse.up()
    desk.expect_said(f"「{TALK}」を13:55〜14:10(15分)に動かします。まだ保存していません。")
    assert desk.results()[0] == "7件が10分繰り下がり、終了は16:10から16:20になります。"
    assert saved(seed, "talk") == (825, 15, None)
    desk.save()
    assert (saved(seed, "talk"), saved(seed, "case")) == ((835, 15, None), (850, 30, None))
    assert (desk.times()[TALK], desk.times()[GROUPS]) == ("13:55〜14:10(15分)", "15:15〜16:20(65分)")
    assert has_focus(desk.block(TALK))
    assert desk.ghost() is None


def test_the_mode_is_chosen_before_it_is_kept(desk, seed):
    desk.drag(TALK, minutes=10)
    desk.page.get_by_role("radio", name="次の休憩で吸収する").check()
    desk.save()
    assert (saved(seed, "talk"), saved(seed, "pause")) == ((835, 15, None), (900, 5, None))
    assert saved(seed, "group_work")[0] == 905


def test_the_lower_edge_stretches_and_the_upper_one_begins_earlier(desk, seed):
    at = desk.grab(GROUPS, edge="end")
    desk.pull(at, minutes=-20)
    assert desk.ghost() == "15:05〜15:50(45分)"
    desk.page.mouse.up()
    desk.save()
    assert saved(seed, "group_work") == (905, 45, seed.first.id)
    desk.drag(CASE, edge="start", minutes=10)
    desk.expect_said(f"「{CASE}」を14:10〜14:30(20分)に動かします。まだ保存していません。")
    desk.save()
    assert saved(seed, "case") == (850, 20, None)


def test_a_block_goes_to_the_other_track(desk, seed):
    width = desk.block(ANSWERS).bounding_box()["width"]
    desk.drag(ANSWERS, sideways=-width)
    desk.expect_said(
        f"「{ANSWERS}」を情報政策担当部門の15:05〜15:20(15分)に動かします。まだ保存していません。"
    )
    desk.page.get_by_role("button", name="この内容で保存する").wait_for()
    desk.save()
    assert saved(seed, "answers")[2] == seed.first.id


def test_beyond_a_neighbour_the_order_changes(desk, seed):
    desk.drag(TALK, minutes=35)
    desk.expect_said(f"「{TALK}」を「{CASE}」の後ろに移します。まだ保存していません。")
    desk.save()
    assert (saved(seed, "case")[0], saved(seed, "talk")[0], saved(seed, "prefecture")[0]) == (825, 855, 870)


def test_escape_while_dragging_leaves_everything_as_it_is(desk, seed):
    at = desk.grab(TALK)
    desk.pull(at, minutes=30)
    desk.page.keyboard.press("Escape")
    assert desk.ghost() is None
    desk.page.mouse.up()
    desk.expect_said(f"やめました。「{TALK}」は13:45〜14:00(15分)のままです。")
    expect(desk.page.locator("[data-part=proposal]")).to_be_hidden()
    assert saved(seed, "talk") == (825, 15, None)


def test_a_click_right_after_a_drag_chooses(desk, seed):
    other = desk.block(CASE).bounding_box()
    desk.drag(TALK, minutes=10)
    desk.page.mouse.click(other["x"] + 30, desk.block(CASE).bounding_box()["y"] + 20)
    expect(desk.block(CASE)).to_have_attribute("aria-current", "true")


def test_nothing_is_written_even_where_nothing_else_moves(desk, seed):
    desk.drag(ANSWERS, edge="end", minutes=10)
    assert desk.results() == ["「登壇発表者との質疑応答」の時間が15分から25分になります。"]
    assert saved(seed, "answers")[1] == 15
    desk.page.get_by_role("link", name="やめる").click()
    assert (desk.ghost(), saved(seed, "answers")[1]) == (None, 15)
    assert has_focus(desk.block(ANSWERS))


def test_the_keyboard_alone_moves_stretches_keeps_and_gives_up(desk, seed):
    keys = desk.page.keyboard
    desk.block("挨拶・全体説明").focus()
    keys.press("ArrowDown")
    assert has_focus(desk.block(TALK))
    keys.press("Alt+ArrowDown")
    keys.press("Alt+ArrowDown")
    keys.press("Alt+Shift+ArrowDown")
    desk.expect_said(f"「{TALK}」を13:55〜14:15(20分)に動かします。まだ保存していません。")
    keys.press("Escape")
    desk.expect_said(f"やめました。「{TALK}」は13:45〜14:00(15分)のままです。")
    keys.press("Alt+ArrowUp")
    assert desk.results()[0] == "7件が5分繰り上がり、終了は16:10から16:05になります。"
    keys.press("Enter")
    assert has_focus(desk.page.locator("[data-part=preview] input:checked"))
    desk.page.get_by_role("button", name="この内容で保存する").focus()
    keys.press("Enter")
    expect(desk.block(TALK)).to_contain_text("13:40〜13:55")
    assert has_focus(desk.block(TALK))
    assert saved(seed, "talk")[0] == 820
    for title in (CASE, "長崎県説明"):
        keys.press("ArrowDown")
        assert has_focus(desk.block(title))


def test_arrows_walk_across_tracks_and_alt_takes_the_item_along(desk, seed):
    desk.block(GROUPS).focus()
    desk.page.keyboard.press("ArrowRight")
    assert has_focus(desk.block(ANSWERS))
    desk.page.keyboard.press("Alt+ArrowLeft")
    desk.expect_said(
        f"「{ANSWERS}」を情報政策担当部門の15:05〜15:20(15分)に動かします。まだ保存していません。"
    )
    desk.page.keyboard.press("Alt+ArrowRight")
    assert desk.ghost() is None


def test_every_move_has_a_button(desk, seed):
    desk.block(CASE).click()
    moves = desk.page.get_by_role("group", name="動かす")
    for name in ("5分遅く", "5分長く"):
        moves.get_by_role("button", name=name).click()
    desk.expect_said(f"「{CASE}」を14:05〜14:40(35分)に動かします。まだ保存していません。")
    desk.page.get_by_label("部会", exact=True).select_option(label="人事・財政部門")
    desk.page.get_by_label("部会", exact=True).select_option(label="全体")
    desk.page.get_by_role("button", name="一つ後へ").click()
    desk.expect_said(f"「{CASE}」を「長崎県説明」の後ろに移します。まだ保存していません。")
    desk.save()
    assert (saved(seed, "prefecture")[0], saved(seed, "case")[0]) == (840, 850)


def test_somebody_else_was_first_and_neither_change_is_lost(desks, seed, transaction):
    desk = desks()
    desk.drag(TALK, minutes=10)
    desk.results()
    with transaction():
        items.change_item(db.session.merge(seed.talk), by=SYSTEM, minutes=25)
    desk.watch.expected[409] += 1
    desk.page.get_by_role("button", name="この内容で保存する").click()
    preview = desk.page.locator("[data-part=preview]")
    expect(preview.get_by_role("heading", name="ほかの人が先に変更しました")).to_be_visible()
    assert (desk.ghost(), saved(seed, "talk")) == ("13:55〜14:10(15分)", (825, 25, None))
    preview.get_by_role("link", name="最新を表示").click()
    expect(desk.block(TALK)).to_contain_text("13:45〜14:10")
    assert desk.ghost() is None


def test_without_a_connection_the_ghost_stays_and_it_can_be_tried_again(desk, seed):
    desk.context.set_offline(True)
    desk.drag(TALK, minutes=10)
    desk.expect_said("通信できませんでした。変更はまだ保存していません。下書きはこの画面に残っています。")
    assert desk.ghost() == "13:55〜14:10(15分)"
    desk.context.set_offline(False)
    desk.page.get_by_role("button", name="もう一度試す").click()
    desk.results()
    desk.context.set_offline(True)
    desk.page.get_by_role("button", name="この内容で保存する").click()
    expect(desk.page.locator("[data-part=preview] .failure")).to_be_visible()
    assert (desk.ghost(), saved(seed, "talk")[0]) == ("13:55〜14:10(15分)", 825)
    desk.context.set_offline(False)
    desk.save()
    assert saved(seed, "talk")[0] == 835


def test_a_finger_takes_the_grip_of_the_chosen_block_and_scrolls_elsewhere(desks, seed):
    desk = desks(has_touch=True, is_mobile=True)
    desk.page.set_viewport_size({"width": 375, "height": 812})
    desk.page.locator("#timeline").scroll_into_view_if_needed()
    desk.block(TALK).tap()
    session = desk.context.new_cdp_session(desk.page)

    def swipe(x, y, down):
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for part in range(1, 9):
            point = {"x": x, "y": y + down * part / 8}
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
            desk.page.wait_for_timeout(20)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    box = desk.block(TALK).bounding_box()
    swipe(box["x"] + 60, box["y"] + 30, desk.minutes(-20))
    assert desk.ghost() is None
    desk.page.locator(".timeline__scroll").evaluate("one => one.scrollTo({top: 0, behavior: 'instant'})")
    desk.block(TALK).scroll_into_view_if_needed()
    grip = desk.page.locator("[data-chosen] [data-grip=move]").bounding_box()
    swipe(grip["x"] + 22, grip["y"] + 22, desk.minutes(10))
    desk.expect_said(f"「{TALK}」を13:55〜14:10(15分)に動かします。まだ保存していません。")


def test_composing_japanese_is_no_command(desk, seed):
    desk.block(TALK).focus()
    desk.block(TALK).evaluate("""block => block.dispatchEvent(new KeyboardEvent("keydown",
        {key: "ArrowDown", altKey: true, bubbles: true, isComposing: true, keyCode: 229}))""")
    assert desk.ghost() is None


def test_a_reader_sees_the_timeline_and_can_move_nothing(desks, seed):
    desk = desks("viewer")
    desk.drag(TALK, minutes=10)
    assert desk.ghost() is None
    desk.block(TALK).focus()
    desk.page.keyboard.press("Alt+ArrowDown")
    assert desk.ghost() is None
    expect(desk.page.get_by_role("group", name="動かす")).to_have_count(0)
    assert saved(seed, "talk") == (825, 15, None)


def test_only_the_picture_scrolls_sideways_and_print_leaves_it_out(desk, seed):
    for width in (320, 375, 768):
        desk.page.set_viewport_size({"width": width, "height": 900})
        assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.page.emulate_media(media="print")
    expect(desk.page.locator("#timeline")).to_be_hidden()
    expect(desk.page.locator("#agenda-rows")).to_be_visible()
