"""Images of a programme's rows: what differs, how to get from one to the other, and that writing them back changes nothing else."""

import pytest

from forumapp.agenda import queries
from forumapp.agenda.images import apply, difference, images_of, rows_from, towards
from forumapp.agenda.models import Item
from forumapp.agenda.services import appearances, items, tracks
from forumapp.agenda.timetable import build
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.models import Forum, Room
from tests.agenda.factories import add_item, add_track, seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_venue

ROW = {"title": "講演", "withdrawn_at": None}
GONE = {"title": "講演", "withdrawn_at": "2024-07-01T00:00:00+00:00"}


@pytest.fixture
def forum(app):
    return make_forum(ends=None, venue=make_venue())


def test_only_rows_that_differ_are_a_change():
    before = {"item": {"1": ROW, "2": ROW}, "track": {"5": ROW}}
    after = {"item": {"1": ROW, "2": GONE, "3": ROW}, "track": {"5": ROW}}
    assert difference(before, after) == {"item": {"2": [ROW, GONE], "3": [None, ROW]}}
    assert difference(after, after) == {}


def test_the_way_back_withdraws_what_was_not_there_and_leaves_what_is_withdrawn_already():
    now = {"item": {"1": ROW, "2": GONE, "3": {**ROW, "title": "別"}}}
    assert towards(now, {"item": {"3": ROW}}) == {
        "item": {"1": [ROW, None], "3": [{**ROW, "title": "別"}, ROW]}
    }
    assert towards(now, now) == {}


def test_images_give_the_same_programme_as_the_rows(forum):
    seed_programme(forum)
    images = images_of(forum.id)
    opens = queries.opens(forum)
    assert build(*rows_from(images), opens).to_json() == queries.draft_programme(forum).to_json()
    assert len(images["item"]) == 9
    assert [len(images[name]) for name in ("track", "appearance")] == [2, 4]


def test_images_leave_out_who_it_is_and_what_the_speaker_said(forum):
    seed_programme(forum)
    [*_others, image] = images_of(forum.id)["appearance"].values()
    assert {"id", "forum_id", "approved_at", "approved_line"} & image.keys() == set()
    assert image["family_name"] == "??橋"


def test_reading_images_makes_no_row_of_the_session(forum, transaction):
    seed_programme(forum)
    with transaction() as session:
        made, _tracks = rows_from(images_of(forum.id))
        assert [row for row in made if row in session] == []
        assert list(session.new) == []


def test_reading_them_costs_four_statements_however_many_there_are(forum):
    assert statements(lambda: images_of(forum.id)) == 4
    seed_programme(forum)
    db.session.rollback()
    assert statements(lambda: images_of(forum.id)) == 4


def test_writing_one_side_back_touches_only_the_columns_that_differ(forum, transaction):
    item = add_item(forum, "講演", start=600, minutes=10)
    before = images_of(forum.id)
    with transaction():
        items.change_item(queries.item(forum.id, item.id), by=SYSTEM, minutes=20)
    change = difference(before, images_of(forum.id))
    with transaction():
        items.change_item(queries.item(forum.id, item.id), by=SYSTEM, title="改題")
        apply(change, 0)
        row = queries.item(forum.id, item.id)
        assert (row.minutes, row.title) == (10, "改題")
        apply(change, 1)
        assert (row.minutes, row.title) == (20, "改題")


def test_a_room_that_is_gone_meanwhile_is_left_out(forum, transaction):
    with transaction() as session:
        room = Room(venue_id=forum.venue_id, name="消える部屋")
        session.add(room)
    item = add_item(forum, "講演", start=600, minutes=10, room=room)
    before = images_of(forum.id)
    with transaction() as session:
        items.change_item(queries.item(forum.id, item.id), by=SYSTEM, room_id=None)
        change = difference(before, images_of(forum.id))
        session.delete(session.get(Room, room.id))
        session.flush()
        apply(change, 0)
        assert session.get(Item, item.id).room_id is None
        [row], _tracks = rows_from(before)
        assert row.room is None


def test_departments_of_a_track_go_back_and_forth(forum, transaction):
    seed = seed_programme(forum)
    track = queries.track(forum.id, seed.second.id)
    chosen = [department.id for department in track.departments]
    before = images_of(forum.id)
    with transaction():
        mine = queries.track(forum.id, seed.second.id)
        tracks.change_track(mine, by=SYSTEM, name=mine.name, department_ids=chosen[:1])
        change = difference(before, images_of(forum.id))
        apply(change, 0)
        assert {department.id for department in mine.departments} == set(chosen)
        apply(change, 1)
        assert [department.id for department in mine.departments] == chosen[:1]


def test_a_confirmation_is_part_of_the_image(forum, transaction):
    seed = seed_programme(forum)
    before = images_of(forum.id)
    with transaction():
        appearances.confirm_name(queries.appearance(forum.id, seed.damaged.id), by=SYSTEM)
        change = difference(before, images_of(forum.id))
        assert list(change) == ["appearance"]
        apply(change, 0)
        assert queries.appearance(forum.id, seed.damaged.id).confirmed_at is None
        apply(change, 1)
        assert queries.appearance(forum.id, seed.damaged.id).confirmed_by == "forumapp"


def test_images_are_one_forums(forum):
    other = make_forum()
    add_item(other, "別の会", start=600)
    add_track(other, "別の部会")
    assert images_of(forum.id) == {"track": {}, "item": {}, "appearance": {}}
    assert db.session.get_one(Forum, other.id).title != forum.title
