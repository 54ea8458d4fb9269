"""Lists of the meeting tools are taken once, decided where they are in doubt, and taken back as a whole."""

import pytest

from forumapp.attendance.models import AttendanceCorrection, MatchedBy, Presence, PresenceLog
from forumapp.attendance.queries import logs
from forumapp.attendance.queries.figures import Rate, figures
from forumapp.attendance.queries.final import final
from forumapp.attendance.services import deciding, reading_logs
from forumapp.attendance.services.reading_logs import Notice
from forumapp.attendance.tools.errors import UnreadableReport
from forumapp.core.audit import AuditEntry
from forumapp.core.db import db
from forumapp.core.errors import DomainError
from forumapp.exchange.services import purging
from tests.accounts.factories import writing
from tests.agenda.factories import add_track
from tests.attendance import lists
from tests.attendance.people import CLERK, correct, decide, line_of, megumi, plain, register, take, taro
from tests.forums.factories import make_forum


def matched(forum):
    """Return name → (people, by what, minutes) of the living lists."""
    db.session.expire_all()
    return {
        one.first.name: (one.people, one.first.matched_by and one.first.matched_by.value, one.first.minutes)
        for one in [*logs.doubts(forum), *logs.decided(forum)]
    }


def test_a_list_finds_its_people_and_leaves_the_rest_in_doubt(app):
    forum = make_forum()
    first, second = taro(forum), megumi(forum)

    take(forum, lists.ZOOM_EN)

    assert matched(forum) == {
        "長崎市_山田 太郎": ((first.id,), "address", 90),
        "iPad (髙﨑 恵)": ((second.id,), "variant", 104),
        "事務局": ((), None, 150),
        "Otter.ai Notetaker": ((), None, 104),
    }


def test_looking_at_a_list_writes_nothing_and_tells_the_same(app):
    forum = make_forum()
    taro(forum)

    look = reading_logs.look_at(forum, lists.ZOOM_EN.encode())

    assert (len(look.lines), look.found, look.doubts) == (4, 1, 3)
    assert db.session.query(Presence).count() == db.session.query(PresenceLog).count() == 0
    take(forum, lists.ZOOM_EN)
    assert (len(logs.decided(forum)), len(logs.doubts(forum))) == (1, 3)


def test_the_same_file_again_changes_nothing(app):
    forum = make_forum()
    taro(forum)
    take(forum, lists.ZOOM_EN)
    before = (matched(forum), db.session.query(AuditEntry).count())

    assert take(forum, lists.ZOOM_EN) is None
    assert (matched(forum), db.session.query(AuditEntry).count()) == before
    assert reading_logs.look_at(forum, lists.ZOOM_EN.encode()).known is not None


def test_hosts_recorders_and_tests_are_dismissed_at_once(app):
    forum = make_forum()
    take(forum, lists.ZOOM_EN)

    with writing():
        assert deciding.dismiss_hinted(forum, by=CLERK) == 2
        assert deciding.dismiss_hinted(forum, by=CLERK) == 0

    assert [one.first.name for one in logs.doubts(forum)] == ["iPad (髙﨑 恵)", "長崎市_山田 太郎"]


def test_several_people_at_one_device_are_each_present(app):
    forum = make_forum()
    people = [register(forum, f"会議 {name}") for name in ("一", "二", "三")]
    take(forum, plain(("長崎市 第1会議室", "13:20", "15:00")))

    decide(forum, "会議室", *people)

    assert matched(forum) == {"長崎市 第1会議室": (tuple(one.id for one in people), "hand", 100)}
    decide(forum, "会議室", people[1])
    assert matched(forum) == {"長崎市 第1会議室": ((people[1].id,), "hand", 100)}
    assert db.session.query(Presence).count() == 1


def test_decisions_survive_a_newer_file_which_takes_the_older_ones_place(app):
    forum = make_forum()
    people = [register(forum, f"会議 {name}") for name in ("一", "二")]
    early = plain(("会議室A", "13:20", "14:00"), ("配信用", "13:00", "14:00"), ("だれか", "13:00", "14:00"))
    first = take(forum, early)
    decide(forum, "会議室A", *people)
    decide(forum, "配信用")

    second = take(forum, early.replace("14:00", "16:00") + "新しい人,15:00,16:00\n")

    db.session.refresh(first)
    assert (first.withdrawn_at is not None, second.withdrawn_at) == (True, None)
    assert matched(forum) == {
        "会議室A": (tuple(one.id for one in people), "hand", 160),
        "配信用": ((), None, 180),
        "だれか": ((), None, 180),
        "新しい人": ((), None, 60),
    }
    assert {one.first.name for one in logs.doubts(forum)} == {"だれか", "新しい人"}


def test_the_afternoons_list_stands_beside_the_mornings(app):
    forum = make_forum()
    one = register(forum, "山田 太郎")

    take(forum, plain(("山田 太郎", "10:00", "11:00")))
    take(forum, plain(("山田 太郎", "13:00", "15:00")))

    assert [(line.people, line.first.minutes) for line in logs.decided(forum)] == [
        ((one.id,), 60),
        ((one.id,), 120),
    ]


def test_a_whole_list_is_taken_back_and_read_again_with_its_decisions(app):
    forum = make_forum()
    one = register(forum, "会議 一")
    log = take(forum, plain(("会議室A", "13:20", "14:00")))
    decide(forum, "会議室A", one)

    with writing():
        reading_logs.withdraw(log, by=CLERK)

    assert matched(forum) == {}
    with pytest.raises(DomainError), writing():
        reading_logs.withdraw(log, by=CLERK)
    assert take(forum, plain(("会議室A", "13:20", "14:00"))) is not None
    assert matched(forum) == {"会議室A": ((one.id,), "hand", 40)}


