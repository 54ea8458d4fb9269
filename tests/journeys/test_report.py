"""The seed's report made through the pages (issue "Slides, recordings, feedback and the published report").

Only the two accounts come from the shell. All else is done by somebody at a browser.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys import attending, building, concluding, organising, reading, reporting, seed
from tests.journeys.attending import Person
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
CHOSEN = list(seed.IMPRESSIONS)
NOTE = "感想の1件目に句点を補いました。"
CHIEF, FACILITATOR = "chief@soumu.example.jp", "table1@forum.example.jp"


def set_up(site: Site, clerk: Visitor, day: date) -> None:
    """Bring the forum onto its page: facts, the programme as the model page prints it, audience, registration."""
    organising.give_account(site, organising.ADDRESS, "総務 太郎", "--may-create")
    organising.give_account(site, CHIEF, "決裁 花子")
    organising.found(clerk, day)
    organising.add_colleague(clerk, CHIEF, "決裁 花子")
    clerk.open(building.AGENDA)
    programme = building.Plain(clerk)
    programme.paste()
    clerk.follow(f"登壇者を編集（{seed.TALKS['prefecture']}）")
    organising.confirm_name(clerk, seed.PLENARY[3]["speakers"][0])
    clerk.follow("次第に戻る")
    programme.release({}, ["メールは送っていません。"])
    building.set_up(clerk)


def gather_people(site: Site, visitors) -> dict[Person, Visitor]:
    """Twelve people register, each on their own device."""
    guests = {one: visitors(site, scripted=False, width=375) for one in reporting.PEOPLE}
    for person, guest in guests.items():
        attending.register(guest, person)
    assert [letter.to for letter in site.deliver()] == [person.email for person in guests]
    return guests


def work_in_a_group(site: Site, clerk: Visitor, facilitator: Visitor) -> None:
    """What the seed's summary says is noted in a group first."""
    organising.set_up_groupwork(clerk, FACILITATOR)
    (invited,) = site.deliver()
    attending.write_notes(facilitator, invited.link("/groups/"))


def give_slides(site: Site, office: Visitor, guest: Visitor) -> None:
    """Each of the four speakers gets a link by letter and hands in slides by it."""
    talks = {item["key"]: item for item in seed.PLENARY}
    slides = [(talks[one["item"]], one["file"]) for one in seed.SEED["materials"]]
    names = [talk["speakers"][0]["given_name"] for talk, _file in slides]
    reporting.ask_speakers(office, names)
    letters = {letter.to: letter for letter in site.deliver() if "/speakers/" in letter.text}
    assert len(letters) == len(slides) == 4
    for number, (talk, file) in enumerate(slides):
        link = letters[f"s{number}{reporting.MAIL}"].link("/speakers/")
        reporting.hand_in(guest, link, talk["title"], file)
    reporting.publish_slides(office)


def gather_voices(site: Site, office: Visitor, guests: dict[Person, Visitor]) -> None:
    """Twelve people are asked by letter, and each answers by their own link on their own device."""
    concluding.ask_for_feedback(office)
    letters = {letter.to: letter for letter in site.deliver() if "/feedback/" in letter.text}
    assert len(letters) == len(reporting.COMMENTS) == 12
    for (person, guest), comment in zip(guests.items(), reporting.COMMENTS, strict=True):
        attending.give_feedback(guest, letters[person.email].link("/feedback/"), comment, "4 参考になった")
    concluding.close_feedback(office)


def choose_voices(office: Visitor) -> None:
    """Of twelve comments five are adopted, in the order of the seed; those that name somebody are marked."""
    office.open(f"{seed.DESK}/feedback/impressions")
    assert len(office.texts("section[aria-labelledby=inbox-title] blockquote")) == 12
    assert set(office.texts("mark.mention")) == {"本市", "当市", "095-822-1234"}
    for comment in CHOSEN:
        concluding.adopt(office, comment)
    assert office.texts("section[aria-labelledby=adopted-title] blockquote") == CHOSEN


def test_the_seeds_report_is_made_by_hand_and_corrected(site, visitors, browser, tmp_path):
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    clerk, office, chief = (visitors(site, scripted=scripted) for scripted in (False, True, True))
    set_up(site, clerk, today + timedelta(days=7))
    guests = gather_people(site, visitors)
    work_in_a_group(site, clerk, visitors(site, scripted=False))
    organising.sign_in(office)
    organising.sign_in(chief, CHIEF)

    guest = guests[reporting.PEOPLE[0]]
    give_slides(site, office, guest)
    concluding.record(office)
    concluding.curate_summary(office)
    organising.move_to(office, today - timedelta(days=1))
    gather_voices(site, office, guests)
    choose_voices(office)
    organising.move_to(
        office, seed.DAY
    )  # feedback was only taken for days after the forum: now as the page says
    reporting.add_photographs(office)
    reporting.prepare(office)
    reporting.hand_in_report(office)
    guest.open(reading.REPORT, expecting=404)
    reporting.approve(chief)
    reading.check_report(guest, seed.DAY, before=["開催概要"], after=["参加状況", "当日の写真"])
    assert guest.texts("#figures dd") == ["登録12名", "登録7名", "登録5名", "登録12名"]
    shown = guest.page.locator("#photographs img").evaluate_all("all => all.map(one => one.alt)")
    assert shown == [reporting.SHOWN]
    reading.check_paper(guest)

    corrected = CHOSEN[0] + "。"
    reporting.correct(office, CHOSEN[0], corrected)
    guest.open(reading.REPORT)
    assert guest.texts("#impressions blockquote") == CHOSEN, "what is public waits for the next version"
    reporting.hand_in_report(office, NOTE)
    reporting.approve(chief)
    guest.open(reading.REPORT)
    assert guest.texts("#impressions blockquote") == [corrected, *CHOSEN[1:]]
    (day,) = guest.texts("section[aria-labelledby=corrections-title] dt")
    assert day == f"{reading.japanese(today)}（第2版）"
    assert guest.texts("section[aria-labelledby=corrections-title] dd") == [NOTE]
    reading.check_paper(guest)
    reporting.export(office, tmp_path / "copy")
    reading.check_copy(guest, browser, tmp_path / "copy")
    guest.open(f"{reading.REPORT}/versions/1")
    assert guest.texts("#impressions blockquote") == CHOSEN
    office.examine(f"{seed.DESK}/feedback")
