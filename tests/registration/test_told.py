"""A letter about a change holds what its reader was told last beside what is true now, and is written at most once."""

import re
from datetime import date, time

import pytest
import sqlalchemy as sa
from flask import current_app

from forumapp.agenda.services import items
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Mode
from forumapp.forums.services import facts, places, publication
from forumapp.mail import letters, postman, tokens
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.addresses import Guest
from forumapp.registration.queries.registrations import confirmed
from forumapp.registration.services import changing, finding, inviting, registering
from tests.accounts.factories import writing
from tests.agenda.factories import let_see, seed_programme
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_attendee, make_registration

DAY = date(2024, 8, 1)
CHANGES = ("registration.moved", "registration.mode_changed")


@pytest.fixture(autouse=True)
def own_maildir(app, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "DATA_DIR", str(tmp_path))


@pytest.fixture
def forum(app):
    return make_forum(venue=make_venue(), title="試験のフォーラム")


def start_at(forum, hour, minute=0, day=DAY):
    with writing():
        facts.set_date(forum, by=SYSTEM, day=day, starts=time(hour, minute), ends=time(17, 0))


def waiting(*kinds):
    found = sa.select(Letter).where(Letter.state == LetterState.QUEUED, Letter.kind.in_(kinds or CHANGES))
    return list(db.session.scalars(found.order_by(Letter.id).execution_options(populate_existing=True)))


def said(letter):
    """Return the lines of 変更前 and 変更後."""
    text = letters.build(letter).text
    return re.findall(r"^変更[前後]：(.*)$", text, re.MULTILINE)


def lines(letter):
    content = letters.build(letter)
    return content.method, re.sub(rb"\r\n ", b"", content.calendar).decode().split("\r\n")


def value(found, name):
    return next(line for line in found if re.split("[:;]", line)[0] == name)


def deliver():
    with current_app.app_context():
        postman.deliver_due()
    db.session.rollback()


def test_old_and_new_stand_side_by_side(forum):
    make_registration(forum)
    deliver()
    start_at(forum, 14, 30)
    (letter,) = waiting()
    assert letter.kind == "registration.moved"
    assert said(letter) == ["令和6年8月1日(木) 13:30〜16:10", "令和6年8月1日(木) 14:30〜17:00"]
    text, html = letters.build(letter).text, letters.build(letter).html
    assert "会場参加（変更なし）" in text
    assert "<td>令和6年8月1日(木) 13:30〜16:10</td>" in html


def test_two_changes_before_delivery_are_one_letter_with_the_first_old_and_the_last_new(forum):
    make_registration(forum)
    deliver()
    start_at(forum, 14)
    start_at(forum, 15)
    (letter,) = waiting()
    assert said(letter) == ["令和6年8月1日(木) 13:30〜16:10", "令和6年8月1日(木) 15:00〜17:00"]


def test_changed_and_changed_back_before_delivery_is_told_to_nobody(forum):
    make_registration(forum)
    deliver()
    start_at(forum, 14)
    with writing():
        facts.set_date(forum, by=SYSTEM, day=DAY, starts=time(13, 30), ends=time(16, 10))
    assert waiting() == []


def test_changed_back_after_delivery_is_told_again(forum, clock):
    make_registration(forum)
    deliver()
    start_at(forum, 14)
    deliver()
    clock.advance(minutes=5)
    with writing():
        facts.set_date(forum, by=SYSTEM, day=DAY, starts=time(13, 30), ends=time(16, 10))
    (letter,) = waiting()
    assert said(letter) == ["令和6年8月1日(木) 14:00〜17:00", "令和6年8月1日(木) 13:30〜16:10"]


def test_a_letter_that_failed_told_nothing(forum):
    make_registration(forum)
    deliver()
    start_at(forum, 14)
    with writing():
        waiting()[0].state = LetterState.FAILED
    start_at(forum, 15)
    (letter,) = waiting()
    assert said(letter)[0] == "令和6年8月1日(木) 13:30〜16:10"


def test_what_another_letter_has_told_meanwhile_is_the_old_side(forum, clock):
    person = make_registration(forum)
    deliver()
    start_at(forum, 14)
    with writing() as session:
        session.execute(sa.update(Letter).where(Letter.kind.in_(CHANGES)).values(state=LetterState.FAILED))
    clock.advance(minutes=20)
    with writing():
        finding.send_links(forum, email=person.email)
    deliver()
    start_at(forum, 15)
    (letter,) = waiting()
    assert said(letter)[0] == "令和6年8月1日(木) 14:00〜17:00"


def test_what_may_have_arrived_is_taken_back_in_words(forum):
    make_registration(forum)
    deliver()
    start_at(forum, 14)
    with writing():
        waiting()[0].attempts = 1
    with writing():
        facts.set_date(forum, by=SYSTEM, day=DAY, starts=time(13, 30), ends=time(16, 10))
    (letter,) = waiting()
    assert said(letter) == ["令和6年8月1日(木) 14:00〜17:00", "令和6年8月1日(木) 13:30〜16:10"]


def test_saving_again_and_another_title_are_told_to_nobody(forum):
    make_registration(forum)
    with writing():
        facts.set_date(forum, by=SYSTEM, day=DAY, starts=time(13, 30), ends=time(16, 10))
        facts.set_facts(forum, by=SYSTEM, title="別の題名")
        places.set_venue(forum, by=SYSTEM, venue=forum.venue)
    assert waiting() == []