def test_a_device_of_the_same_name_at_another_time_or_meeting_is_another_one(app):
    forum = make_forum()
    one, track = register(forum, "会議 一"), add_track(forum, "情報部会")
    take(forum, plain(("iPad", "10:00", "11:00")))
    decide(forum, "iPad", one)

    take(forum, plain(("iPad", "13:00", "14:00")))
    take(forum, plain(("iPad", "10:00", "11:30")), track_id=track.id)

    assert [line.first.minutes for line in logs.doubts(forum)] == [90, 60]
    take(forum, plain(("iPad", "10:00", "11:15")))
    assert [(line.people, line.first.minutes) for line in logs.decided(forum)] == [((one.id,), 75)]


def test_a_line_that_was_made_a_doubt_again_is_not_remembered(app):
    forum = make_forum()
    log = take(forum, plain(("会議室A", "13:20", "14:00")))
    decide(forum, "会議室A")
    line = line_of(forum, "会議室A")
    with writing():
        deciding.reopen(forum, line, by=CLERK, mark=line.mark)
        reading_logs.withdraw(log, by=CLERK)

    take(forum, plain(("会議室A", "13:20", "14:00")))

    assert [one.first.name for one in logs.doubts(forum)] == ["会議室A"]


def test_two_who_decide_at_once_are_told(app):
    forum = make_forum()
    people = [register(forum, f"会議 {name}") for name in ("一", "二")]
    take(forum, plain(("会議室A", "13:20", "14:00")))
    seen = line_of(forum, "会議室A")
    decide(forum, "会議室A", people[0])

    with pytest.raises(DomainError, match="先に決めました"), writing():
        deciding.decide(forum, seen, [people[1].id], by=CLERK, mark="-")

    assert line_of(forum, "会議室A").people == (people[0].id,)


def test_nobody_of_another_forum_can_be_chosen(app):
    forum, other = make_forum(), make_forum()
    stranger = register(other, "会議 一")
    take(forum, plain(("会議室A", "13:20", "14:00")))
    line = line_of(forum, "会議室A")

    with pytest.raises(DomainError), writing():
        deciding.decide(forum, line, [stranger.id], by=CLERK, mark="-")
    with pytest.raises(DomainError), writing():
        deciding.decide(forum, line, [], by=CLERK, mark="-")

    assert line_of(forum, "会議室A").is_doubt


def test_somebody_registered_afterwards_is_found_when_asked_again(app):
    forum = make_forum()
    take(forum, plain(("山田 太郎", "13:20", "14:00")))
    one = register(forum, "山田 太郎")

    with writing():
        assert reading_logs.match_again(forum, by=CLERK) == 1

    assert matched(forum) == {"山田 太郎": ((one.id,), "name", 40)}


@pytest.mark.parametrize(
    ("text", "notices"),
    [
        (plain(("山田 太郎", "13:20", "16:00")), ()),
        (plain(("山田 太郎", "2024/8/2 13:20", "2024/8/2 16:00")), (Notice.OTHER_DAY,)),
        (plain(("山田 太郎", "04:20", "07:00")), (Notice.OTHER_HOURS,)),
        (lists.ZOOM_SUMS, (Notice.NO_TIMES,)),
    ],
)
def test_what_looks_odd_is_said_before_a_list_is_taken(app, text, notices):
    assert reading_logs.look_at(make_forum(), text.encode()).notices == notices


def test_times_in_utc_are_taken_as_said(app):
    forum = make_forum()
    register(forum, "山田 太郎")

    log = take(forum, plain(("山田 太郎", "04:20", "07:00")), zone="UTC")

    assert line_of(forum, "山田").first.joined_at.isoformat() == "2024-08-01T04:20:00+00:00"
    assert log.tool == "plain"


def test_a_bad_file_is_refused_and_leaves_nothing(app):
    forum = make_forum()

    with pytest.raises(UnreadableReport):
        take(forum, b"PK\x03\x04")

    assert db.session.query(PresenceLog).count() == 0


def test_a_person_found_by_hand_in_the_record_is_a_number_not_a_name(app):
    forum = make_forum()
    one = register(forum, "会議 一")
    take(forum, plain(("会議室A", "13:20", "14:00")))
    decide(forum, "会議室A", one)

    entries = db.session.query(AuditEntry).filter(AuditEntry.action.like("presence.%")).all()
    assert {entry.action: entry.changes for entry in entries} == {
        "presence.read": {"lines": [None, 1], "doubts": [None, 1]},
        "presence.decided": {"people": [None, str(one.id)]},
    }
    assert db.session.query(Presence).one().matched_by is MatchedBy.HAND


def test_after_the_retention_minutes_stay_and_names_are_gone(app, clock):
    forum = make_forum()
    one = taro(forum)
    take(forum, lists.ZOOM_EN)
    clock.advance(days=31)
    correct(one, True, "山田さんに電話で確認")

    with writing():
        purging.purge(db.session.merge(forum), by=CLERK)

    rows = db.session.query(Presence).order_by(Presence.line).all()
    assert {(row.name, row.address) for row in rows} == {("", "")}
    assert sorted(row.minutes for row in rows) == [90, 104, 104, 150]
    assert db.session.query(AttendanceCorrection).one().reason == ""
    assert (logs.decisions(forum), figures(final(forum)).whole) == ({}, Rate(1, 1))


def test_no_name_of_a_list_stands_in_the_logs(app, caplog):
    forum = make_forum()
    with caplog.at_level("DEBUG"):
        take(forum, lists.ZOOM_EN)
        with pytest.raises(UnreadableReport):
            take(forum, "山田 太郎,taro@city.example.jp\n")

    assert [word for word in ("山田", "taro@", "髙﨑") if word in caplog.text] == []
    assert matched(forum)
