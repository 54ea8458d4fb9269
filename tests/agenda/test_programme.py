"""The seed's programme compared fact by fact, and what times follow from rows."""

from datetime import date, datetime

import pytest

from forumapp.agenda import queries
from forumapp.agenda.models import ItemKind
from forumapp.agenda.programme import Programme, moment
from forumapp.core.text.times import format_time
from forumapp.forums.models import Mode
from tests.agenda.factories import seed_programme
from tests.forums.factories import make_forum


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


def facts(item):
    return (
        format_time(item.start),
        format_time(item.end),
        item.minutes,
        item.title,
        item.kind,
        [speaker.line for speaker in item.speakers],
    )


def test_the_seed_is_read_with_every_fact(forum):
    seed_programme(forum)
    programme = queries.draft_programme(forum)
    assert [facts(item) for item in programme.items] == [
        (
            "13:30", "13:45", 15, "挨拶・全体説明", ItemKind.GREETING,
            ["総務省自治行政局地域情報化企画室 室長 志賀　真幸"],
        ),
        ("13:45", "14:00", 15, "デジタル人材確保の課題について", ItemKind.TALK, ["総務省 DXアドバイザー 齋藤　正樹氏"]),
        (
            "14:00", "14:30", 30, "広島県取組事例についてのご紹介", ItemKind.TALK,
            ["広島県総務局デジタル基盤整備課 課長 山田　正彦氏"],
        ),
        ("14:30", "14:40", 10, "長崎県説明", ItemKind.TALK, ["長崎県企画部デジタル戦略課 課長 ??橋　圭氏"]),
        ("14:40", "14:50", 10, "全体に関する質疑応答", ItemKind.QA, []),
        ("14:50", "15:05", 15, "休憩", ItemKind.BREAK, []),
        ("15:05", "16:10", 65, "グループワーク・グループ発表", ItemKind.GROUP_WORK, []),
        ("15:05", "15:20", 15, "登壇発表者との質疑応答", ItemKind.QA, []),
    ]  # fmt: skip


def test_the_seed_has_one_container_and_two_tracks_beside_its_eight_items(forum):
    seed_programme(forum)
    programme = queries.draft_programme(forum)
    [division] = [row for row in programme.walk() if row.is_container]
    assert (division.title, division.start, division.minutes) == ("部門に分かれて開催", 905, None)
    assert (division.end, division.is_end_derived) == (970, True)
    assert [
        (track.name, track.mode, track.departments, track.start, track.end) for track in programme.tracks
    ] == [
        ("情報政策担当部門", Mode.BOTH, ("情報政策",), 905, 970),
        ("人事・財政部門", Mode.WEB, ("財政", "人事"), 905, 920),
    ]
    assert [item.end_text for item in programme.items[-2:]] == ["16:10終了", "15:20終了"]
    assert len([*programme.walk(), *programme.tracks]) == 11


def test_the_seed_ends_with_its_latest_track(forum):
    seed_programme(forum)
    programme = queries.draft_programme(forum)
    assert (programme.start, programme.end) == ((0, 810), (0, 970))
    assert moment(date(2024, 8, 1), programme.end) == datetime(2024, 8, 1, 16, 10)
    assert forum.programme_ends == datetime(2024, 8, 1, 16, 10)


def test_each_person_has_the_end_and_the_place_of_their_track(forum):
    seed = seed_programme(forum)
    programme = queries.draft_programme(forum)
    first, second, all_of_it = (
        programme.attended_by(track) for track in (seed.first.id, seed.second.id, None)
    )
    assert [(part.start, part.end, part.mode) for part in (first, second, all_of_it)] == [
        ((0, 810), (0, 970), Mode.BOTH),
        ((0, 810), (0, 920), Mode.WEB),
        ((0, 810), (0, 970), None),
    ]
    assert [len(part.programme.items) for part in (first, second, all_of_it)] == [7, 7, 8]
    assert second.programme.items[-1].title == "登壇発表者との質疑応答"


def test_a_planned_forum_has_an_empty_programme(app):
    forum = make_forum(day=None)
    assert queries.draft_programme(forum) == Programme()
    assert queries.released_programme(forum.id) == Programme()
    assert (Programme().start, Programme().end, Programme().items, Programme().tracks) == (None, None, (), ())
