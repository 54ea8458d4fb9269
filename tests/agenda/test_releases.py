"""Releases and what hears of them: the forum's end, calendar entries, the revision of public pages."""

from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from forumapp.agenda import queries
from forumapp.agenda.services import items, releases
from forumapp.calendar.models import CalendarEntry
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.forums.models import Room, Venue
from forumapp.forums.services.facts import set_date
from forumapp.forums.services.places import set_venue
from forumapp.forums.services.publication import cancel
from tests.agenda.factories import add_item, let_see, seed_programme
from tests.forums.factories import make_forum

HANAKO = Actor("account", 7, "編集 花子")


@pytest.fixture
def forum(app, transaction):
    forum = make_forum(ends=None, title="長崎フォーラム", slug="nagasaki-2024")
    with transaction() as session:
        venue = Venue(name="出島メッセ長崎", address="長崎県長崎市尾上町4-1", rooms=[Room(name="会議室101")])
        session.add(venue)
        set_venue(session.merge(forum), by=SYSTEM, venue=venue)
    return forum


def entries(forum):
    rows = db.session.scalars(
        sa.select(CalendarEntry).where(CalendarEntry.forum_id == forum.id).order_by(CalendarEntry.id)
    )
    return {(row.subject, row.subject_id): row for row in rows}


def sequences(forum):
    return {key: row.sequence for key, row in entries(forum).items()}


def told(row):
    return tuple(row.facts[name] for name in ("start", "end", "location", "status"))


PLACE = "出島メッセ長崎 (長崎県長崎市尾上町4-1)"


def test_a_release_has_a_number_a_time_and_a_note(forum, transaction):
    seed_programme(forum)
    with transaction() as session:
        item = queries.items(forum.id)[0]
        items.change_item(item, by=HANAKO, start=800)
        items.change_item(item, by=HANAKO, minutes=25)
        assert [release.number for release in queries.releases(forum.id)] == [1]
        releases.release(session.merge(forum), by=HANAKO, note="開始を早めました")
    [newest, first] = queries.releases(forum.id)
    assert (newest.number, newest.released_by, newest.note) == (2, "編集 花子", "開始を早めました")
    assert (first.number, first.released_by, first.note) == (1, "forumapp", "")


def test_an_unchanged_draft_gives_the_last_release_again(forum, transaction):
    seed_programme(forum)
    with transaction() as session:
        releases.release(session.merge(forum), by=HANAKO, note="もう一度")
    assert [release.number for release in queries.releases(forum.id)] == [1]


def test_an_earlier_release_stays_as_it_was(forum, transaction):
    seed = seed_programme(forum)
    with transaction():
        items.change_item(queries.item(forum.id, seed.greeting.id), by=HANAKO, title="開会挨拶")
    let_see(forum)
    titles = [queries.release(forum.id, n).content["days"][0]["items"][0]["title"] for n in (1, 2)]
    assert titles == ["挨拶・全体説明", "開会挨拶"]


def test_a_release_of_another_forum_is_not_found(forum):
    add_item(make_forum())
    assert queries.release(forum.id, 1) is None


def test_the_forum_ends_when_its_programme_ends(forum, transaction):
    seed = seed_programme(forum)
    with transaction() as session:
        items.change_item(queries.item(forum.id, seed.group_work.id), by=HANAKO, minutes=75)
        assert session.merge(forum).programme_ends == datetime(2024, 8, 1, 16, 10)
        let_see(forum)
        assert session.merge(forum).programme_ends == datetime(2024, 8, 1, 16, 20)
        items.withdraw_item(queries.item(forum.id, seed.division.id), by=HANAKO)
        let_see(forum)
        assert session.merge(forum).programme_ends == datetime(2024, 8, 1, 15, 5)


def test_the_end_follows_the_day_and_the_start_of_the_forum(forum, transaction):
    add_item(forum, "講演", minutes=60)
    with transaction() as session:
        row = session.merge(forum)
        set_date(row, by=SYSTEM, day=date(2024, 8, 2), starts=time(10, 0), ends=None)
        assert row.programme_ends == datetime(2024, 8, 2, 11, 0)
    assert [item.start for item in queries.released_programme(forum.id).items] == [600]


