"""Hybrid: the mode is the person's, single items may be held elsewhere, and a switch moves everything in one step."""

import re
from datetime import datetime

import pytest
import sqlalchemy as sa

from forumapp.agenda.services import items
from forumapp.calendar.services import find
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.registration.models import RegistrationState
from forumapp.registration.queries import ledger
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, let_see
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_registration, set_rules
from tests.registration.test_entry_views import text_of, token
from tests.registration.test_reminders import letter_of
from tests.registration.test_waiting_views import own

WHOLE = "https://meeting.example.jp/whole-day"
APART = "https://meeting.example.jp/apart"


@pytest.fixture
def forum(app):
    """A forum whose second item is held by Web only, with a meeting of its own, and whose last is on site only."""
    forum = make_forum(venue=make_venue(), ends=None, join_url=WHOLE, seats_on_site=1, seats_web=2)
    add_item(forum, "基調講演", start="13:30", minutes=30)
    add_item(forum, "海外からの報告", start="14:30", minutes=30, mode=Mode.WEB, join_url=APART)
    add_item(forum, "施設見学", start="15:30", minutes=40, mode=Mode.ON_SITE)
    let_see(forum)
    return forum


def at(clock, text):
    """Go to a time of the forum's day in Japan."""
    hour, minute = map(int, text.split(":"))
    clock.advance(days=31, hours=hour - 9, minutes=minute)


def join(client, registration):
    """Press the button where there is one; returns the links that then stand on the page."""
    path = own(registration, "join")
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text_of(client.get(path)))
    if found:
        client.post(path, data={"csrf_token": found[1]})
    return re.findall(r'href="(https://meeting[^"]+)" rel="noreferrer"', text_of(client.get(path)))


def test_an_item_held_elsewhere_is_marked_on_ones_own_timetable_and_in_the_letter(client, forum):
    marks = {}
    for mode in (Mode.ON_SITE, Mode.WEB):
        registration = make_registration(forum, mode)
        page = text_of(client.get(own(registration)))
        letter = letters.build(letter_of("reminder", registration)).text
        marks[mode] = [
            ("この時間はWebで行います" in text, "この時間は会場のみで行います" in text)
            for text in (page, letter)
        ]
    assert marks == {Mode.ON_SITE: [(True, False)] * 2, Mode.WEB: [(False, True)] * 2}


def test_the_link_opens_as_early_as_the_rules_say_and_everything_says_so(client, forum, clock):
    set_rules(forum, join_minutes=20)
    registration = make_registration(forum, Mode.WEB)
    assert "当日の13:10から、ここに会議への参加ボタンが表示されます。" in text_of(
        client.get(own(registration))
    )
    assert "当日の13:10から" in letters.build(letter_of("join_information", registration)).text
    at(clock, "13:09")
    assert join(client, registration) == []
    early = client.post(own(registration, "join"), data={"csrf_token": token(client, own(registration))})
    assert (early.status_code, "開始20分前から終了まで" in text_of(early)) == (422, True)
    clock.advance(minutes=1)
    assert join(client, registration) == [WHOLE, APART]
    db.session.expire_all()
    assert registration.join_taken_at is not None


def test_those_at_the_venue_have_the_link_of_what_is_held_by_web_and_no_other(client, forum, clock):
    registration = make_registration(forum)
    assert "当日の13:30から、ここに会議への参加ボタンが表示されます。" in text_of(
        client.get(own(registration))
    )
    at(clock, "13:29")
    assert join(client, registration) == []
    clock.advance(minutes=1)
    assert join(client, registration) == [APART]


def test_without_a_meeting_of_its_own_an_item_by_web_uses_the_forums(client, forum, clock):
    with writing():
        item = db.session.scalars(sa.select(items.Item).where(items.Item.title == "海外からの報告")).one()
        item.join_url = None
    registration = make_registration(forum)
    at(clock, "13:45")
    assert join(client, registration) == [WHOLE]


