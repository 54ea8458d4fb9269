"""Exactly those are told whose own time or place changed."""

from datetime import time

import sqlalchemy as sa

from forumapp.agenda.services import items, tracks
from forumapp.calendar.services import find
from forumapp.core.actor import SYSTEM
from forumapp.core.db import db
from forumapp.forums.events import ForumCancelled, ForumChanged
from forumapp.forums.models import Forum, Mode
from forumapp.mail.models import Letter, LetterState
from forumapp.registration.queries.registrations import confirmed
from forumapp.registration.services import changing, news
from tests.agenda.factories import let_see, seed_programme
from tests.counting import statements
from tests.forums.factories import make_forum, make_venue
from tests.registration.factories import make_registration


def told(kind):
    """Return whom a letter of ``kind`` waits for."""
    waiting = sa.select(Letter.name).where(
        Letter.kind == f"registration.{kind}", Letter.state == LetterState.QUEUED
    )
    return sorted(db.session.scalars(waiting))


def seed_people():
    """Make the seed's forum with one person in each track on site, one by Web, one who cancelled."""
    forum = make_forum(venue=make_venue(), ends=None)
    seed = seed_programme(forum)
    make_registration(forum, family_name="情報", given_name="一", track_id=seed.first.id)
    make_registration(forum, Mode.WEB, family_name="財政", given_name="二", track_id=seed.second.id)
    gone = make_registration(forum, family_name="欠席", given_name="三", track_id=seed.first.id)
    return forum, seed, gone


def test_two_people_of_one_city_leave_at_different_times_from_different_places(app):
    forum, _seed, _gone = seed_people()
    facts = [find("registration", one.id).facts for one in confirmed(forum)[:2]]
    assert [(own["start"], own["end"], own["location"]) for own in facts] == [
        ("2024-08-01T13:30:00", "2024-08-01T16:10:00", "出島メッセ長崎 (長崎県長崎市尾上町4−1)"),
        ("2024-08-01T13:30:00", "2024-08-01T15:20:00", "Web"),
    ]


def test_a_longer_group_work_is_told_to_those_in_it_and_to_nobody_else(app, transaction):
    forum, seed, gone = seed_people()
    with transaction():
        changing.cancel(gone, by=SYSTEM)
    with transaction():
        items.change_item(seed.group_work, by=SYSTEM, minutes=75)
    assert told("moved") == []
    let_see(forum)
    assert told("moved") == ["情報　一"]
    first, second = confirmed(forum)
    assert [find("registration", one.id).sequence for one in (first, second)] == [1, 0]
    assert find("registration", first.id).facts["end"] == "2024-08-01T16:20:00"


def test_a_new_title_is_told_to_nobody(app, transaction):
    forum, seed, _gone = seed_people()
    with transaction():
        items.change_item(seed.talk, by=SYSTEM, title="別の題名")
        let_see(forum)
        forum.title = "別の名称"
        news.forum_changed(ForumChanged(forum.id, "facts", frozenset({"title"}), SYSTEM))
    assert told("moved") == []
    assert find("registration", confirmed(forum)[0].id).facts["title"] == "別の名称"


def test_an_earlier_start_is_told_to_everybody_once(app, transaction):
    forum, _seed, _gone = seed_people()
    for starts in (time(13, 0), time(13, 15)):
        with transaction():
            forum.starts = starts
            news.forum_changed(ForumChanged(forum.id, "date", frozenset({"starts"}), SYSTEM))
    assert told("moved") == ["情報　一", "欠席　三", "財政　二"]


def test_another_venue_is_told_to_those_on_site(app, transaction):
    forum, _seed, _gone = seed_people()
    with transaction():
        forum.venue = make_venue(name="県庁")
        db.session.flush()
        news.forum_changed(ForumChanged(forum.id, "venue", frozenset({"venue_id"}), SYSTEM))
    assert told("moved") == ["情報　一", "欠席　三"]


def test_a_cancelled_forum_is_told_to_everybody_who_would_come(app, transaction, clock):
    forum, _seed, gone = seed_people()
    with transaction():
        changing.cancel(gone, by=SYSTEM)
    with transaction():
        forum.cancelled_at = clock.instant
        news.forum_cancelled(ForumCancelled(forum.id, "", SYSTEM))
    assert told("forum_cancelled") == ["情報　一", "財政　二"]
    assert told("received") == []
    assert {find("registration", one.id).facts["status"] for one in confirmed(forum)} == {"CANCELLED"}


def test_changes_after_the_forum_are_told_to_nobody(app, transaction, clock):
    forum, seed, _gone = seed_people()
    clock.advance(days=40)
    with transaction():
        items.change_item(seed.group_work, by=SYSTEM, minutes=75)
    let_see(forum)
    assert told("moved") == []


def test_an_unchanged_forum_costs_the_same_for_one_and_for_five_people(app):
    small, large = make_forum(), make_forum()
    make_registration(small)
    for _person in range(5):
        make_registration(large)
    event = [ForumChanged(forum.id, "facts", frozenset(), SYSTEM) for forum in (small, large)]
    assert statements(lambda: news.forum_changed(event[0])) == statements(
        lambda: news.forum_changed(event[1])
    )
    assert db.session.get(Forum, small.id) is not None


def test_whoever_begins_with_everybody_is_told_the_common_room_before_that_of_the_track(app, transaction):
    venue = make_venue(rooms=(("大会議室", 100), ("第1研修室", 40)))
    forum = make_forum(venue=venue, room=venue.rooms[0])
    seed = seed_programme(forum)
    registration = make_registration(forum, track_id=seed.first.id)
    with transaction():
        tracks.change_track(seed.first, by=SYSTEM, name=seed.first.name, room_id=venue.rooms[1].id)
    let_see(forum)
    assert find("registration", registration.id).facts["location"] == (
        "出島メッセ長崎 大会議室・第1研修室 (長崎県長崎市尾上町4−1)"
    )