def test_a_forum_without_a_day_has_a_programme_but_no_end_and_no_calendar(app):
    planned = make_forum(day=None)
    add_item(planned, "講演", start=600, minutes=30)
    assert [item.start for item in queries.released_programme(planned.id).items] == [600]
    db.session.rollback()
    assert (planned.programme_ends, entries(planned)) == (None, {})


def test_forum_tracks_and_items_have_entries_with_their_own_end_and_place(forum):
    seed = seed_programme(forum)
    found = entries(forum)
    assert told(found["forum", forum.id]) == (
        "2024-08-01T13:30:00",
        "2024-08-01T16:10:00",
        PLACE,
        "CONFIRMED",
    )
    assert told(found["track", seed.first.id]) == (
        "2024-08-01T13:30:00", "2024-08-01T16:10:00", PLACE, "CONFIRMED",
    )  # fmt: skip
    assert told(found["track", seed.second.id]) == (
        "2024-08-01T13:30:00", "2024-08-01T15:20:00", "Web", "CONFIRMED",
    )  # fmt: skip
    assert told(found["item", seed.answers.id]) == (
        "2024-08-01T15:05:00", "2024-08-01T15:20:00", "Web", "CONFIRMED",
    )  # fmt: skip
    assert found["track", seed.second.id].facts["title"] == "長崎フォーラム（人事・財政部門）"
    assert len(found) == 1 + 2 + 9


def test_a_room_of_the_item_stands_in_its_place(forum, transaction):
    with transaction() as session:
        room = session.merge(forum).venue.rooms[0]
    item = add_item(forum, start=600, minutes=10, room=room)
    assert entries(forum)["item", item.id].facts["location"] == (
        "出島メッセ長崎 会議室101 (長崎県長崎市尾上町4-1)"
    )


def test_only_what_moved_raises_its_sequence(forum, transaction):
    seed = seed_programme(forum)
    before = {key: (row.uid, row.sequence) for key, row in entries(forum).items()}
    with transaction():
        items.change_item(queries.item(forum.id, seed.answers.id), by=HANAKO, minutes=20)
    assert {key: (row.uid, row.sequence) for key, row in entries(forum).items()} == before
    let_see(forum)
    after = {key: (row.uid, row.sequence) for key, row in entries(forum).items()}
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {("track", seed.second.id), ("item", seed.answers.id)}
    assert {after[key][1] - before[key][1] for key in changed} == {1}
    assert [after[key][0] for key in before] == [uid for uid, _ in before.values()]


def test_a_withdrawn_item_is_cancelled_in_the_calendar(forum, transaction):
    seed = seed_programme(forum)
    with transaction():
        items.withdraw_item(queries.item(forum.id, seed.pause.id), by=HANAKO)
    assert entries(forum)["item", seed.pause.id].facts["status"] == "CONFIRMED"
    let_see(forum)
    row = entries(forum)["item", seed.pause.id]
    assert (row.facts["status"], row.sequence) == ("CANCELLED", 1)


def test_a_cancelled_forum_cancels_every_entry(forum, transaction):
    seed_programme(forum)
    before = sequences(forum)
    with transaction() as session:
        cancel(session.merge(forum), by=SYSTEM, reason="台風のため")
    assert {row.facts["status"] for row in entries(forum).values()} == {"CANCELLED"}
    assert sequences(forum) == {key: number + 1 for key, number in before.items()}


def test_another_venue_moves_every_entry_that_is_held_there(forum, transaction):
    seed = seed_programme(forum)
    before = sequences(forum)
    with transaction() as session:
        venue = Venue(name="別会場")
        session.add(venue)
        session.flush()
        set_venue(session.merge(forum), by=SYSTEM, venue=venue)
    assert entries(forum)["item", seed.greeting.id].facts["location"] == "別会場"
    unmoved = {key for key, number in sequences(forum).items() if number == before[key]}
    assert unmoved == {("track", seed.second.id), ("item", seed.answers.id)}


def test_a_release_raises_the_revision_of_the_public_pages(forum, transaction):
    with transaction() as session:
        before = session.merge(forum).revision
    add_item(forum)
    with transaction() as session:
        assert session.merge(forum, load=True).revision > before
