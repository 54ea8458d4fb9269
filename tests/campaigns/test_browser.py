"""static/js/campaigns.js in a real browser: the number that follows the boxes, fields that are put in by a button."""

import pytest
from playwright.sync_api import expect

from forumapp.campaigns.audience import Source
from forumapp.core.db import db
from tests.accounts.factories import sign_in
from tests.campaigns.composing import WORDS, at, saved
from tests.campaigns.factories import make_campaign, meaning
from tests.forums.factories import make_account, make_forum, make_membership
from tests.groupwork.factories import make_person
from tests.registration.factories import make_invitation
from tests.serving import hand_over, note_complaints

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(app):
    forum = make_forum()
    for name in ("青木", "井上"):
        make_person(forum, name, "一郎")
    make_invitation(forum)
    return make_campaign(forum, audience=meaning(Source.REGISTRATIONS, Source.INVITED), **WORDS)


@pytest.fixture
def page(browser, address, client, draft):
    """A page of an editor's browser; in the end it may not have complained."""
    account = make_account()
    make_membership(draft.forum, account)
    sign_in(client, account)
    context = browser.new_context(locale="ja-JP", base_url=address)
    hand_over(client, context, address)
    made, complaints = context.new_page(), []
    note_complaints(made, complaints)
    yield made
    context.close()
    assert complaints == []


def test_the_number_follows_the_boxes_and_nothing_is_saved_until_one_saves(page, draft):
    page.goto(at(draft, "/recipients"))
    number = page.locator("#reach-number")
    expect(number).to_have_text("3名に送ります。")
    page.get_by_label("開催案内の宛先", exact=True).uncheck()
    expect(number).to_have_text("2名に送ります。")
    page.get_by_label("参加登録した方", exact=True).uncheck()
    expect(number).to_have_text("宛先がまだ選ばれていません。何も選ばないと、どなたにも送られません。")
    page.get_by_text("さらに条件を加える").click()
    page.get_by_label("登録日（この日から）").fill("いつか")
    page.get_by_label("参加登録した方", exact=True).check()
    expect(number).to_have_text("入力内容を直すと、数を表示します。")
    assert (saved(draft).version, len(draft.filter["sources"])) == (1, 2)
    page.get_by_label("登録日（この日から）").fill("")
    page.get_by_role("button", name="保存して文面へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("文面を書く")
    db.session.expire_all()
    assert (saved(draft).version, draft.filter["sources"]) == (2, ["registrations"])


def test_fields_are_put_in_where_was_typed_last_also_by_keyboard(page, draft):
    page.goto(at(draft, "/text"))
    body, subject = page.get_by_label("本文"), page.get_by_label("件名")
    page.get_by_role("button", name="{受付番号}").click()
    expect(body).to_have_value(WORDS["body"] + "{受付番号}")
    subject.focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="{フォーラム}").press("Enter")
    expect(subject).to_have_value("{フォーラム}" + WORDS["subject"])
    expect(subject).to_be_focused()
