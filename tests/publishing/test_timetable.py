"""A programme too long for one page: a day, a room or a track at a time, by links, each kept by revision."""

import gzip
import re
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from forumapp.agenda.models import ItemKind, Release
from forumapp.agenda.programme import Programme, ProgrammeDay, ProgrammeItem, ProgrammeTrack, Speaker
from forumapp.core import clock, pagecache
from forumapp.publishing.presentation import present
from forumapp.publishing.timetable import LARGE, beginning, timetable, wanted
from forumapp.registration.feeds import when
from tests.accounts.factories import writing
from tests.conftest import forget_pages
from tests.counting import listening
from tests.forums.factories import make_forum

PAGE = "/forums/big/agenda"
DAY = date(2024, 8, 1)


def talk(number, start, room, **values):
    return ProgrammeItem(
        number,
        ItemKind.TALK,
        title=f"Talk {number}",
        start=start,
        end=start + 25,
        minutes=25,
        room=f"Hall {room}",
        room_id=room,
        note=f"About talk {number}",
        speakers=(Speaker(number, family_name=f"Given{number} Family"),),
        **values,
    )


def programme(items=1000, rooms=40, tracks=70, days=2):
    """Days of parallel tracks, each in several rooms."""
    found = []
    for day in range(days):
        inner = [[] for _ in range(tracks)]
        for number in range(items // days):
            track = number % tracks
            start = 540 + 30 * (number // rooms)
            ident = day * items // days + number + 1
            inner[track].append(talk(ident, start, number % rooms + 1, day=day, track_id=track + 1))
        parts = [
            ProgrammeTrack(n + 1, f"Topic {n + 1}", items=tuple(rows)) for n, rows in enumerate(inner) if rows
        ]
        found.append(
            ProgrammeDay(
                day, (ProgrammeItem(None, ItemKind.CONTAINER, day=day, start=540, tracks=tuple(parts)),)
            )
        )
    return Programme(tuple(found))


@pytest.fixture
def big(app):
    return released(programme())


def released(content, **values):
    with writing() as session:
        forum = make_forum(slug="big", day=DAY, starts=time(9), ends=None, **values)
        session.add(forum)
        session.flush()
        session.add(Release(forum_id=forum.id, number=1, released_at=clock.now(), content=content.to_json()))
    return forum


def ids(response):
    return [int(found) for found in re.findall(r'id="item-(\d+)"', response.get_data(as_text=True))]


def current(response):
    text = response.get_data(as_text=True)
    return re.findall(r'<a href="([^"]+)" aria-current="page">', re.sub("&amp;", "&", text))


def test_a_day_shows_its_items_in_order_of_time_and_room(big, client):
    answer = client.get(PAGE)
    assert ids(answer) == list(range(1, 501))
    assert ids(client.get(f"{PAGE}?day=2")) == list(range(501, 1001))
    assert current(answer) == [f"{PAGE}?day=1"]


def test_a_room_and_a_track_show_their_items_of_every_day_with_what_they_are_about(big, client):
    room = client.get(f"{PAGE}?room=3")
    assert ids(room) == [*range(3, 501, 40), *range(503, 1001, 40)]
    assert current(room) == [f"{PAGE}?room=3"]
    track = client.get(f"{PAGE}?track=70").get_data(as_text=True)
    assert re.findall(r"About talk (\d+)", track) == [
        str(n) for n in [*range(70, 501, 70), *range(570, 1001, 70)]
    ]
    assert "/forums/big/tracks/70/calendar.ics" in track
    assert "About talk" not in client.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    ["day=3", "day=0", "day=", "day=01", "day=x", "room=41", "room=3x", "track=71", "day=1&room=2", "track=1&room=1",
     "day=" + "9" * 5000, "track=%E4%B8%80"],
)  # fmt: skip
def test_what_the_programme_does_not_have_is_no_page(big, client, query):
    assert client.get(f"{PAGE}?{query}").status_code == 404


def test_each_filtered_page_is_kept_by_revision_and_no_invented_one(big, client):
    kept = client.application.extensions[pagecache.EXTENSION]._pages
    known = ["", "?day=2", "?room=3", "?track=70", "?day=2&lang=en"]
    client.set_cookie("lang", "en")
    for query in known:
        assert client.get(PAGE + query).status_code == 200
    assert len(kept) == len(known)
    for query in (
        "?day=2&x=1",
        "?x=1",
        "?lang=en&day=2",
        "?day=2&lang=fr",
        "?day=2&day=1",
        "?room=3#a&room=4",
    ):
        assert client.get(PAGE + query).status_code == 200
    assert len(kept) == len(known)
    with listening() as seen:
        assert client.get(f"{PAGE}?track=70").status_code == 200
    assert len(seen) == 1


def test_a_short_programme_stays_on_one_page_and_can_be_filtered_by_link(app, client):
    released(programme(LARGE, rooms=4, tracks=3, days=1))
    whole = client.get(PAGE).get_data(as_text=True)
    assert "timetable" not in whole
    assert "?day=" not in whole
    assert len(ids(client.get(f"{PAGE}?room=2"))) == 38
    with writing() as session:
        session.query(Release).one().content = programme(LARGE + 1, rooms=4, tracks=3, days=1).to_json()
    assert "timetable" in client.get(f"{PAGE}?lang=ja").get_data(as_text=True)


def test_the_forums_page_offers_the_days_rooms_and_tracks_and_lists_nothing(big, client):
    page = client.get("/forums/big/").get_data(as_text=True)
    assert set(re.findall(rf'"{PAGE}\?(\w+)=', page)) == {"day", "room", "track"}
    assert "Talk 1" not in page
    assert (
        'aria-current="page">' not in re.sub(r'<a href="/forums/big/" aria.*?>', "", page).split("picks")[1]
    )


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?room=1", f"{PAGE}?track=1", "/forums/big/"])
def test_a_first_visit_of_a_large_programme_stays_light(big, client, path):
    packed = {"Accept-Encoding": "gzip"}
    answer = client.get(path, headers=packed)
    html = gzip.decompress(answer.data).decode()
    linked = set(re.findall(r'<(?:link|script)\b[^>]*?(?:href|src)="(/assets/[^"]+)"', html))
    sizes = [len(answer.data), *(len(client.get(one, headers=packed).data) for one in linked)]
    assert sum(sizes) <= 60 * 1024
    assert len(sizes) <= 7


def test_statements_do_not_grow_with_the_programme(app, client):
    ident = released(programme(200)).id
    forget_pages(app)
    with listening() as seen:
        assert client.get(f"{PAGE}?room=1").status_code == 200
    with writing() as session:
        release = session.query(Release).filter_by(forum_id=ident).one()
        release.content = programme().to_json()
    forget_pages(app)
    with listening() as more:
        assert client.get(f"{PAGE}?room=1").status_code == 200
    assert len(more) == len(seen) <= 8


def test_rooms_stand_in_the_order_of_their_numbers_and_items_without_one_only_by_day():
    rows = (talk(1, 540, 10), talk(2, 540, 2), replace(talk(3, 600, 1), room_id=None, room=""))
    short = Programme((ProgrammeDay(0, rows),))
    found = timetable(short, None, "day", "1")
    assert [(pick.id, pick.name, pick.count) for pick in found.rooms] == [
        (2, "Hall 2", 1),
        (10, "Hall 10", 1),
    ]
    assert [[slot.item.id for slot in slots] for _minute, slots in found.parts[0].times] == [[2, 1], [3]]
    assert found.tracks == []
    assert (wanted({}, short), beginning(short, DAY)) == (None, None)


def test_an_item_without_own_room_is_held_in_that_of_its_track(app):
    track = ProgrammeTrack(
        1, "甲", room="Hall 7", room_id=7, items=(replace(talk(1, 540, 1), room_id=None, room=""),)
    )
    found = timetable(
        Programme((ProgrammeDay(0, (ProgrammeItem(None, ItemKind.CONTAINER, tracks=(track,)),)),)),
        DAY,
        "room",
        "7",
    )
    assert [slot.room for _minute, slots in found.parts[0].times for slot in slots] == ["Hall 7"]


def test_a_forum_of_several_days_says_so_and_a_long_evening_does_not(app):
    forum = make_forum(day=DAY, starts=time(9), ends=None)
    forum.programme_ends = datetime(2024, 8, 3, 17, 0)
    view = present(forum, "ja")
    assert (view.date, view.time, view.is_end_derived) == ("令和6年8月1日(木)〜8月3日(土)", "9:00〜", False)
    assert present(forum, "en").date == "Thursday, 1 August 2024 – Sat, 3 August"
    forum.programme_ends = datetime(2024, 8, 2, 1, 0)
    assert (view.date, view.time) == ("令和6年8月1日(木)", "9:00〜25:00")


def test_an_afternoon_and_the_morning_after_are_two_days(app):
    """Fewer than 24 hours, and still nobody says 13:30〜35:00."""
    forum = make_forum(day=DAY, starts=time(13, 30), ends=None)
    forum.programme_ends = datetime(2024, 8, 2, 11, 0)
    view = present(forum, "ja")
    assert (view.date, view.time) == ("令和6年8月1日(木)〜8月2日(金)", "13:30〜")
    said = "令和6年8月1日(木) 13:30〜令和6年8月2日(金) 11:00"
    assert when(forum, forum.programme_ends, "ja") == said
    assert when(forum, datetime(2024, 8, 2, 5, 0), "ja") == "令和6年8月1日(木) 13:30〜29:00"
