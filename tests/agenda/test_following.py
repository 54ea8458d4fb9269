"""What the public sees while a draft is under way: it follows the forum itself, and earlier releases can be brought back."""

import copy
from datetime import date, datetime, time

import pytest

from forumapp.agenda import queries
from forumapp.agenda.errors import AgendaChanged
from forumapp.agenda.models import Release
from forumapp.agenda.services import appearances, items, releases, tracks, undoing
from forumapp.core.actor import SYSTEM, Actor
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.forums.models import Forum
from forumapp.forums.services.facts import set_date
from forumapp.forums.services.places import edit_venue
from tests.agenda.factories import add_item, seed_programme
from tests.forums.factories import make_forum, make_venue

HANAKO = Actor("account", 7, "編集 花子")


@pytest.fixture
def forum(app):
    return make_forum(ends=None, venue=make_venue())


def fresh(forum):
    db.session.expire_all()
    return db.session.get_one(Forum, forum.id)


def public(forum):
    return [(row.title, row.start, row.room) for row in queries.released_programme(forum.id).items]


def draft(forum):
    return [(row.title, row.start, row.room) for row in queries.draft_programme(fresh(forum)).items]


def contents(forum):
    rows = db.session.query(Release).filter_by(forum_id=forum.id).order_by(Release.number)
    return [copy.deepcopy(row.content) for row in rows]


def change(forum, item, transaction, **values):
    with transaction():
        items.change_item(queries.item(forum.id, item.id), by=HANAKO, **values)


def test_another_start_of_the_forum_moves_the_release_and_leaves_the_draft_unreleased(forum, transaction):
    item = add_item(forum, "講演", minutes=30)
    change(forum, item, transaction, title="改題")
    with transaction() as session:
        set_date(
            session.get_one(Forum, forum.id), by=SYSTEM, day=date(2024, 8, 1), starts=time(10), ends=None
        )
    assert (public(forum), draft(forum)) == ([("講演", 600, "")], [("改題", 600, "")])
    assert queries.is_pending(fresh(forum))
    assert [(line.number, line.released_by) for line in queries.releases(forum.id)] == [
        (2, "forumapp"), (1, "forumapp"),
    ]  # fmt: skip
    assert fresh(forum).programme_ends == datetime(2024, 8, 1, 10, 30)


def test_another_day_makes_no_release_but_another_end(forum, transaction):
    item = add_item(forum, "講演", start=600, minutes=30)
    change(forum, item, transaction, minutes=60)
    with transaction() as session:
        set_date(
            session.get_one(Forum, forum.id), by=SYSTEM, day=date(2024, 8, 2), starts=time(10), ends=None
        )
    assert len(queries.releases(forum.id)) == 1
    assert fresh(forum).programme_ends == datetime(2024, 8, 2, 10, 30)


def test_a_room_with_another_name_is_shown_so_and_nothing_else_of_the_draft(forum, transaction):
    venue = forum.venue
    item = add_item(forum, "講演", start=600, minutes=30, room=venue.rooms[0])
    change(forum, item, transaction, start=610, room_id=venue.rooms[1].id)
    kept = [(room.name, room.capacity) for room in venue.rooms[1:]]
    with transaction() as session:
        row = session.get_one(Forum, forum.id)
        edit_venue(row.venue, by=SYSTEM, forum=row, name=venue.name, rooms=[("新しい名の部屋", 10), *kept])
    assert public(forum) == [("講演", 600, "新しい名の部屋")]
    assert draft(forum) == [("講演", 610, kept[0][0])]
    assert queries.is_pending(fresh(forum))


def test_a_forum_that_was_never_released_stays_so(forum, transaction):
    with transaction() as session:
        row = session.get_one(Forum, forum.id)
        items.add_item(row, by=HANAKO, title="講演", minutes=30)
        set_date(row, by=SYSTEM, day=date(2024, 8, 1), starts=time(10), ends=None)
    assert (queries.releases(forum.id), public(forum)) == ([], [])


def test_a_name_confirmed_in_the_draft_stays_out_when_only_the_forum_moves(forum, transaction):
    seed = seed_programme(forum)
    with transaction() as session:
        appearances.confirm_name(queries.appearance(forum.id, seed.damaged.id), by=HANAKO)
        items.change_item(queries.item(forum.id, seed.greeting.id), by=HANAKO, start=None)
        releases.release(session.get_one(Forum, forum.id), by=HANAKO)
        undoing.undo(session.get_one(Forum, forum.id), by=HANAKO)
        set_date(
            session.get_one(Forum, forum.id), by=SYSTEM, day=date(2024, 8, 1), starts=time(13), ends=None
        )
    names = [speaker.name for row in queries.released_programme(forum.id).items for speaker in row.speakers]
    assert "??橋　圭氏" in names
    assert queries.released_programme(forum.id).start == (0, 780)


def test_an_earlier_release_comes_back_into_the_draft_alone(forum, transaction):
    seed = seed_programme(forum)
    first = queries.draft_programme(fresh(forum)).to_json()
    with transaction() as session:
        row = session.get_one(Forum, forum.id)
        items.change_item(queries.item(forum.id, seed.talk.id), by=HANAKO, title="改題", minutes=30)
        items.withdraw_item(queries.item(forum.id, seed.pause.id), by=HANAKO)
        tracks.withdraw_track(queries.track(forum.id, seed.second.id), by=HANAKO)
        appearances.withdraw_appearance(queries.appearance(forum.id, seed.damaged.id), by=HANAKO)
        items.add_item(row, by=HANAKO, title="新しい項目", minutes=10)
        releases.release(row, by=HANAKO)
    before = contents(forum)
    with transaction() as session:
        assert releases.bring_back(
            session.get_one(Forum, forum.id), 1, by=HANAKO, version=queries.version(forum.id)
        )
    assert queries.draft_programme(fresh(forum)).to_json() == first
    assert contents(forum) == before
    assert queries.is_pending(fresh(forum))
    assert [row.title for row in queries.items(forum.id, withdrawn=True)] == ["新しい項目"]
    last = queries.last_done(forum.id)
    assert (last.action, last.title, last.actor_label) == ("agenda.brought_back", "1", "編集 花子")


def test_bringing_back_can_be_undone_and_twice_is_once(forum, transaction):
    item = add_item(forum, "講演", start=600, minutes=30)
    change(forum, item, transaction, title="改題")
    with transaction() as session:
        row = session.get_one(Forum, forum.id)
        assert releases.bring_back(row, 1, by=HANAKO) is True
        version = queries.version(forum.id)
        assert releases.bring_back(row, 1, by=HANAKO) is False
        assert queries.version(forum.id) == version
        undoing.undo(row, by=HANAKO)
    assert draft(forum) == [("改題", 600, "")]


def test_what_cannot_be_brought_back_is_said(forum, transaction):
    add_item(forum, "講演", start=600, minutes=30)
    with transaction() as session:
        session.query(Release).update({"rows": None})
    for number in (1, 9):
        with pytest.raises(DomainError, match="元に戻すための記録がありません"), transaction() as session:
            releases.bring_back(session.get_one(Forum, forum.id), number, by=HANAKO)


def test_an_older_page_brings_nothing_back(forum, transaction):
    item = add_item(forum, "講演", start=600, minutes=30)
    change(forum, item, transaction, title="改題")
    with pytest.raises(AgendaChanged), transaction() as session:
        releases.bring_back(session.get_one(Forum, forum.id), 1, by=HANAKO, version=1)
    assert draft(forum) == [("改題", 600, "")]
