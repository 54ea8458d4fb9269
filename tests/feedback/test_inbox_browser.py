"""The inbox of comments in a real browser: by keyboard alone, two editors at once, every page of feedback at all widths."""

import re

import pytest
from playwright.sync_api import expect

from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.feedback.queries import impressions as queries
from forumapp.feedback.services import forms as asking
from tests.accounts.factories import sign_in
from tests.agenda.factories import add_item, add_speaker
from tests.feedback.factories import close, give, link_of, open_room
from tests.forums.factories import make_account, make_forum, make_membership
from tests.groupwork.factories import make_person
from tests.journeys.keyboard import Keyboard, has_focus
from tests.journeys.watching import Watch, check_in_place, check_pages
from tests.serving import hand_over

pytestmark = pytest.mark.browser
TEXTS = (
    "本市でも進めたい。",
    "連絡は095-822-1234か、digital-strategy@city.example.jpまで。",
    "登壇花子の話がよかった。",
    "また来たい。",
)


@pytest.fixture
def forum(app, clock):
    made = make_forum()
    add_speaker(add_item(made, "講演", start="13:30", minutes=15), "登壇", "花子")
    clock.advance(days=32)
    return made


@pytest.fixture
def desk(forum):
    return f"/desk/forums/{forum.slug}/feedback"


@pytest.fixture
def editors(browser, address, app, forum):
    """Make editors with a browser each; in the end none may have complained."""
    made = []

    def come():
        account, client = make_account(), app.test_client()
        make_membership(forum, account)
        sign_in(client, account)
        context = browser.new_context(locale="ja-JP", base_url=address)
        hand_over(client, context, address)
        made.append((context, Watch(context)))
        page = context.new_page()
        return page, made[-1][1]

    yield come
    for context, watch in made:
        watch.check()
        context.close()


def adopted(forum):
    db.session.rollback()  # what the server has written since
    return list(queries.adopted(forum.id).values())


def comment(page, text):
    return page.get_by_role("listitem").filter(has=page.locator("blockquote", has_text=text))


def test_comments_are_chosen_edited_and_put_in_order_by_keyboard_alone(editors, forum, desk):
    for text in TEXTS:
        give(make_person(forum), 5, text, may_publish=True)
    close(forum)
    page, _watch = editors()
    keys = Keyboard(page)
    page.goto(f"{desk}/impressions")
    marked = ["095-822-1234", "digital-strategy@city.example.jp", "本市", "登壇花子"]
    assert sorted(page.locator("mark.mention").all_inner_texts()) == marked
    check_in_place(page)
    keys.enter(comment(page, TEXTS[0]).get_by_role("link", name="編集"))
    field = page.get_by_label(re.compile("^公開する文"))
    keys.tab_to(field)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("自治体でも進めたい。")
    keys.enter(page.get_by_role("button", name="保存する"))
    first = page.locator("section[aria-labelledby=inbox-title] blockquote").all_inner_texts()
    for number, text in enumerate(first):
        act = "非公開にする" if text == TEXTS[1] else "採用する"
        keys.enter(comment(page, text).get_by_role("button", name=act))
        expect(page.get_by_text(f"{act.removesuffix('する')}", exact=False).first).to_be_visible()
        if number + 1 < len(first):
            assert has_focus(comment(page, first[number + 1])), "the next one has the focus"
    chosen = [text for text in first if text != TEXTS[1]]
    assert adopted(forum) == chosen
    keys.enter(comment(page, chosen[2]).get_by_role("button", name="上へ"))
    assert has_focus(comment(page, chosen[2]))
    assert adopted(forum) == [chosen[0], chosen[2], chosen[1]]
    keys.enter(comment(page, TEXTS[1]).get_by_role("button", name="未決定に戻す"))
    assert page.locator("section[aria-labelledby=inbox-title] blockquote").all_inner_texts() == [TEXTS[1]]
    check_in_place(page)


def test_two_editors_at_once_lose_nothing(editors, forum, desk):
    give(make_person(forum), 5, "もとの文。", may_publish=True)
    give(make_person(forum), 5, "ほかの文。", may_publish=True)
    close(forum)
    (ann, _quiet), (ben, watch) = editors(), editors()
    watch.expected.update({409: 1, 422: 1})
    ben.goto(f"{desk}/impressions")
    second = ben.context.new_page()
    second.goto(f"{desk}/impressions")
    comment(second, "もとの文。").get_by_role("link", name="編集").click()
    second.get_by_label(re.compile("^公開する文")).fill("ベンの文。")
    ann.goto(f"{desk}/impressions")
    comment(ann, "もとの文。").get_by_role("link", name="編集").click()
    ann.get_by_label(re.compile("^公開する文")).fill("アンの文。")
    ann.get_by_role("button", name="保存する").click()
    expect(comment(ann, "アンの文。")).to_be_visible()

    comment(ben, "もとの文。").get_by_role("button", name="採用する").click()
    shown = comment(ben, "アンの文。")
    expect(shown).to_contain_text("採用はまだしていません。")
    assert has_focus(shown)
    assert adopted(forum) == []
    check_in_place(ben)

    second.get_by_role("button", name="保存する").click()
    values = second.locator(".conflict__value")
    expect(values.nth(0)).to_contain_text("アンの文。")
    expect(values.nth(1)).to_contain_text("ベンの文。")
    expect(second.get_by_label(re.compile("^公開する文"))).to_have_value("ベンの文。")
    check_in_place(second)
    second.get_by_role("button", name="保存する").click()
    comment(second, "ベンの文。").get_by_role("button", name="採用する").click()
    expect(second.locator("section[aria-labelledby=adopted-title] blockquote")).to_have_text("ベンの文。")
    assert adopted(forum) == ["ベンの文。"]


def test_every_page_of_feedback_is_sound_at_all_widths_in_both_languages(
    editors, address, forum, desk, transaction
):
    with transaction():
        asking.install_default(forum, by=SYSTEM)
    room = open_room(forum)
    for number in range(12):
        give(make_person(forum), 1 + number % 5, f"とても参考になりました{number}。", may_publish=number < 8)
    person = make_person(forum)
    page, _watch = editors()
    paths = [desk, f"{desk}/impressions", f"{desk}/impressions/new", f"{desk}/form", f"{desk}/form/rules"]
    paths += [f"{desk}/form/questions/new", f"{desk}/form/preview", f"{desk}/room", f"{desk}/closing"]
    paths += [link_of(person), f"{link_of(person)}change", room, f"{room}change"]
    check_pages(page.context, address, paths)
    close(forum)
    page.goto(f"{desk}/impressions")
    edit = page.get_by_role("link", name="編集").first.get_attribute("href")
    check_pages(page.context, address, [desk, f"{desk}/impressions", edit, link_of(person)])
