"""What the timeline draws: columns, blocks with what is printed, the hours shown, the present moment, what would move."""

import json
import re
from datetime import UTC, datetime, time

import pytest

from forumapp.agenda.board import board_of
from forumapp.agenda.models import ItemKind
from forumapp.agenda.timeline import timeline_of
from tests.accounts.pages import text_of
from tests.agenda.desk_editing import rows, send
from tests.agenda.factories import add_item, add_track, seed_programme
from tests.forums.factories import make_forum, sign_in_as


@pytest.fixture
def forum(app):
    return make_forum(ends=None)


def drawn(forum):
    return timeline_of(forum, board_of(forum))


def test_the_seed_has_two_columns_and_its_blocks_in_order_of_time(forum):
    seed = seed_programme(forum)
    found = drawn(forum)
    assert [(track["name"], track["mode"]) for track in found["tracks"]] == [
        ("情報政策担当部門", "会場・Web"),
        ("人事・財政部門", "Webのみ"),
    ]
    [day] = found["days"]
    assert (day["name"], day["from"], day["to"]) == ("8月1日(木)", 13 * 60, 17 * 60)
    assert [(row["start"], row["end"], row["track"], row["parent"]) for row in day["items"]] == [
        (810, 825, None, None),
        (825, 840, None, None),
        (840, 870, None, None),
        (870, 880, None, None),
        (880, 890, None, None),
        (890, 905, None, None),
        (905, 970, None, None),
        (905, 970, seed.first.id, seed.division.id),
        (905, 920, seed.second.id, seed.division.id),
    ]


def test_a_block_says_what_it_is_and_leaves_out_what_it_is_not(forum):
    item = add_item(forum, "講演", start="13:30", minutes=20, is_fixed=True, kind=ItemKind.TALK)
    assert drawn(forum)["days"][0]["items"] == [
        {
            "id": item.id,
            "title": "講演",
            "kind": "talk",
            "word": "講演・説明",
            "start": 810,
            "end": 830,
            "minutes": 20,
            "track": None,
            "parent": None,
            "fixed": True,
        }
    ]


def test_a_warning_stands_on_its_block_in_words(forum):
    add_item(forum, "前", start="13:30", minutes=20)
    add_item(forum, "後", start="13:45", minutes=20)
    rows = drawn(forum)["days"][0]["items"]
    assert [row.get("cautions") for row in rows] == [
        None,
        ["「前」が終わる5分前に始まります。開始時刻か、前の項目の時間(分)を直してください。"],
    ]


def test_the_hours_of_the_venue_and_the_end_of_the_forum_are_marked(app):
    forum = make_forum(venue_opens=time(9), venue_closes=time(16, 30))
    add_item(forum, start="13:30", minutes=60)
    [day] = drawn(forum)["days"]
    assert [(mark["at"], mark["edge"], mark["word"]) for mark in day["marks"]] == [
        (810, "start", "フォーラムの開始"),
        (970, "end", "フォーラムの終了"),
        (540, "start", "会場の利用開始"),
        (990, "end", "会場の利用終了"),
    ]
    assert (day["open"], day["from"], day["to"]) == ((540, 990), 13 * 60, 15 * 60)


def test_the_present_moment_is_told_in_the_zone_of_the_forum(forum, clock):
    add_item(forum, start="13:30", minutes=60)
    assert drawn(forum)["now"] == {"day": -31, "minute": 540}
    clock.advance(days=31, hours=5)
    assert clock() == datetime(2024, 8, 1, 5, tzinfo=UTC)
    assert drawn(forum)["now"] == {"day": 0, "minute": 840}


def test_a_forum_without_a_date_has_numbered_days_and_no_present_moment(app):
    forum = make_forum(day=None)
    add_item(forum, day=1, start="10:00", minutes=60)
    found = drawn(forum)
    assert (found["now"], [day["name"] for day in found["days"]]) == (None, ["2日目"])


def test_a_track_without_items_is_a_column_too(forum):
    add_item(forum, start="13:30", minutes=60)
    track = add_track(forum, "新しい部会")
    assert [row["id"] for row in drawn(forum)["tracks"]] == [track.id]


def test_who_only_asks_writes_nothing_and_is_told_what_would_stand_where(app, client):
    forum = make_forum(slug="nagasaki-2024", ends=None)
    first = add_item(forum, "前", start="13:30", minutes=20)
    last = add_item(forum, "後", minutes=20)
    sign_in_as(client, forum)
    before = rows(forum)
    answer = send(client, forum, f"/items/{first.id}/values", minutes="30", decided="ask")
    shift = json.loads(re.search(r'data-moves="([^"]*)"', text_of(answer))[1])
    assert shift == [[first.id, 0, 810, 840], [last.id, 0, 840, 860]]
    alone = send(client, forum, f"/items/{last.id}/values", minutes="30", decided="ask")
    assert json.loads(re.search(r'data-moves="([^"]*)"', text_of(alone))[1]) == [[last.id, 0, 830, 860]]
    assert rows(forum) == before
