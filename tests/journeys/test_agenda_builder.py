"""From a pasted programme to a release that tells the right people: by pointer, by keyboard alone, without JavaScript."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys import attending, building, organising, seed
from tests.journeys.attending import HIRADO, OMURA, SASEBO
from tests.journeys.building import AGENDA, ANSWERS, TALK, Keys, Plain, Pointer
from tests.journeys.letters import event_in

pytestmark = pytest.mark.browser

WAYS = {"by-pointer": Pointer, "by-keyboard": Keys, "without-script": Plain}
CASE = "広島県取組事例についてのご紹介"
PREFECTURE = "長崎県説明 長崎県企画部デジタル戦略課 課長"
PASTED = ["13:30〜13:45", "13:45〜14:00", "14:00〜14:30", "14:30〜14:40", "14:40〜14:50", "14:50〜15:05"]
PASTED += ["15:05〜16:10", "15:05〜16:10", "15:05〜15:20"]
MOVED = ["13:30〜13:45", "13:55〜14:10", "14:10〜14:40", "14:40〜14:50", "14:50〜15:00", "15:00〜15:15"]
MOVED += ["15:15〜16:20", "15:15〜16:20", "15:15〜15:30"]
LAST = [*MOVED[:-1], "15:25〜15:40"]
TEN = timedelta(minutes=10)
BOTH_TRACKS = {
    "participants": [
        ["佐世保 花子（佐世保市）", "13:30〜16:10", "13:30〜16:20"],
        ["大村 次郎（大村市）", "13:30〜15:20", "13:30〜15:30"],
    ],
    "speakers": [
        [f"{TALK} 齋藤 正樹（総務省） メールアドレスなし", "13:45〜14:00", "13:55〜14:10"],
        [f"{CASE} 山田 正彦（広島県） メールアドレスなし", "14:00〜14:30", "14:10〜14:40"],
        [f"{PREFECTURE}（長崎県） メールアドレスなし", "14:30〜14:40", "14:40〜14:50"],
    ],
    "organisations": [
        [f"{seed.INFORMATION} 22件の宛先", "15:05〜16:10", "15:15〜16:20"],
        [f"{seed.MONEY} 22件の宛先", "15:05〜15:20", "15:15〜15:30"],
    ],
}
"""The release after the talk began later: everything behind it in both tracks moved. Nobody has the organisations' addresses."""
SECOND_TRACK = {
    "participants": [["大村 次郎（大村市）", "13:30〜15:30", "13:30〜15:40"]],
    "organisations": [[f"{seed.MONEY} 22件の宛先", "15:15〜15:30", "15:25〜15:40"]],
}


def starts(guest):
    """Return the times at which the public page lets items begin."""
    guest.open(f"{seed.PUBLIC}/")
    return guest.texts(".agenda__start")


def begins(times):
    return [time.partition("〜")[0] for time in times]


def moved(entry):
    """Return what a calendar must hold after the end of its owner's day moved by ten minutes."""
    return replace(entry, sequence=entry.sequence + 1, end=entry.end + TEN)


def entries(guests, links):
    """Return {address: entry} as each person's own page gives it for their calendar."""
    answers = {one.email: guests[one].context.request.get(f"{links[one]}calendar.ics") for one in links}
    return {
        address: replace(event_in(answer.text()), method="REQUEST") for address, answer in answers.items()
    }


@pytest.fixture
def office(site, visitors):
    """Somebody at the desk of a forum that has a date and a venue, but no programme."""
    organising.give_account(site, organising.ADDRESS, "総務 太郎", "--may-create")
    clerk = visitors(site, scripted=False)
    organising.found(clerk, datetime.now(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=21))
    return clerk


@pytest.mark.parametrize("way", WAYS)
def test_a_pasted_programme_is_released_changed_and_released_again(site, visitors, office, way):
    editor = visitors(site, scripted=WAYS[way].scripted)
    organising.sign_in(editor)
    hands = WAYS[way](editor)
    editor.open(AGENDA)
    hands.paste()
    hands.shows(PASTED)
    hands.release({}, ["メールは送っていません。"])
    building.set_up(office)
    guests = {one: visitors(site, scripted=False) for one in (SASEBO, OMURA, HIRADO)}
    links = {one: attending.register(guest, one) for one, guest in guests.items()}
    attending.cancel(guests[HIRADO])
    site.deliver()
    first = entries(guests, links)

    hands.move(TALK, "13:55", 10, "7件が10分繰り下がり、終了は16:10から16:20になります。")
    hands.shows(MOVED)
    hands.undo()
    hands.shows(PASTED)
    hands.redo()
    hands.shows(MOVED)
    assert (site.deliver(), starts(guests[SASEBO])) == ([], begins(PASTED))
    assert entries(guests, links) == first
    hands.release(BOTH_TRACKS, ["参加者2名"])
    second = first | {one.email: moved(first[one.email]) for one in (SASEBO, OMURA)}
    letters = [(letter.to, letter.event) for letter in site.deliver()]
    assert letters == [(one.email, second[one.email]) for one in (SASEBO, OMURA)]
    assert (entries(guests, links), starts(guests[SASEBO])) == (second, begins(MOVED))

    hands.move(ANSWERS, "15:25", 10, "1件が10分繰り下がります。")
    hands.shows(LAST)
    hands.release(SECOND_TRACK, ["参加者1名"])
    third = second | {OMURA.email: moved(second[OMURA.email])}
    assert [(letter.to, letter.event) for letter in site.deliver()] == [(OMURA.email, third[OMURA.email])]
    assert (entries(guests, links), starts(guests[SASEBO])) == (third, begins(LAST))

    if way == "by-pointer":
        for page in ("releases", "releases/1", "releases/1/restoration", "sheet", "history"):
            editor.open(f"{AGENDA}/{page}")
        editor.examine(f"{AGENDA}/")
