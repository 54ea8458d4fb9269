"""A schedule becomes a draft: once, again, changed, beside what stands there, and not at all."""

import json
from datetime import date, time

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.models import Command, Item, ItemKind, Release
from forumapp.agenda.services import releases, undoing
from forumapp.agenda.surroundings import cautions_of
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory.models import Person
from forumapp.exchange.schedule.of_forum import schedule_of
from forumapp.exchange.schedule.writing import as_json as printed_json
from forumapp.exchange.schedule.writing import as_xml as printed_xml
from forumapp.exchange.services import conference as service
from forumapp.exchange.services.published import published
from forumapp.forums.models import Forum, Mode
from tests.accounts.factories import writing
from tests.agenda.factories import add_item, add_speaker, seed_programme
from tests.counting import listening
from tests.exchange.schedule.bringing import bring, counts, draft
from tests.exchange.schedule.samples import OPENING, as_json, as_xml, conference, event, schedule
from tests.forums.factories import make_forum, make_organisation, make_venue

DAY = date(2026, 1, 31)
NOTHING_NEW = (0, 0, 0)


@pytest.fixture
def forum(app):
    return make_forum(slug="sample", day=None, starts=None, ends=None, opens=None, closes=None)


FIRST = [
    (0, 600, 30, "開会", "大ホール", None, ["見本　太郎"]),
    (0, 630, 45, "窓口を減らす", "大ホール", "くらし", ["Hanako Mihon"]),
    (0, 1470, 60, "夜の部", "小ホール", "くらし", []),
]


def test_a_forum_without_anything_gets_date_zone_venue_rooms_tracks_and_items_as_a_draft(forum):
    outcome = bring(forum, schedule())
    assert (counts(outcome), outcome.rooms, outcome.tracks) == (
        (3, 0, 0),
        ["大ホール", "小ホール"],
        ["くらし"],
    )
    assert draft(forum) == FIRST
    made = db.session.get_one(Forum, forum.id)
    assert (made.day, made.starts, made.zone, made.venue.name) == (
        DAY,
        time(10),
        "Asia/Tokyo",
        "見本カンファレンス",
    )
    assert db.session.scalars(sa.select(Release)).all() == []
    people = db.session.scalars(sa.select(Person).order_by(Person.id)).all()
    assert [(one.family_name, one.given_name) for one in people] == [("Hanako Mihon", ""), ("見本", "太郎")]


def test_the_venue_is_called_as_the_file_calls_it(forum):
    bring(forum, schedule(venue="見本大学"))
    assert db.session.get_one(Forum, forum.id).venue.name == "見本大学"


@pytest.mark.parametrize("again", [as_json, as_xml])
def test_the_same_file_a_second_time_changes_nothing(forum, again):
    bring(forum, as_xml(schedule()))
    before = [list(map(str, row)) for row in db.session.execute(sa.select(Item.__table__).order_by(Item.id))]
    outcome = bring(forum, again(schedule()))
    assert (counts(outcome), outcome.same, outcome.is_change) == (NOTHING_NEW, 3, False)
    assert [
        list(map(str, row)) for row in db.session.execute(sa.select(Item.__table__).order_by(Item.id))
    ] == before
    assert len(db.session.scalars(sa.select(Command)).all()) == 1


def test_an_old_export_is_known_again_by_its_numbers(forum):
    old = as_xml(schedule(), with_guid=False, with_date=False)
    bring(forum, old)
    assert counts(bring(forum, old)) == NOTHING_NEW


def test_a_changed_file_changes_the_same_items_and_withdraws_what_is_gone(forum):
    bring(forum, schedule())
    ids = {row.title: row.id for row in db.session.scalars(sa.select(Item))}
    moved = event(date="2026-01-31T09:00:00+09:00", start="09:00", room="新ホール", title="窓口をなくす", track="しごと",
                  persons=[{"name": "Hanako Mihon"}, {"name": "Jiro Rei"}])  # fmt: skip
    opening = event(id=2, guid=OPENING, title="開会", start="10:00", date="2026-01-31T10:00:00+09:00", track=None,
                    duration="00:30", persons=[{"public_name": "見本 太郎"}], abstract="")  # fmt: skip
    outcome = bring(forum, schedule(opening, moved))
    assert (counts(outcome), outcome.rooms, outcome.tracks) == ((0, 1, 1), ["新ホール"], ["しごと"])
    assert draft(forum) == [
        (0, 540, 45, "窓口をなくす", "新ホール", "しごと", ["Hanako Mihon", "Jiro Rei"]),
        FIRST[0],
    ]
    assert {
        row.title: row.id for row in db.session.scalars(sa.select(Item).where(Item.withdrawn_at.is_(None)))
    } == {
        "開会": ids["開会"],
        "窓口をなくす": ids["窓口を減らす"],
    }
    assert counts(bring(forum, schedule())) == (0, 2, 0)
    assert draft(forum) == FIRST
    assert len(db.session.scalars(sa.select(Item)).all()) == 3


