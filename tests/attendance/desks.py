"""The reception's page in a real browser: people who are expected, devices at the desk, and what is done at one."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from forumapp.core import clock as clocks
from forumapp.forums.models import Role
from tests.attendance.factories import MORNING
from tests.forums.factories import sign_in_as
from tests.registration.factories import make_registration
from tests.serving import hand_over, note_complaints

PEOPLE = (("佐藤", "サトウ", "長崎市"), ("鈴木", "スズキ", "佐世保市"), ("高橋", "タカハシ", "島原市"))
STORED = """async (store) => {
  const base = await new Promise((resolve) => {
    const asked = indexedDB.open("forumapp-reception");
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = await new Promise((resolve) => {
    const asked = base.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  base.close();
  return found;
}"""


@pytest.fixture
def people(forum):
    return [
        make_registration(forum, family_name=name, family_kana=kana, organisation=organisation)
        for name, kana, organisation in PEOPLE
    ]


@pytest.fixture
def day(people, monkeypatch):
    """The forum's day goes by as real time does."""
    began = datetime.now(UTC)
    monkeypatch.setattr(clocks, "_source", [lambda: MORNING + (datetime.now(UTC) - began)])


@pytest.fixture
def desk(browser, address, forum, client, day):
    """Open the reception on another device each time; in the end no page may have complained."""
    complaints, contexts = [], []
    sign_in_as(client, forum, Role.RECEPTION)

    def open_page(name):
        context = browser.new_context(locale="ja-JP")
        contexts.append(context)
        hand_over(client, context, address)
        page = context.new_page()
        note_complaints(page, complaints)
        page.goto(f"{address}/desk/forums/{forum.slug}/reception")
        ready(page)
        page.fill("#desk", name)
        page.locator("#desk").blur()
        expect(page.locator("#kept")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("net::ERR_", "404 (NOT FOUND)")
    assert [text for text in complaints if not any(known in text for known in expected)] == []


def ready(page):
    expect(page.locator("#reception[data-ready]")).to_be_attached()


def scan(page, registration):
    """What a scanner does that types."""
    page.fill("#q", "")
    page.keyboard.type(registration.receipt)
    page.keyboard.press("Enter")


def word(page, text):
    expect(page.locator("#result .reception__word")).to_have_text(text)


def offline(*pages):
    for page in pages:
        page.context.set_offline(True)


def online(page):
    """Go online again, and wait until everything is sent."""
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#offline")).to_be_hidden()
