"""Reading schedule.json and schedule.xml: what is understood, what is doubted, and what is refused."""

import json
from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forumapp.agenda.models import ItemKind
from forumapp.exchange.schedule import prose, source, times, wording
from forumapp.exchange.schedule.errors import Unreadable
from forumapp.exchange.schedule.model import Doubt, Event, Room
from forumapp.exchange.schedule.understanding import understand
from tests.exchange.schedule.samples import LATE, OPENING, TALK, as_json, as_xml, conference, event, schedule

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = date(2026, 1, 31)
EVENTS = (
    Event(OPENING, OPENING, DAY, 600, 30, "開会", "大ホール", people=("見本 太郎",)),
    Event(
        TALK, TALK, DAY, 630, 45, "窓口を減らす", "大ホール", "くらし", note="一度だけ書けばよい。",
        people=("Hanako Mihon",),
    ),
    Event(
        LATE, LATE, DAY, 1470, 60, "夜の部", "小ホール", "くらし", ItemKind.GROUP_WORK, "一度だけ書けばよい。",
    ),
)  # fmt: skip


def read(given, zone=TOKYO):
    return understand(source.read(given if isinstance(given, bytes) else as_json(given)), zone)


def doubts(*events, zone=TOKYO, **values):
    return read(schedule(*events, **values), zone)[1]


@pytest.mark.parametrize("file", [as_json, as_xml])
def test_both_formats_say_the_same(file):
    found, doubted = read(file(schedule()))
    assert found.events == EVENTS
    assert found.rooms == (Room("大ホール"), Room("小ホール"))
    assert found.tracks == ("くらし",)
    assert (found.title, found.zone, found.days) == ("見本カンファレンス", "Asia/Tokyo", [DAY])
    assert found.homeless == Counter(language=3)
    assert doubted == []


def test_an_old_export_without_identities_and_moments_is_read_by_its_day():
    rows = [event(id=7, start="10:30"), event(id=8, start="01:00", duration="00:50:00")]
    found, doubted = read(as_xml(schedule(*rows, day_change="09:00:00"), with_guid=False, with_date=False))
    assert [(one.identity, one.guid, one.start, one.minutes) for one in found.events] == [
        ("id:7", "", 630, 45),
        ("id:8", "", 1500, 50),
    ]
    assert doubted == []


def test_rooms_and_tracks_stand_in_the_order_of_the_conference_with_capacities():
    rows = [event(id=number, guid="", room=room, track=track) for number, (room, track) in
            enumerate([("B", "y"), ("A", "x"), ("C", "z")], start=1)]  # fmt: skip
    listed = {
        "rooms": [{"name": "A", "capacity": 80}, {"name": "unused"}, {"name": "B", "capacity": -1}],
        "tracks": [{"name": "x", "color": "#000"}, {"name": "unused"}],
    }
    found, _ = read(schedule(*rows, **listed))
    assert found.rooms == (Room("A", 80), Room("B"), Room("C"))
    assert found.tracks == ("x", "y", "z")


