"""The seed's forum from nothing to its report (issue: "Must show", 3), without JavaScript and with it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys import attending, concluding, organising, seed
from tests.journeys.attending import GOTO, HIRADO, IKI, OMURA, SASEBO
from tests.journeys.letters import Event, Received
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

FACILITATOR = "table1@forum.example.jp"
QUESTIONS = seed.PARALLEL["children"][1]["title"]
HALL = "出島メッセ長崎 101会議室 (長崎県長崎市尾上町4−1)"


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


def told(letters: list[Received]) -> list[tuple[str, str]]:
    return [(letter.to, letter.subject) for letter in letters]


def event_of(letter: Received) -> Event:
    assert letter.event is not None, letter.subject
    return letter.event


def set_up(office: Visitor, day: date) -> None:
    organising.sign_in(office)
    organising.create(office, day)
    organising.set_facts(office)
    organising.set_venue(office)
    organising.set_hosts(office)
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


def check_report(guest: Visitor, questions: int = 25) -> None:
    """The public sees the seed's five sections; ``questions``: how many minutes they were given."""
    guest.open(f"{seed.PUBLIC}/")
    guest.follow("開催報告を見る")
    sections = ["次第", "各講演者説明資料", "グループワークでの意見の概要"]
    sections += ["イベント開催に対する自治体の皆様のご感想", "イベント当日の模様（録画）"]
    assert guest.texts(".report__section > h2") == sections
    rows = [*seed.PLENARY, seed.PARALLEL, *seed.PARALLEL["children"]]
    assert guest.texts("#programme .agenda__title") == [row["title"] for row in rows]
    assert guest.texts("#programme .agenda__start") == [seed.wall(row["start"]) for row in rows]
    minutes = [questions if row["title"] == QUESTIONS else row["minutes"] for row in rows if "minutes" in row]
    assert guest.texts("#programme .agenda__minutes") == [f"{number}分" for number in minutes]
    names = [
        f"{speaker['family_name']} {speaker['given_name']}"
        for row in rows
        for speaker in row.get("speakers", [])
    ]
    assert [name.removesuffix("氏") for name in guest.texts("#programme .speaker__name")] == names
    titles = [seed.TALKS[one["item"]] for one in seed.SEED["materials"]]
    assert guest.texts("#materials .downloads a > span:first-child") == titles
    assert guest.texts("#summary .theme__title") == [
        f"テーマ{n} {theme['title']}" for n, theme in enumerate(seed.THEMES, 1)
    ]
    bullets = [bullet for theme in seed.THEMES for bullet in theme["bullets"]]
    remarks = [f" （{one['remark']}）" if "remark" in one else "" for one in bullets]
    assert guest.texts("#summary li") == [
        one["text"] + remark for one, remark in zip(bullets, remarks, strict=True)
    ]
    assert guest.texts("#impressions blockquote") == seed.IMPRESSIONS
    assert guest.texts("#recordings h3") == titles
    for attribute, selector in (
        ("href", "#materials .downloads a"),
        ("src", "#recordings source"),
        ("src", "track"),
    ):
        for address in guest.page.locator(selector).evaluate_all(
            f"all => all.map(one => one.getAttribute('{attribute}'))"
        ):
            assert guest.context.request.get(guest.address + address).status == 200, address


@pytest.mark.parametrize("scripted", [False, True], ids=["without-script", "with-script"])
def test_the_seeds_forum_goes_from_nothing_to_its_report(site, visitors, scripted):
    day = today() + timedelta(days=21)
    site.run(
        *("account", "create", organising.ADDRESS, "--name", "総務 太郎", "--may-create", "--password-stdin"),
        typed=organising.PASSWORD + "\n",
    )
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
    organising.change_minutes(office, QUESTIONS, 25)
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

    organising.move_to(office, today() - timedelta(days=1))
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
    check_report(guests[GOTO])
    guests[GOTO].examine(f"{seed.PUBLIC}/")

    files = concluding.export(office)
    assert sorted(name.rpartition(".")[2] for name in files) == ["csv", "xlsx"]
    concluding.walk_the_desk(office)
    concluding.copy(office, "地域DX推進体制構築に向けた佐賀県・市町村連携フォーラム", "saga")
    office.examine()
    assert told(site.deliver()) == []
    concluding.sign_out(office)
