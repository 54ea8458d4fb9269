"""What is known around a draft, read from the database, and who may attend as registration answers."""

from datetime import time

import pytest

from forumapp.agenda import queries
from forumapp.agenda.board import board_of
from forumapp.agenda.checks.cautions import Absence, Admission
from forumapp.agenda.models import SpeakerProfile
from forumapp.agenda.questions import admissions_of
from forumapp.agenda.surroundings import cautions_of, surroundings_of
from forumapp.core.db import db
from forumapp.directory import services as directory
from forumapp.directory.queries import departments
from forumapp.forums.models import Forum, Mode, Room, Venue
from forumapp.registration.models import AudienceKind
from tests.agenda.factories import add_item, add_speaker, add_track
from tests.counting import statements
from tests.forums.factories import make_forum
from tests.registration.factories import make_line, make_quota

MEETING = "https://meet.example.jp/own"


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


def surroundings(forum):
    return surroundings_of(forum, queries.items(forum.id), queries.tracks(forum.id))


def admissions(forum):
    return admissions_of(forum, queries.tracks(forum.id))


def codes(forum):
    return [caution.code for caution in cautions_of(forum)]


def test_hours_of_the_venue_and_the_given_end_are_minutes_of_the_first_day(app):
    around = surroundings(make_forum(venue_opens=time(9), venue_closes=time(17, 30), ends=time(16, 10)))
    assert (around.opens, around.closes, around.ends) == (540, 1050, 970)


def test_hours_that_end_earlier_than_they_begin_run_past_midnight(app):
    around = surroundings(
        make_forum(venue_opens=time(18), venue_closes=time(1), starts=time(19), ends=time(0, 30))
    )
    assert (around.opens, around.closes, around.ends) == (1080, 1500, 1470)


def test_a_forum_by_web_has_no_hours_of_a_venue(app):
    around = surroundings(make_forum(venue_opens=time(9), venue_closes=time(17), mode=Mode.WEB))
    assert (around.opens, around.closes) == (None, None)


def test_links_of_their_own_are_known_and_the_forums_one_is_everybodys(forum, transaction):
    first, second = add_track(forum, "甲"), add_track(forum, "乙")
    item = add_item(forum, start=600, minutes=30, track=first, join_url="https://meet.example.jp/item")
    with transaction() as session:
        session.get(Forum, forum.id).join_url = "https://meet.example.jp/all"
        session.merge(first).join_url = MEETING
        session.merge(second).join_url = "https://meet.example.jp/all"
    around = surroundings(db.session.get_one(Forum, forum.id))
    assert dict(around.item_links) == {item.id: "https://meet.example.jp/item"}
    assert dict(around.track_links) == {first.id: MEETING}


def test_absences_of_speakers_are_this_forums(forum, transaction):
    speaker = add_speaker(add_item(forum, start=600, minutes=30))
    other = make_forum()
    with transaction() as session:
        for where, start in ((forum, 600), (other, 0)):
            away = [{"day": 0, "start": start, "end": start + 60}]
            session.add(SpeakerProfile(forum_id=where.id, person_id=speaker.person_id, unavailable=away))
    assert dict(surroundings(forum).absences) == {speaker.person_id: [Absence(0, 600, 660)]}
    assert codes(forum) == ["speaker_away"]


def test_rooms_are_as_large_as_the_venue_says(forum, transaction):
    with transaction() as session:
        venue = Venue(
            name="会館", rooms=[Room(name="大", capacity=100), Room(name="小"), Room(name="中", capacity=50)]
        )
        session.add(venue)
        session.flush()
        session.get(Forum, forum.id).venue_id = venue.id
    large, unknown, middle = venue.rooms
    track = add_track(forum, room=large)
    add_item(forum, start=600, minutes=10, track=track, room=middle)
    add_item(forum, minutes=10, room=unknown)
    assert dict(surroundings(forum).capacities) == {large.id: 100, middle.id: 50}


