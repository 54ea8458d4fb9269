"""static/js/group-board in a real browser: forty-seven people arranged, dragged, moved by keys and several at once, published."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from forumapp.core import jobs
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode, Role
from forumapp.groupwork.models import GroupWork
from forumapp.groupwork.services import moving
from forumapp.groupwork.telling import KIND
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.models import Registration, RegistrationState
from tests.forums.factories import sign_in_as
from tests.groupwork.dragging import drag
from tests.groupwork.factories import make_person, make_work
from tests.groupwork.pages import board, groups
from tests.journeys.watching import check_in_place
from tests.serving import hand_over, note_complaints

pytestmark = pytest.mark.browser


@pytest.fixture
def work(app):
    made = make_work(themes=2, groups=8)
    for number in range(47):
        mode = Mode.WEB if number % 8 == 0 else Mode.ON_SITE
        make_person(made.forum, f"人{number:02}", organisation_name=f"市{number // 2}", mode=mode)
    return made


@pytest.fixture
def page(browser, address, client, work):
    sign_in_as(client, work.forum, Role.EDITOR)
    context = browser.new_context(
        locale="ja-JP", base_url=address, viewport={"width": 1280, "height": 900}, has_touch=True
    )
    hand_over(client, context, address)
    made, complaints = context.new_page(), []
    note_complaints(made, complaints)
    yield made
    context.close()
    assert complaints == []


def column(page, group):
    return page.locator(f'.board__group[data-group="{group}"]')


def written_to():
    db.session.rollback()
    found = sa.select(Letter).where(Letter.kind == KIND, Letter.state == LetterState.QUEUED)
    return {letter.recipe["registration_id"] for letter in db.session.scalars(found)}


def arrange(page):
    """Let the worker find a plan for what the page has asked for, and take it."""
    db.session.rollback()
    jobs.run_due()
    page.locator("#verdict, #moves-title").first.wait_for()


def publish(page, work):
    page.goto(board(work, "/publication"))
    page.get_by_role("button", name="公開する").click()
    page.locator(".notification").wait_for()


def test_from_nobody_seated_to_a_second_publication(page, work, transaction):
    page.goto(board(work))
    page.get_by_role("button", name="自動で編成する").click()
    page.locator("#run").wait_for()
    arrange(page)
    check_in_place(page)
    page.get_by_role("button", name="この案を採用する").click()
    expect(column(page, 0)).to_contain_text("全員の班が決まっています。")
    check_in_place(page)
    first = groups(work)
    assert len(first) == 47

    dragged = column(page, work.groups[0].id).locator(".card").first
    ident = int(dragged.locator("input").input_value())
    drag(page, dragged.locator(".card__name"), column(page, work.groups[1].id))
    expect(column(page, work.groups[1].id).locator(f"#p-{ident}")).to_be_focused()
    assert groups(work) == {**first, ident: work.groups[1].id}

    page.keyboard.press("Alt+ArrowRight")
    expect(column(page, work.groups[2].id).locator(f"#p-{ident}")).to_be_focused()
    assert groups(work) == {**first, ident: work.groups[2].id}

    three = [column(page, work.groups[3].id).locator(".card > input").nth(place) for place in range(3)]
    ids = [int(one.input_value()) for one in three]
    for one in three:
        one.check()
    expect(page.locator("#board-chosen")).to_have_text("3人を選択中")
    page.locator("#board-target").select_option(str(work.groups[4].id))
    page.get_by_role("button", name="移す", exact=True).click()
    expect(column(page, work.groups[4].id).locator(f"#p-{ids[0]}")).to_be_visible()
    moved = {**first, ident: work.groups[2].id, **dict.fromkeys(ids, work.groups[4].id)}
    assert groups(work) == moved
    page.keyboard.press("Control+z")
    expect(column(page, work.groups[3].id).locator(f"#p-{ids[0]}")).to_be_visible()
    assert groups(work) == {**first, ident: work.groups[2].id}

    publish(page, work)
    assert written_to() == set(first)
    with transaction() as session:
        session.execute(sa.update(Letter).values(state=LetterState.SENT))
        session.get(Registration, ids[0]).state = RegistrationState.CANCELLED
    new = make_person(work.forum, "新人", organisation_name="新市")
    page.goto(board(work))
    expect(page.locator(".card--away")).to_have_count(1)
    page.get_by_role("link", name="変更に合わせて直す").click()
    page.get_by_role("button", name="案を作る").click()
    arrange(page)
    page.get_by_role("button", name="チェックした人を移す").click()
    page.locator(".notification").wait_for()
    publish(page, work)
    changed = {one for one, group in groups(work).items() if group != first.get(one) and one != ident}
    assert new.id in changed
    assert written_to() == changed


def test_a_click_right_after_a_drop_ticks_and_the_drop_itself_does_not(page, work):
    page.goto(board(work))
    nobody = column(page, 0)
    name = nobody.locator(".card__name").first
    for dropped_at, ticked in (
        (nobody.locator(".card").nth(1), True),
        (nobody.locator(".card").nth(2), False),
    ):
        box, there = name.bounding_box(), dropped_at.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(there["x"] + 5, there["y"] + 5)
        page.mouse.move(box["x"] + 9, box["y"] + 9)
        page.mouse.up()
        expect(nobody.locator(".card > input").first).to_be_checked(checked=not ticked)
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.up()
        expect(nobody.locator(".card > input").first).to_be_checked(checked=ticked)


def test_the_menu_of_a_card_works_by_keys(page, work):
    page.goto(board(work))
    card = column(page, 0).locator(".card").first
    card.locator("input").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="1班へ")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(column(page, work.groups[1].id).locator(".card")).to_have_count(1)
    assert list(groups(work).values()) == [work.groups[1].id]


def test_a_finger_takes_a_card_by_its_grip_and_scrolls_the_page_elsewhere(page, work, transaction):
    with transaction():
        found = db.session.get(GroupWork, work.groups[0].work_id)
        everybody = db.session.scalars(sa.select(Registration.id).order_by(Registration.id)).all()
        for place, group in enumerate(work.groups):
            moving.move(found, everybody[place::8], group.id, by=SYSTEM)
    page.goto(board(work))
    card = column(page, work.groups[0].id).locator(".card").first
    ident, first = int(card.locator("input").input_value()), groups(work)
    drag(page, card.locator(".card__grip"), column(page, work.groups[1].id), by_touch=True)
    expect(column(page, work.groups[1].id).locator(f"#p-{ident}")).to_be_visible()
    assert groups(work) == {**first, ident: work.groups[1].id}
    drag(page, card.locator(".card__name"), column(page, work.groups[1].id), by_touch=True)
    page.wait_for_timeout(400)
    assert groups(work) == {**first, ident: work.groups[1].id}
