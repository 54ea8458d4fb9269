"""The facilitator's page in a real browser: a server that can be stopped, devices, and what stands on them."""

import time

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from forumapp.core.db import db
from forumapp.groupwork.models import Note
from tests.groupwork.factories import add_note, link_of, make_work
from tests.serving import note_complaints

SAVED = "保存しました 9:00"
OFFLINE = "オフラインです。入力は端末に保存されています（{}件）"


@pytest.fixture
def work(app):
    made = make_work(themes=2, groups=1)
    add_note(made.groups[0], made.themes[0], "最初の意見")
    return made


@pytest.fixture
def device(browser, address, work):
    """Open the facilitator's page on another device each time; in the end no page may have complained."""
    complaints, contexts = [], []

    def open_page(path=None, **options):
        context = browser.new_context(locale="ja-JP", **options)
        contexts.append(context)
        return open_tab(context, path, waits=options.get("java_script_enabled", True))

    def open_tab(context, path=None, *, waits=True):
        page = context.new_page()
        note_complaints(page, complaints)
        page.on("dialog", lambda dialog: complaints.append(f"a dialog: {dialog.message}"))
        page.goto(address + (path or link_of(work.groups[0])))
        if waits:
            ready(page)
        return page

    open_page.tab = open_tab
    yield open_page
    for context in contexts:
        context.close()
    cut_off = (
        "An unknown error occurred when fetching the script."  # closed while its worker was still coming
    )
    expected = ("net::ERR_", "404 (NOT FOUND)", cut_off)
    strange = [text for text in complaints if not any(known in text for known in expected)]
    assert strange == [], strange


def ready(page):
    expect(page.locator("#sheet[data-ready]")).to_be_attached()


def boxes(page, theme=0):
    return page.locator("ul[data-theme]").nth(theme).locator("textarea")


def texts(page, theme=0):
    return [text for text in boxes(page, theme).evaluate_all("all => all.map(one => one.value)") if text]


def stored(work, theme=0, column=Note.text):
    db.session.rollback()
    found = sa.select(column).where(Note.theme_id == work.themes[theme].id, Note.withdrawn_at.is_(None))
    return list(db.session.scalars(found.order_by(Note.place, Note.id)))


def wait_until_saved(page):
    page.wait_for_timeout(50)
    expect(page.locator("#save-state")).to_have_text(SAVED)


def says(page, text):
    expect(page.locator("#save-state")).to_have_text(text)


def online(page):
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def kept_by_device(page):
    """Wait until the device can open the page without network."""
    expect(page.locator("#kept")).to_be_visible()


def type_new(page, text):
    """Type a line below the last one of the first theme."""
    boxes(page).last.click()
    page.keyboard.press("End")
    if boxes(page).last.input_value():
        page.keyboard.press("Enter")
    page.keyboard.type(text)


WRITTEN = """async () => {
  const asked = indexedDB.open("forumapp-notes");
  const base = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const all = base.transaction("queue").objectStore("queue").getAll();
  const entries = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
  base.close();
  return JSON.stringify(entries);
}"""


def wait_until_written_down(page, text):
    """Wait until the device itself holds ``text``: the page may be closed from then on."""
    for _try in range(100):
        if text in page.evaluate(WRITTEN):
            return
        time.sleep(0.05)
    raise AssertionError(f"the device does not hold {text}")
