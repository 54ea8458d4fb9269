"""Entries are printed when they are revised, and printed anew when the program or an entry asks for it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from forumapp.agenda.services import releases
from forumapp.calendar import queries, services
from forumapp.calendar.models import CalendarEntry, CalendarFragment
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum
from forumapp.forums.services import facts, places
from tests.accounts.factories import writing
from tests.agenda.factories import add_item
from tests.calendar.feeding import dated, events
from tests.calendar.readers import by_icalendar
from tests.forums.factories import make_forum, make_venue


def kept(session):
    rows = session.scalars(sa.select(CalendarFragment).order_by(CalendarFragment.language.desc()))
    return [(row.entry_id, row.language, row.generator, row.body) for row in rows]


def test_entries_are_printed_in_both_languages_when_they_are_revised(app, client):
    forum = dated("here", title="会", title_en="Forum")
    entry = db.session.scalar(sa.select(CalendarEntry))
    assert [(language, edition) for _id, language, edition, _body in kept(db.session)] == [
        ("ja", queries.edition()),
        ("en", queries.edition()),
    ]
    bodies = [row[3] for row in kept(db.session)]
    assert bodies == [queries.fragment(entry, language).body.decode() for language in ("ja", "en")]
    with writing() as session:
        facts.set_facts(session.merge(forum), by=SYSTEM, title="新しい会")
    db.session.expire_all()
    assert [("SUMMARY:新しい会" in row[3], "SUMMARY:Forum" in row[3]) for row in kept(db.session)] == [
        (True, False),
        (False, True),
    ]
    assert events(client, "/feed.ics") == [("新しい会", "CONFIRMED")]


def test_what_another_edition_printed_is_printed_now_and_then_kept_anew(app, client):
    dated("here", title="会")
    expected = client.get("/forums/here/feed.ics").data
    with writing() as session:
        session.execute(sa.update(CalendarFragment).values(generator=0, body="outdated"))
        session.query(Forum).one().summary = "x"
    assert client.get("/forums/here/feed.ics").data == expected
    with writing():
        assert services.print_outdated() == 1
    db.session.expire_all()
    assert {(row[2], "outdated" in row[3]) for row in kept(db.session)} == {(queries.edition(), False)}
    with writing():
        assert services.print_outdated() == 0


def test_an_entry_that_cannot_be_printed_spoils_no_feed(app, client, caplog):
    dated("bad", title="悪い会")
    dated("good", title="良い会")
    with writing() as session:
        entry = session.scalars(sa.select(CalendarEntry).order_by(CalendarEntry.id)).first()
        services.revise("forum", entry.subject_id, entry.forum_id, {**entry.facts, "zone": "Mars/Base"})
    assert events(client, "/feed.ics") == [("良い会", "CONFIRMED")]
    assert f"calendar entry {entry.id} cannot be printed" in caplog.text


def test_an_end_before_the_start_is_left_out(app, client):
    forum = dated("here")
    with writing() as session:
        mine = session.merge(forum)
        mine.programme_ends = datetime(2024, 8, 1, 11)
        facts.set_date(mine, by=SYSTEM, day=mine.day, starts=time(13), ends=None)
    (event,) = by_icalendar(client.get("/forums/here/calendar.ics").data).events
    start = datetime(2024, 8, 1, 13, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert (event.start, event.end) == (start, None)


def test_all_day_and_multi_day_programmes_last_as_many_days_as_they_have(app, client):
    with writing():
        forum = make_forum(slug="here", day=None)
        add_item(forum, "一日目", minutes=60)
        add_item(forum, "三日目", day=2, minutes=60)
        releases.release(forum, by=SYSTEM)
        facts.set_date(forum, by=SYSTEM, day=date(2024, 8, 1), starts=None, ends=None)
    (event,) = by_icalendar(client.get("/forums/here/calendar.ics").data).events
    assert (event.start, event.end) == (date(2024, 8, 1), date(2024, 8, 4))


def test_a_venue_that_moves_moves_in_the_calendars_of_all_its_forums(app, client):
    one, two = dated("one"), dated("two")
    with writing() as session:
        venue, forums = make_venue(rooms=()), [session.merge(forum) for forum in (one, two)]
        for forum in forums:
            forum.owner = forums[0].owner
            places.set_venue(forum, by=SYSTEM, venue=venue)
        places.edit_venue(venue, by=SYSTEM, forum=forums[0], name="新しい会館", address="長崎市1−1")
    read = by_icalendar(client.get("/feed.ics").data).events
    assert [(event.location, event.sequence) for event in read] == [("新しい会館 (長崎市1−1)", 2)] * 2