def test_without_an_audience_nobody_is_missed(forum):
    add_item(forum, start=600, minutes=10, track=add_track(forum))
    assert admissions(forum) is None
    assert codes(forum) == []


def test_a_quota_lets_its_own_track_in_and_no_other(forum):
    mine, other = add_track(forum, "甲"), add_track(forum, "乙")
    add_item(forum, start=600, minutes=10, track=mine)
    add_item(forum, start=600, minutes=10, track=other)
    make_quota(make_line(forum), seats=2, track_id=mine.id)
    assert admissions(forum) == {mine.id: Admission(True), other.id: Admission(False)}
    assert codes(forum) == ["nobody_may_attend"]


@pytest.mark.parametrize("kind", [AudienceKind.ANYBODY, AudienceKind.MUNICIPALITIES])
def test_an_audience_without_quotas_may_attend_everything(forum, kind):
    track = add_track(forum)
    make_line(forum, kind)
    assert admissions(forum) == {track.id: Admission(True)}


def test_a_quota_without_a_track_is_for_tracks_of_its_department(forum, transaction):
    with transaction():
        directory.ensure_defaults()
    information, finance, *_rest = departments()
    tracks = [
        add_track(forum, "甲", departments=[information]),
        add_track(forum, "乙", departments=[finance]),
        add_track(forum, "丙"),
    ]
    make_quota(make_line(forum), department_id=information.id)
    assert [admission.is_open for _track, admission in sorted(admissions(forum).items())] == [
        True,
        False,
        True,
    ]
    make_quota(make_line(forum, label="団体"), department_id=None, seats=0)
    assert admissions(forum)[tracks[1].id] == Admission(False)
    make_quota(make_line(forum, label="ほか"), department_id=None)
    assert admissions(forum)[tracks[1].id] == Admission(True)


def test_seats_of_another_mode_let_nobody_in(forum):
    track = add_track(forum, mode=Mode.WEB)
    make_quota(make_line(forum), mode=Mode.ON_SITE, track_id=track.id)
    assert admissions(forum) == {track.id: Admission(False)}


def test_only_seats_that_are_surely_on_site_count_for_the_room(forum):
    hall, both = add_track(forum, "甲", mode=Mode.ON_SITE), add_track(forum, "乙")
    line = make_line(forum)
    make_quota(line, seats=2, track_id=hall.id)
    make_quota(line, seats=1, track_id=both.id)
    make_quota(line, seats=3, mode=Mode.ON_SITE, track_id=both.id)
    make_quota(line, seats=5, mode=Mode.WEB, track_id=both.id)
    assert admissions(forum) == {hall.id: Admission(True, 21 * 2), both.id: Admission(True, 21 * 3)}


def test_the_table_shows_a_warning_at_its_row_and_in_the_list(forum, transaction):
    with transaction() as session:
        session.get(Forum, forum.id).venue_closes = time(10, 5)
    item = add_item(forum, start=600, minutes=10)
    board = board_of(db.session.get_one(Forum, forum.id))
    sentence = (
        "10:10まで続き、会場を閉める10:05を5分過ぎます。項目を短くするか、会場の利用時間を直してください。"
    )
    assert [(caution.code, caution.item_id, words) for caution, words in board.cautions] == [
        ("venue_late", item.id, sentence)
    ]
    assert [line.cautions for line in board.lines] == [(sentence,)]


def test_warnings_cost_the_same_number_of_statements_however_long_the_programme_is(app, transaction):
    small, large = make_forum(ends=None), make_forum(ends=None)
    for forum, number in ((small, 1), (large, 4)):
        line = make_line(forum)
        for count in range(number):
            track = add_track(forum, f"部会{count}", mode=Mode.WEB)
            make_quota(line, track_id=track.id)
            add_speaker(add_item(forum, start=600 + count, minutes=30, track=track, join_url=MEETING))

    def costs(forum):
        db.session.expire_all()
        ident = forum.id
        db.session.rollback()
        row = db.session.get_one(Forum, ident)
        return statements(lambda: cautions_of(row))

    assert costs(small) == costs(large) <= 6