def test_exactly_those_are_told_whose_own_time_place_or_mode_changed(app):
    forum = make_forum(venue=make_venue(), ends=None)
    seed = seed_programme(forum)
    for family, mode, track in (
        ("一", Mode.ON_SITE, seed.first),
        ("二", Mode.WEB, seed.second),
        ("三", Mode.WEB, seed.first),
    ):
        make_registration(forum, mode, family_name=family, given_name="", track_id=track.id)
    with writing():
        items.change_item(seed.group_work, by=SYSTEM, minutes=75)
    assert waiting() == []
    let_see(forum)
    assert [(one.name, one.kind) for one in waiting()] == [("一", CHANGES[0]), ("三", CHANGES[0])]
    deliver()
    with writing():
        places.set_venue(forum, by=SYSTEM, venue=make_venue(name="県庁"))
    assert [(one.name, one.kind) for one in waiting()] == [("一", CHANGES[0])]
    deliver()
    with writing():
        changing.change_mode(confirmed(forum)[1], by=SYSTEM, mode=Mode.ON_SITE)
    assert [(one.name, one.kind) for one in waiting()] == [("二", CHANGES[1])]
    assert said(waiting()[0]) == ["Web", "県庁 (長崎県長崎市尾上町4−1)", "Web参加", "会場参加"]


def correct_address(person, email):
    given = {
        name: getattr(person, name) for name in ("family_name", "given_name", "family_kana", "given_kana")
    }
    with writing():
        attendee = make_attendee(**given, email=email)
        changing.change_details(person, by=SYSTEM, attendee=attendee, version=person.version)


def test_what_waits_follows_a_corrected_address(forum):
    person = make_registration(forum, email="mistyped@city.example.jp")
    start_at(forum, 14)
    correct_address(person, "right@city.example.jp")
    found = waiting("registration.received", "registration.link", *CHANGES)
    assert [(one.kind, one.address) for one in found] == [
        ("registration.received", "right@city.example.jp"),
        ("registration.moved", "right@city.example.jp"),
    ]
    assert said(found[1])[0] == "令和6年8月1日(木) 13:30〜16:10"


def test_a_new_address_gets_the_link_with_the_calendar_entry_each_time(forum):
    person = make_registration(forum)
    deliver()
    for email in ("second@city.example.jp", "third@city.example.jp"):
        correct_address(person, email)
        (letter,) = waiting("registration.received", "registration.link", *CHANGES)
        method, found = lines(letter)
        assert (letter.kind, letter.address, method) == ("registration.link", email, "REQUEST")
        assert value(found, "ATTENDEE").endswith(f"mailto:{email}")


def test_somebody_registered_by_three_routes_gets_one_letter(forum):
    somebody = make_attendee(email="hanako@city.example.jp", given_name="花子")
    with writing():
        inviting.invite(forum, by=SYSTEM, guests=[Guest(somebody.email, "長崎市", "試験 花子")])
    for by_hand in (False, False, True):
        with writing():
            registering.register(forum, by=SYSTEM, mode=Mode.ON_SITE, attendee=somebody, by_hand=by_hand)
    deliver()
    start_at(forum, 15)
    assert [one.address for one in waiting()] == ["hanako@city.example.jp"]


def test_a_date_taken_away_takes_the_entry_out_and_a_new_one_brings_it_back(forum, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_INBOX", "rsvp@forum.test")
    person = make_registration(forum)
    _method, first = lines(waiting("registration.received")[0])
    deliver()
    with writing():
        facts.set_date(forum, by=SYSTEM, day=None, starts=None, ends=None)
    (letter,) = waiting()
    assert said(letter) == ["令和6年8月1日(木) 13:30〜16:10", "調整中"]
    assert "新しい日時が決まりましたら、改めてお知らせします。" in letters.build(letter).text
    method, gone = lines(letter)
    assert (method, value(gone, "STATUS"), value(gone, "SEQUENCE")) == (
        "CANCEL",
        "STATUS:CANCELLED",
        "SEQUENCE:1",
    )
    assert (value(gone, "UID"), value(gone, "DTSTART")) == (value(first, "UID"), value(first, "DTSTART"))
    deliver()
    start_at(forum, 10, day=date(2024, 9, 2))
    assert letters.build(waiting()[0]).subject.startswith("【日時決定のお知らせ】")
    method, again = lines(waiting()[0])
    assert (method, value(again, "UID"), value(again, "SEQUENCE")) == (
        "REQUEST",
        value(first, "UID"),
        "SEQUENCE:2",
    )
    own = tokens.tagged_address("r", person.id, person.link_generation)
    assert {value(found, "ORGANIZER").partition(":")[2] for found in (first, gone, again)} == {
        f"mailto:{own}"
    }
    assert value(again, "ATTENDEE").endswith(f"mailto:{person.email}")


def test_the_letter_about_a_forum_that_is_off_holds_the_time_that_was_told(forum):
    make_registration(forum)
    deliver()
    start_at(forum, 15)
    with writing():
        publication.cancel(forum, by=SYSTEM, reason="台風のため")
    (letter,) = waiting("registration.forum_cancelled")
    assert waiting() == []
    assert "令和6年8月1日(木) 13:30〜16:10" in letters.build(letter).text