@pytest.mark.parametrize(
    "state", [state for state in RegistrationState if state is not RegistrationState.CONFIRMED]
)
def test_nobody_without_a_confirmed_seat_has_a_link(client, forum, clock, state):
    registration = make_registration(forum, Mode.WEB)
    with writing():
        registration.state = state
    at(clock, "13:45")
    assert join(client, registration) == []
    page = text_of(client.get(own(registration)))
    assert ["meeting.example.jp" in page, "会議に参加する" in page] == [False, False]


def test_links_stand_in_no_public_page_feed_calendar_log_or_referer(client, forum, clock, caplog):
    registration = make_registration(forum, Mode.WEB)
    at(clock, "13:45")
    assert join(client, registration) == [WHOLE, APART]
    base = f"/forums/{forum.slug}"
    paths = [
        *(
            "/",
            f"{base}/",
            f"{base}/agenda",
            f"{base}/calendar.ics",
            f"{base}/feed.ics",
        ),
        *(own(registration), own(registration, "calendar.ics"), own(registration, "feed.ics")),
    ]
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    assert [
        path for path, one in zip(paths, answers, strict=True) if "meeting.example.jp" in text_of(one)
    ] == []
    assert "meeting.example.jp" not in caplog.text
    opened = client.get(own(registration, "join"))
    assert opened.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert opened.headers["Cache-Control"] == "no-store"


def test_a_switch_moves_counts_calendar_reminder_and_link_in_one_step(client, forum, clock):
    registration = make_registration(forum)
    make_registration(forum, Mode.WEB)
    before = find("registration", registration.id)
    uid, sequence, end = before.uid, before.sequence, before.facts["end"]
    data = {"csrf_token": token(client, own(registration, "mode")), "mode": "web"}
    assert client.post(own(registration, "mode"), data=data).status_code == 303
    db.session.expire_all()

    after = find("registration", registration.id)
    assert [ledger.read(forum).counted[mode] for mode in ledger.MODES] == [0, 2]
    assert (after.uid, after.sequence, after.facts["location"]) == (uid, sequence + 1, "Web")
    assert (end, after.facts["end"]) == ("2024-08-01T16:10:00", "2024-08-01T15:00:00")
    letter = db.session.scalars(sa.select(Letter).order_by(Letter.id.desc())).first()
    told = letters.build(letter)
    assert (letter.kind, letter.address) == ("registration.mode_changed", registration.email)
    lines = re.sub(r"\r\n ", "", told.calendar.decode()).split("\r\n")
    assert {f"UID:{uid}", f"SEQUENCE:{sequence + 1}", "METHOD:REQUEST"} <= set(lines)
    reminder = letters.build(letter_of("reminder", registration)).text
    assert ["Web参加" in reminder, "受付番号をお伝えください" in reminder] == [True, False]
    at(clock, "13:45")
    assert join(client, registration) == [WHOLE, APART]
    taken = make_registration(forum, by_hand=True)  # the seat at the venue is free for the next
    assert taken.state is RegistrationState.CONFIRMED


def test_the_deadline_is_that_of_the_mode_one_changes_to(client, forum, clock):
    with writing():
        forum.closes, forum.closes_web = datetime(2024, 7, 20, 17, 0), datetime(2024, 7, 31, 17, 0)
    here, there = make_registration(forum), make_registration(forum, Mode.WEB)
    clock.advance(days=25)
    pages = [text_of(client.get(own(one))) for one in (here, there)]
    assert ["参加方法を変更" in page for page in pages] == [True, False]
    data = {"csrf_token": token(client, own(here, "mode")), "mode": "web"}
    assert client.post(own(here, "mode"), data=data).status_code == 303
    assert client.post(own(there, "mode"), data={**data, "mode": "on_site"}).status_code == 403
    assert client.get(own(there, "details")).status_code == 200
