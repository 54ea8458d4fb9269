"""From a pasted programme to a release that tells the right people, with JavaScript and without."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys import attending, organising, seed
from tests.journeys.attending import OMURA, SASEBO
from tests.journeys.test_agenda_editor import cell, type_into
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

SEED = (Path(__file__).parents[1] / "agenda" / "pasting" / "seed.txt").read_text("utf-8")
GROUP_WORK = "グループワーク・グループ発表"
AGENDA = f"{seed.DESK}/agenda"


def paste(office: Visitor) -> None:
    office.open(f"{AGENDA}/pasting")
    office.fill({"次第の文章": SEED})
    office.press("読み取った内容を確認する")
    office.page.get_by_role("button", name=re.compile("次第に取り込む")).click()
    office.sees_heading("次第")


def longer(office: Visitor, title: str, minutes: str) -> None:
    """Let an item take more time, and those after it follow."""
    if not office.scripted:
        organising.change_minutes(office, title, int(minutes))
        return
    office.open(AGENDA)
    type_into(office, "minutes", minutes, title)
    office.page.get_by_role("button", name="この内容で保存する").click()
    expect(cell(office, "minutes", title)).to_have_text(minutes)


def step(office: Visitor, which: str) -> None:
    """Undo or redo: by key where there are any, by button otherwise."""
    office.open(AGENDA)
    if office.scripted:
        office.page.keyboard.press({"undo": "Control+Z", "redo": "Control+Shift+Z"}[which])
    else:
        office.page.locator(f"#agenda-{which} button").click()
    expect(office.page.locator("#agenda-redo" if which == "undo" else "#agenda-undo")).to_be_visible()


@pytest.mark.parametrize("scripted", [False, True], ids=["without-script", "with-script"])
def test_a_pasted_programme_is_released_changed_and_released_again(site, visitors, scripted):
    site.run(
        *("account", "create", organising.ADDRESS, "--name", "総務 太郎", "--may-create", "--password-stdin"),
        typed=organising.PASSWORD + "\n",
    )
    office = visitors(site, scripted=scripted)
    organising.sign_in(office)
    organising.create(office, datetime.now(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=21))
    organising.set_facts(office)
    organising.set_venue(office)
    organising.set_hosts(office)
    paste(office)
    organising.release(office)
    organising.set_audience(office)
    organising.publish(office)
    organising.open_registration(office)
    for person in (SASEBO, OMURA):
        attending.register(visitors(site, scripted=scripted), person)
    before = {letter.to: letter.event for letter in site.deliver()}
    longer(office, GROUP_WORK, "75")
    step(office, "undo")
    step(office, "redo")
    assert site.deliver() == []
    organising.release(office)
    told = site.deliver()
    assert [letter.to for letter in told] == [SASEBO.email]
    assert told[0].event.uid == before[SASEBO.email].uid
    assert told[0].event.sequence == before[SASEBO.email].sequence + 1
    assert told[0].event.end == before[SASEBO.email].end + timedelta(minutes=10)
    for page in ("releases", "releases/1", "releases/1/restoration", "sheet", "history"):
        office.open(f"{AGENDA}/{page}")
    office.examine(f"{AGENDA}/")
