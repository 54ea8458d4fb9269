"""What the running application hands out, read by four libraries: every state, both languages, both sides of a change."""

from dataclasses import fields

import pytest
import sqlalchemy as sa

from forumapp.calendar.models import CalendarEntry
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.services import facts, publication
from forumapp.mail import letters
from forumapp.mail.models import Letter
from forumapp.registration.queries.registrations import link_of, printed_receipt, token_of
from tests.accounts.factories import writing
from tests.calendar import libical
from tests.calendar.readers import EVERY_READER, READERS, Guest
from tests.calendar.states import STATES, ZONES, Told, make_case
from tests.registration.factories import make_registration

by_everybody = pytest.mark.parametrize(
    "read", ["python", pytest.param("libical", marks=pytest.mark.libical)], indirect=True
)


@pytest.fixture
def read(request):
    """A reader: the three libraries in Python, which must agree, or libical."""
    if request.param == "libical":
        return EVERY_READER["libical"]

    def all_three(data):
        first, *others = (reader(data) for reader in READERS.values())
        assert [first, first] == others
        return first

    return all_three


def told_of(event) -> Told:
    return Told(**{field.name: getattr(event, field.name) for field in fields(Told)})


@pytest.fixture(params=STATES)
def cases(request, app):
    return [make_case(request.param, zone, day) for zone, days in ZONES.items() for day in days]


def get(client, path, language):
    answer = client.get(path, headers={"Accept-Language": language})
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return answer.data


@by_everybody
def test_downloads_and_the_feed_of_all_forums_say_the_same_to_every_reader(cases, client, read):
    for language in ("ja", "en"):
        expected = [event for case in cases for event in case.told(language)]
        found, uids = [], []
        for case in cases:
            calendar = read(get(client, f"/forums/{case.forum.slug}/calendar.ics", language))
            assert calendar.method is None
            found += [told_of(event) for event in calendar.events]
            uids += [event.uid for event in calendar.events]
            for event in calendar.events:
                free = "OPAQUE" if event.status == "CONFIRMED" else "TRANSPARENT"
                assert (event.description, event.transparency) == (event.url, free)
                assert (event.organizer, event.guests) == ("", ())
        assert found == expected
        feed = read(get(client, f"/feed.ics?lang={language}", language))
        assert [(event.uid, told_of(event)) for event in feed.events] == list(
            zip(uids, expected, strict=True)
        )
        known = sa.select(CalendarEntry.uid).where(CalendarEntry.subject.in_(["forum", "candidate"]))
        assert list(db.session.scalars(known.order_by(CalendarEntry.id))) == uids


def newest() -> Letter:
    found = db.session.scalar(sa.select(Letter).order_by(Letter.id.desc()).limit(1))
    assert found is not None
    return found


def letter_of(read):
    content = letters.build(newest())
    calendar = read(content.calendar)
    assert calendar.method == content.method
    return calendar


@by_everybody
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("state", ["timed", "all-day", "multi-day"])
def test_messages_say_the_same_to_every_reader(app, client, state, language, read):
    for zone, (before, after) in ZONES.items():
        case = make_case(state, zone, before if state == "multi-day" else after)
        (told,) = case.told(language)
        registration = make_registration(
            case.forum, by_hand=True, language=language, email="a@city.example.jp"
        )
        request = letter_of(read)
        (event,) = request.events
        link = link_of(registration)
        told = Told(**{**{f.name: getattr(told, f.name) for f in fields(Told)}, "sequence": 0, "url": link})
        assert (request.method, told_of(event)) == ("REQUEST", told)
        lines = event.description.split("\n")
        assert [line.split("：")[-1].split(": ")[-1] for line in lines] == [
            printed_receipt(registration),
            link,
        ]
        assert [(guest.address, guest.status) for guest in event.guests] == [
            ("mailto:a@city.example.jp", "NEEDS-ACTION")
        ]
        own = read(get(client, f"/registrations/{token_of(registration)}/calendar.ics", language))
        assert (own.method, told_of(own.events[0]), own.events[0].uid) == (None, told, event.uid)
        with writing():
            publication.cancel(db.session.merge(case.forum), by=SYSTEM, reason="台風のため")
        cancel = letter_of(read)
        (off,) = cancel.events
        assert (cancel.method, off.uid, off.sequence, off.status) == ("CANCEL", event.uid, 1, "CANCELLED")
        assert (off.start, off.end, off.guests) == (
            event.start,
            event.end,
            (Guest("mailto:a@city.example.jp", event.guests[0].name, None),),
        )


@by_everybody
def test_a_moved_forum_keeps_its_identity_and_counts_up(app, client, read):
    case = make_case("timed", "Europe/Dublin", ZONES["Europe/Dublin"][0])
    before = read(get(client, f"/forums/{case.forum.slug}/calendar.ics", "ja")).events[0]
    with writing():
        forum = db.session.get_one(Forum, case.forum.id)
        facts.set_date(forum, by=SYSTEM, day=ZONES["Europe/Dublin"][1], starts=forum.starts, ends=forum.ends)
    after = read(get(client, f"/forums/{case.forum.slug}/calendar.ics", "ja")).events[0]
    assert (after.uid, after.sequence, after.start > before.start) == (before.uid, before.sequence + 1, True)


@pytest.mark.libical
def test_libical_reads_the_zone_from_the_file_and_would_notice_a_wrong_one(app, client):
    case = make_case("timed", "America/Santiago", ZONES["America/Santiago"][1])
    data = get(client, f"/forums/{case.forum.slug}/calendar.ics", "ja")
    wrong = data.replace(b"TZOFFSETTO:-0300", b"TZOFFSETTO:-0200").replace(
        b"TZOFFSETFROM:-0300", b"TZOFFSETFROM:-0200"
    )
    assert wrong != data
    right, moved = (EVERY_READER["libical"](one).events[0].start for one in (data, wrong))
    assert (right == case.events[0].start, moved == right) == (True, False)


@pytest.mark.libical
def test_libicals_table_refuses_what_itip_forbids(app):
    case = make_case("timed", "Asia/Tokyo", ZONES["Asia/Tokyo"][0])
    make_registration(case.forum, by_hand=True)
    data = letters.build(newest()).calendar
    with libical.parsed(data):
        pass
    for wrong in (data.replace(b"ORGANIZER", b"X-ORGANIZER"), data.replace(b"DTSTART;", b"X-DTSTART;")):
        with pytest.raises(AssertionError), libical.parsed(wrong):
            pass
