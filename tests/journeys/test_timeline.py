"""The agenda by pointer: paste the seed, drag the talk, let later items follow, save, take back, do again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor
from tests.journeys.watching import WIDTHS, check_in_place, check_width

pytestmark = pytest.mark.browser

SEED = Path(__file__).parents[1] / "agenda" / "pasting" / "seed.txt"
AGENDA = "/desk/forums/hitori-josys/agenda"
TALK = "デジタル人材確保の課題について"
GROUPS = "グループワーク・グループ発表"


@pytest.fixture
def organiser(demo_site, visitors) -> Visitor:
    one = visitors(demo_site, scripted=True)
    one.open(f"{AGENDA}/pasting")
    one.fill({"メールアドレス": "owner@demo.example.jp", "パスワード": "forumapp-demo-2026"})
    one.press("サインインする")
    return one


def shows(one: Visitor, title: str, time: str) -> None:
    """Expect the block of an item to print this time."""
    block = one.page.locator(".timeline__block", has_text=title)
    expect(block.locator(".timeline__when")).to_have_text(time)


def pull(one: Visitor, title: str, minutes: int) -> None:
    """Drag a block by the pointer."""
    page = one.page
    block = page.locator(".timeline__block", has_text=title)
    block.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = block.bounding_box()
    assert box is not None
    scale = box["height"] / 15
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2 + minutes * scale, steps=6)
    page.mouse.up()


def test_a_pasted_programme_is_moved_by_pointer_taken_back_and_moved_again(organiser):
    page = organiser.page
    organiser.field("次第の文章").fill(SEED.read_text("utf-8"))
    organiser.press("読み取った内容を確認する")
    organiser.press("9件を次第に取り込む")
    page.get_by_role("button", name="タイムライン").click()
    shows(organiser, TALK, "13:45〜14:00(15分)")
    pull(organiser, TALK, 10)
    check = page.get_by_role("region", name="選んでいる項目")
    expect(check.locator(".check__results").first).to_have_text(
        "7件が10分繰り下がり、終了は16:10から16:20になります。"
    )
    shows(organiser, GROUPS, "15:15〜16:20(65分)")
    check_in_place(page)
    check.get_by_role("button", name="この内容で保存する").click()
    expect(page.locator("[data-part=proposal]")).to_be_hidden()
    shows(organiser, TALK, "13:55〜14:10(15分)")
    page.get_by_role("button", name="取り消す").click()
    shows(organiser, TALK, "13:45〜14:00(15分)")
    shows(organiser, GROUPS, "15:05〜16:10(65分)")
    page.get_by_role("button", name="やり直す").click()
    shows(organiser, TALK, "13:55〜14:10(15分)")
    shows(organiser, GROUPS, "15:15〜16:20(65分)")
    page.reload()
    shows(organiser, GROUPS, "15:15〜16:20(65分)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_width(page)
