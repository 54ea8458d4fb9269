"""The seed's forum from nothing to its report (issue: "Must show", 3), without JavaScript and with it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys import attending, concluding, organising, reading, seed
from tests.journeys.attending import GOTO, HIRADO, IKI, OMURA, SASEBO
from tests.journeys.letters import Event, Received
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

FACILITATOR = "table1@forum.example.jp"
HALL = "出島メッセ長崎 101会議室 (長崎県長崎市尾上町4−1)"


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


def told(letters: list[Received]) -> list[tuple[str, str]]:
    return [(letter.to, letter.subject) for letter in letters]


def event_of(letter: Received) -> Event:
    assert letter.event is not None, letter.subject
    return letter.event


def set_up(office: Visitor, day: date) -> None:
    organising.found(office, day)
    organising.add_tracks(office)
    organising.set_audience(office)
    organising.add_agenda(office)
    organising.release(office)
    organising.publish(office)
    organising.open_registration(office)


def check_first_letters(site: Site, day: date, links: dict[str, str]) -> dict[str, Event]:
    """Everybody got one letter with their own link and an entry that ends when their own track ends."""
    letters = site.deliver()
    assert [letter.to for letter in letters] == sorted(links)
    assert {letter.to: letter.link("/registrations/") for letter in letters} == links
    events = {letter.to: event_of(letter) for letter in letters}
    start, late, early = (datetime.combine(day, time(*at)) for at in ((13, 30), (16, 10), (15, 20)))
    ends = {person.email: late for person in (SASEBO, GOTO, IKI, HIRADO)} | {OMURA.email: early}
    places = {person.email: "Web" for person in (OMURA, IKI, HIRADO)}
    for address, event in events.items():
        place = places.get(address, HALL)
        assert event == Event("REQUEST", event.uid, 0, "CONFIRMED", start, ends[address], place, "Asia/Tokyo")
    assert len({event.uid for event in events.values()}) == len(events)
    assert [letter.to for letter in letters if "secret-room" in letter.text + letter.html] == []
    return events


def check_news(site: Site, before: Event) -> None:
    """Only the one whose own end changed is told, with the same entry in a later version."""
    (letter,) = site.deliver()
    assert letter.to == OMURA.email
    after = event_of(letter)
    assert (after.method, after.uid, after.start) == ("REQUEST", before.uid, before.start)
    assert after.sequence == before.sequence + 1
    assert after.end == before.end + timedelta(minutes=10)


@pytest.mark.parametrize("scripted", [False, True], ids=["without-script", "with-script"])
def test_the_seeds_forum_goes_from_nothing_to_its_report(site, visitors, scripted):
    day = today() + timedelta(days=21)
    organising.give_account(site, organising.ADDRESS, "総務 太郎", "--may-create")
    office = visitors(site, scripted=scripted)
    set_up(office, day)

    people = (SASEBO, OMURA, GOTO, IKI, HIRADO)
    guests = {person: visitors(site, scripted=scripted, width=375) for person in people}
    links = {one.email: attending.register(guests[one], one, clumsily=one is SASEBO) for one in people}
    guests[SASEBO].examine()
    guests[OMURA].examine("/registrations/")
    events = check_first_letters(site, day, links)

    organising.move_item(office, seed.TALKS["prefecture"], "上へ")
    organising.move_item(office, seed.TALKS["prefecture"], "下へ")
    organising.change_minutes(office, seed.QUESTIONS, 25)
    assert site.deliver() == []
    organising.release(office)
    check_news(site, events[OMURA.email])

    attending.cancel(guests[HIRADO])
    guests[HIRADO].examine("/registrations/")
    attending.lose_link(guests[SASEBO], SASEBO)
    guests[SASEBO].examine(f"{seed.PUBLIC}/registration/")
    organising.set_up_groupwork(office, FACILITATOR)
    organising.seat(office, f"{GOTO.organisation} {GOTO.name}")
    lost, invited, cancelled = site.deliver()
    assert (lost.to, lost.link("/registrations/"), lost.event) == (SASEBO.email, links[SASEBO.email], None)
    assert (invited.to, cancelled.to) == (FACILITATOR, HIRADO.email)
    gone = event_of(cancelled)
    assert (gone.method, gone.status, gone.sequence) == ("CANCEL", "CANCELLED", 1)
    assert gone.uid == events[HIRADO.email].uid

    facilitator = visitors(site, scripted=scripted, width=768)
    attending.write_notes(facilitator, invited.link("/groups/"))
    facilitator.examine()
    concluding.curate_summary(office)
    concluding.upload(office)

    held = today() - timedelta(days=1)
    organising.move_to(office, held)
    concluding.ask_for_feedback(office)
    requests = site.deliver()
    present = sorted(person.email for person in people if person is not HIRADO)
    assert [letter.to for letter in requests] == present
    comments = dict(zip(present, seed.IMPRESSIONS, strict=False))
    for letter in requests:
        guest = next(guests[person] for person in people if person.email == letter.to)
        named = "大村市の者です。" if letter.to == OMURA.email else ""
        link = letter.link("/feedback/")
        attending.give_feedback(guest, link, named + comments[letter.to], "4 参考になった")
    guest.examine("/feedback/")
    concluding.close_feedback(office)
    concluding.add_paper(office, seed.IMPRESSIONS[4])
    for comment in seed.IMPRESSIONS:
        instead = comment if comment == comments[OMURA.email] else ""
        concluding.adopt(office, f"大村市の者です。{comment}" if instead else comment, instead=instead)
    concluding.publish_report(office)
    reading.check_report(guests[GOTO], held, questions=25)
    guests[GOTO].examine(f"{seed.PUBLIC}/")

    files = concluding.export(office)
    assert sorted(name.rpartition(".")[2] for name in files) == ["csv", "xlsx"]
    concluding.walk_the_desk(office)
    concluding.copy(office, "地域DX推進体制構築に向けた佐賀県・市町村連携フォーラム", "saga")
    office.examine()
    assert told(site.deliver()) == []
    concluding.sign_out(office)
