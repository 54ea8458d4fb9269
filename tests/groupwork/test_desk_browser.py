"""The organisers' pages around the board in a real browser: in both languages and at all widths nothing to complain of."""

import pytest
from playwright.sync_api import expect

from forumapp.core.actor import Actor
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.services import moving, publishing
from forumapp.registration.models import RegistrationState
from tests.groupwork.pages import board, desk
from tests.journeys.watching import check_in_place, check_pages
from tests.serving import hand_over

pytestmark = pytest.mark.browser
COLLEAGUE = Actor("account", 99, "伊藤 恵")


@pytest.fixture
def changed(seating_work, people, transaction):
    """Everybody seated and told; then a colleague moved one, one cancelled, one takes part by Web."""
    with transaction():
        work = db.session.get(GroupWork, seating_work.groups[0].work_id)
        for place, group in enumerate(seating_work.groups):
            ids = [one.id for one in people[place::3]]
            moving.move(work, ids, group.id, by=COLLEAGUE)
        publishing.publish(work, by=COLLEAGUE)
        moving.move(work, [people[0].id], seating_work.groups[1].id, by=COLLEAGUE)
        person = type(people[0])
        db.session.get(person, people[1].id).state = RegistrationState.CANCELLED
        db.session.get(person, people[2].id).mode = Mode.WEB
    return seating_work


@pytest.fixture
def context(browser, address, arranger):
    made = browser.new_context(locale="ja-JP", base_url=address, viewport={"width": 1280, "height": 900})
    hand_over(arranger, made, address)
    yield made
    made.close()


def test_pages_around_the_board_are_sound_in_both_languages(context, address, changed):
    papers = desk(changed, f"groupwork/items/{changed.item.id}/papers")
    pages = [board(changed, rest) for rest in ("/runs/late", "/publication", "/history")]
    check_pages(context, address, [*pages, papers])


def test_the_question_before_anothers_change_is_undone_is_focused_and_can_be_left(context, changed):
    page = context.new_page()
    page.goto(board(changed))
    page.locator("#board-undo button").click()
    question = page.get_by_role("heading", name="伊藤 恵さんの「人0")
    expect(question).to_be_focused()
    check_in_place(page)
    page.get_by_role("link", name="やめる").click()
    expect(question).to_have_count(0)
    page.locator("#board-undo button").click()
    page.get_by_role("button", name="実行する").click()
    expect(page.locator("#board-redo button")).to_contain_text("伊藤 恵さんの「人0")