def test_texts_of_several_languages_and_html_become_plain_text():
    row = event(
        title={"en": "Forms", "de": "Formulare"},
        track={"ja": "窓口", "en": "Desks"},
        abstract="<p>One &amp; <em>two</em></p><ul><li>a</li><li>b</li></ul><script>no</script>",
        description="**Markdown** stays, and 3 < 4",
    )
    found = read(schedule(row))[0].events[0]
    assert (found.title, found.track) == ("Forms", "窓口")
    assert found.note == "One & two\n\n• a\n• b\n\n**Markdown** stays, and 3 < 4"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (event(title=" "), [Doubt("no_title", TALK)]),
        (event(date="2026-02-31T10:00:00+09:00"), [Doubt("bad_date", "窓口を減らす", "2026-02-31T10:00:00+09:00")]),
        (event(date="", start="25:99"), [Doubt("bad_start", "窓口を減らす", "25:99")]),
        (event(date=None, start=-30), [Doubt("bad_start", "窓口を減らす", "-30")]),
        (event(duration="-00:30"), [Doubt("bad_duration", "窓口を減らす", "-00:30")]),
        (event(duration="166:40"), [Doubt("bad_duration", "窓口を減らす", "166:40")]),
        (event(duration=10**400), [Doubt("bad_duration", "窓口を減らす", "1" + "0" * 59)]),
        (event(duration="24:00"), []),
        (event(date="2031-05-01T10:00:00+09:00"), [Doubt("other_day", "窓口を減らす", "2026-01-31", "2031-05-01")]),
        (event(date="9999-12-31T23:59:00-23:59"), [Doubt("bad_date", "窓口を減らす", "9999-12-31T23:59:00-23:59")]),
        (event(title="長" * 400), [Doubt("title_cut", "長" * 60, "長" * 60, "300")]),
        (event(room="部" * 101), [Doubt("room_cut", "窓口を減らす", "部" * 60, "100")]),
        (event(track="部" * 101), [Doubt("track_cut", "窓口を減らす", "部" * 60, "100")]),
        (event(persons=["名" * 81]), [Doubt("name_cut", "窓口を減らす", "名" * 60, "80")]),
        (event(persons=[f"{n}子" for n in range(60)]), [Doubt("people_cut", "窓口を減らす", "60", "50")]),
        (event(abstract="長" * 5001), [Doubt("note_cut", "窓口を減らす")]),
        (event(guid="no uuid", persons="nobody", links=3, abstract=7, track=["x"], type=None), []),
    ],
)  # fmt: skip
def test_nonsense_in_an_event_is_named(row, expected):
    assert doubts(row) == expected


def test_what_cannot_be_placed_is_left_out_and_the_rest_is_kept():
    rows = [
        event(),
        event(id=2, title="同じもの"),
        event(id=3, guid="", duration="", title="長さなし"),
        event(title=""),
    ]
    found, doubted = read(schedule(*rows))
    assert [one.title for one in found.events] == ["窓口を減らす", "長さなし"]
    assert [one.minutes for one in found.events] == [45, None]
    assert doubted == [
        Doubt("same_guid", "同じもの", TALK),
        Doubt("bad_duration", "長さなし"),
        Doubt("no_title", TALK),
    ]
    assert [one.is_left_out for one in doubted] == [True, False, True]


def test_times_of_another_zone_are_those_of_the_forum_and_it_is_said_once():
    rows = [
        event(id=1, guid="", date="2026-01-31T09:30:00+01:00"),
        event(id=2, guid="", date="2026-01-31T17:00:00+01:00"),
    ]
    found, doubted = read(schedule(*rows, zone="Europe/Brussels"))
    assert [(one.day, one.start) for one in found.events] == [(DAY, 1050), (DAY, 1500)]
    assert doubted == [Doubt("zone_differs", value="Europe/Brussels", other="Asia/Tokyo")]