@pytest.mark.parametrize("with_guid", [True, False])
def test_an_event_that_can_no_longer_be_read_stays_as_it_was(forum, with_guid):
    opening = event(id=2, guid=OPENING, title="開会", date="2026-01-31T10:00:00+09:00")
    bring(forum, as_xml(schedule(event(), opening), with_guid=with_guid))
    unreadable = [event(date="never"), event(id=2, guid=OPENING, title="", date="2026-01-31T09:00:00+09:00")]
    assert counts(bring(forum, as_xml(schedule(*unreadable), with_guid=with_guid))) == NOTHING_NEW
    assert [row[3] for row in draft(forum)] == ["開会", "窓口を減らす"]


def test_what_the_organisers_added_stays_and_is_not_undone_by_the_same_file(forum):
    bring(forum, schedule())
    forum = db.session.get_one(Forum, forum.id)
    add_item(forum, "懇親会", start="18:00", minutes=60)
    talk = db.session.scalars(sa.select(Item).where(Item.title == "窓口を減らす")).one()
    with writing() as session:
        speaker = session.merge(talk).appearances[0]
        speaker.organisation, speaker.title = "見本市", "課長"
    add_speaker(talk, "??橋", "圭")
    assert counts(bring(forum, schedule())) == NOTHING_NEW
    later = event(title="窓口をなくす")
    assert counts(bring(forum, schedule(later))) == (0, 1, 2)
    assert [row[3] for row in draft(forum)] == ["窓口をなくす", "懇親会"]
    kept = db.session.get_one(Item, talk.id).appearances
    assert [(one.organisation, one.family_name, one.withdrawn_at) for one in kept] == [
        ("見本市", "Hanako Mihon", None),
        ("", "??橋", None),
    ]


def test_the_import_is_one_change_that_can_be_undone_and_the_file_brings_it_back(forum):
    bring(forum, schedule())
    with writing():
        undoing.undo(db.session.get_one(Forum, forum.id), by=SYSTEM)
    assert draft(forum) == []
    assert counts(bring(forum, schedule())) == (0, 3, 0)
    assert draft(forum) == FIRST


def test_a_programme_of_ones_own_goes_out_and_in_without_a_change(app):
    forum = make_forum(slug="seed", ends=None, starts=time(13, 30))
    with writing():
        seed_programme(forum)
    with writing():
        releases.release(db.session.get_one(Forum, forum.id), by=SYSTEM)
    db.session.rollback()
    forum = db.session.get_one(Forum, forum.id)
    found = published(forum)
    before = draft(forum)
    for text in (printed_json(*found), printed_xml(*found)):
        outcome = bring(forum, text.encode())
        assert (counts(outcome), outcome.rooms, outcome.tracks) == (NOTHING_NEW, [], [])
    assert draft(forum) == before
    changed = json.loads(printed_json(*found))
    rooms = changed["schedule"]["conference"]["days"][0]["rooms"]
    row = next(row for rows in rooms.values() for row in rows if row["type"] == "break")
    row["title"] = "小休止"
    assert counts(bring(forum, changed)) == (0, 1, 0)
    assert [row[:2] + row[4:] for row in draft(forum)] == [row[:2] + row[4:] for row in before]


@pytest.mark.parametrize("printed", [printed_json, printed_xml])
def test_what_was_imported_goes_out_and_into_another_forum_unchanged(forum, printed):
    bring(forum, conference(events=120, rooms=8, tracks=10))
    with writing():
        releases.release(db.session.get_one(Forum, forum.id), by=SYSTEM)
    db.session.rollback()
    text = printed(*published(db.session.get_one(Forum, forum.id)))
    assert counts(bring(forum, text.encode())) == NOTHING_NEW
    other = make_forum(slug="other", day=None, starts=None, ends=None, opens=None, closes=None)
    assert counts(bring(other, text.encode())) == (120, 0, 0)
    assert events_of(other) == events_of(forum)


def events_of(forum):
    db.session.rollback()
    forum = db.session.get_one(Forum, forum.id)
    keys = service.Keys(forum.id, service.KIND)
    found = schedule_of(forum, queries.draft_programme(forum), keys.by_id, forum.day)
    return [
        (
            one.guid,
            one.day,
            one.start,
            one.minutes,
            one.title,
            one.room,
            one.track,
            one.kind,
            one.note,
            one.people,
        )
        for one in found.events
    ]