def test_a_day_with_a_clock_change_keeps_the_times_of_the_clock():
    brussels = ZoneInfo("Europe/Brussels")
    moments = ["2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-03-29T02:30:00+01:00"]
    rows = [event(id=n, guid="", title=f"第{n}", date=moment) for n, moment in enumerate(moments)]
    given = schedule(*rows, zone="Europe/Brussels")
    given["schedule"]["conference"]["days"][0]["date"] = "2026-03-29"
    found, doubted = read(given, brussels)
    assert [(one.title, one.start) for one in found.events] == [("第0", 90), ("第1", 210), ("第2", 210)]
    # 02:30 does not exist that night: as an instant it is 03:30 summer time.
    assert [doubt.code for doubt in doubted] == ["zone_differs"]
    back = event(date="2026-10-25T02:30:00+02:00")
    given = schedule(back, zone="Europe/Brussels")
    given["schedule"]["conference"]["days"][0]["date"] = "2026-10-25"
    assert read(given, brussels)[1] == [Doubt("clock_change", "窓口を減らす", "02:30")]


ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
CONTENT = b"<schedule><conference><title>&j;</title></conference></schedule>"
BOMB = b'<?xml version="1.0"?><!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa">' + ENTITIES + b"]>" + CONTENT
OUTSIDE = b'<?xml version="1.0"?>\n<!DOCTYPE schedule [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<schedule><conference><title>&x;</title></conference></schedule>'
DTD = b'<!DOCTYPE schedule SYSTEM "http://127.0.0.1:1/schedule.dtd"><schedule><conference/></schedule>'


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", "empty", 0),
        (b"\xef\xbb\xbf \n", "empty", 0),
        (BOMB, "doctype", 1),
        (OUTSIDE, "doctype", 2),
        (DTD, "doctype", 1),
        (b"<schedule><conference>&nothere;</conference></schedule>", "syntax", 1),
        (b"<schedule>\n<conference></schedule>", "syntax", 2),
        (b"<schedule/>", "no_schedule", 0),
        (b"<html><body>404</body></html>", "no_schedule", 0),
        (b"BEGIN:VCALENDAR", "no_schedule", 0),
        (b'{"schedule": {"rooms": []}}', "no_schedule", 0),
        (b'{"schedule": [],\n}', "syntax", 2),
        (b'{"title": "\xff"}', "encoding", 1),
        (b'{"a":' * 100_000, "too_deep", 0),
        (b"<a>" * 100, "too_deep", 1),
        (b'{"a": ' + b"9" * 5000 + b"}", "syntax", 0),
        (b"<schedule>" + b"<a/>" * 400_001, "too_large", 0),
        (b" " * (source.MOST_BYTES + 1), "too_large", 0),
        (b'<?xml version="1.0" encoding="nothing"?><schedule/>', "encoding", 0),
    ],
)  # fmt: skip
def test_what_is_no_schedule_is_refused_before_anything_is_built(raw, code, line):
    with pytest.raises(Unreadable) as refused:
        source.read(raw)
    assert (refused.value.code, refused.value.line) == (code, line)


def test_an_empty_and_an_endless_schedule_are_refused():
    with pytest.raises(Unreadable) as refused:
        read(schedule(event(), days=[]))
    assert refused.value.code == "no_events"
    many = schedule(event())
    many["schedule"]["conference"]["days"][0]["rooms"] = {"A": [event()] * 5001}
    with pytest.raises(Unreadable) as refused:
        read(many)
    assert refused.value.code == "too_many"


def test_a_large_conference_is_understood_whole():
    found, doubted = read(as_xml(conference()), ZoneInfo("Europe/Brussels"))
    assert (len(found.events), len(found.rooms), len(found.tracks)) == (1000, 40, 70)
    assert doubted == []


def test_every_code_has_words(app):
    for code in wording.CODES:
        assert wording.in_words(Doubt(code, "題", "値", "他")).endswith("。"), code
    for code in (
        "empty",
        "too_large",
        "too_many",
        "encoding",
        "doctype",
        "syntax",
        "too_deep",
        "no_schedule",
        "no_events",
    ):
        assert wording.refusal(Unreadable(code, 3)).startswith("3行目:"), code


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
    | st.sampled_from(["2026-01-31", "2026-01-31T10:00:00+01:00", "10:00", "00:30"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
FIELDS = st.sampled_from(
    [
        "id",
        "guid",
        "date",
        "start",
        "duration",
        "room",
        "title",
        "track",
        "type",
        "abstract",
        "persons",
        "slug",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(FIELDS, VALUES),
    st.dictionaries(st.sampled_from(["date", "rooms", "index"]), VALUES),
    VALUES,
)
def test_no_values_however_odd_break_the_reader(row, day, rooms):
    given = schedule({**event(), **row, "room": "A"}, rooms=rooms, tracks=rooms, time_zone_name=rooms)
    given["schedule"]["conference"]["days"].append(day)
    found, doubted = read(json.loads(as_json(given)))
    assert all(0 <= one.start <= times.LATEST and one.title for one in found.events)
    assert all(doubt.code in wording.CODES for doubt in doubted)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/pbrliscript &;!-[]\"'\n", max_size=300))
def test_no_markup_breaks_the_text(text):
    assert len(prose.block(text)) <= 4 * prose.MOST + 600