def test_a_large_conference_has_no_false_warnings_and_its_real_clashes_are_found(forum):
    given = conference()
    rows = [
        row
        for day in given["schedule"]["conference"]["days"]
        for rows in day["rooms"].values()
        for row in rows
    ]
    twice = next(
        row
        for row in rows
        if row["track"] == rows[0]["track"] and row["date"] == rows[0]["date"] and row is not rows[0]
    )
    twice["persons"] = rows[0]["persons"]
    first = given["schedule"]["conference"]["days"][0]["rooms"]["Hall 5"]
    first[1]["date"], first[1]["start"] = first[0]["date"].replace("09:00", "09:10"), "09:10"
    outcome = bring(forum, given)
    assert (outcome.new, len(outcome.rooms), len(outcome.tracks)) == (1000, 40, 70)
    db.session.rollback()
    forum = db.session.get_one(Forum, forum.id)
    assert (forum.day, forum.zone, forum.starts) == (DAY, "Europe/Brussels", time(9))
    clashes = [
        one for one in cautions_of(forum) if one.code in {"overlap", "gap", "person_twice", "room_twice"}
    ]
    assert sorted((one.code, one.name) for one in clashes) == [
        ("person_twice", rows[0]["persons"][0]["name"]),
        ("room_twice", "Hall 5"),
    ]


def test_statements_do_not_grow_with_the_number_of_events(app):
    numbers = []
    for events in (100, 400):
        forum = make_forum(slug=f"c{events}", day=None, starts=None, ends=None, opens=None, closes=None)
        for _ in range(2):
            with listening() as seen:
                bring(forum, conference(events=events, rooms=10, tracks=5))
            numbers.append(len(seen))
    assert numbers[0] == numbers[2]
    assert numbers[1] == numbers[3] <= 40


def test_events_without_track_beside_tracks_do_not_cut_these_in_two(forum):
    rows = [
        event(id=1, guid="", title="基調", track=None, room="A", date="2026-01-31T09:00:00+09:00", duration="01:00"),
        event(id=2, guid="", title="甲1", track="甲", room="B", date="2026-01-31T10:00:00+09:00", duration="01:00"),
        event(id=3, guid="", title="相談", track=None, room="C", date="2026-01-31T10:30:00+09:00", duration="00:30"),
        event(id=4, guid="", title="甲2", track="甲", room="B", date="2026-01-31T11:00:00+09:00", duration="01:00"),
        event(id=5, guid="", title="昼", track=None, room="A", date="2026-01-31T12:00:00+09:00", type="lunch", duration="01:00"),
    ]  # fmt: skip
    bring(forum, schedule(*rows))
    db.session.rollback()
    forum = db.session.get_one(Forum, forum.id)
    day = queries.draft_programme(forum).days[0]
    assert [[row.title] if row.id else [one.title for one in row.tracks[0].items] for row in day.items] == [
        ["基調"], ["相談"], ["甲1", "甲2"], ["昼"],
    ]  # fmt: skip
    assert [one.code for one in cautions_of(forum) if one.code in {"overlap", "gap"}] == []
    assert day.items[-1].kind is ItemKind.BREAK


def test_a_dated_forum_keeps_its_date_and_leaves_out_what_lies_elsewhere(app):
    forum = make_forum(slug="dated", day=date(2026, 1, 30), starts=None, ends=None, mode=Mode.ON_SITE)
    far = event(id=9, guid="", title="遠い日", date="2026-05-01T10:00:00+09:00")
    given = schedule(event(), far)
    with writing():
        looked = service.look(db.session.get_one(Forum, forum.id), as_json(given))
    assert [doubt.code for doubt in looked.doubts] == ["other_day", "outside"]
    assert counts(bring(forum, given)) == (1, 0, 0)
    assert [row[:2] for row in draft(forum)] == [(1, 630)]
    forum = db.session.get_one(Forum, forum.id)
    assert forum.day == date(2026, 1, 30)
    assert [one.code for one in cautions_of(forum) if one.code.startswith("mode_")] == []


def test_a_venue_shared_with_another_organisation_takes_no_rooms_and_nothing_is_written(app):
    venue = make_venue()
    forum = make_forum(slug="mine", day=DAY, starts=None, ends=None, venue_id=venue.id)
    make_forum(slug="theirs", owner=make_organisation(name="別の団体"), venue_id=venue.id)
    with pytest.raises(DomainError):
        bring(forum, schedule())
    assert draft(forum) == []
