"""Printed calendars, read back by icalendar and by a lint of our own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from time import perf_counter

import pytest
from icalendar import Calendar

from forumapp.calendar.ics import (
    Fragment,
    UndatedEntry,
    join,
    print_calendar,
    print_fragment,
    print_message,
)
from tests.calendar.entries import FORUM, GUEST, JOIN, OFFICE, download, event, lines
from tests.calendar.ics_lint import findings


def test_a_forum_prints_as_these_bytes() -> None:
    assert download(FORUM).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//forumapp//calendar 1//JA",
        "CALSCALE:GREGORIAN",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "TZNAME:JST",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:8a6c0c1e@forum.example.jp",
        "DTSTAMP:20240701T030005Z",
        "LAST-MODIFIED:20240701T030005Z",
        "SEQUENCE:3",
        "DTSTART;TZID=Asia/Tokyo:20240801T133000",
        "DTEND;TZID=Asia/Tokyo:20240801T161000",
        "SUMMARY:自治体との共創フォーラム",
        "LOCATION:県庁 1階 大会議室A",
        "DESCRIPTION:13:30 開会\\n13:45 講演",
        "URL:https://forum.example.jp/forums/nagasaki-2024/",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_feed_tells_its_name_its_source_and_how_often_to_ask() -> None:
    data = print_calendar(
        [FORUM], channel="feed", name="長崎, 予定", url="https://例え.jp/feed.ics", language="en"
    )
    assert findings(data) == []
    assert data.decode().split("\r\n")[2:9] == [
        "PRODID:-//forumapp//calendar 1//EN",
        "CALSCALE:GREGORIAN",
        "NAME:長崎\\, 予定",
        "X-WR-CALNAME:長崎\\, 予定",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://xn--r8jz45g.jp/feed.ics",
    ]


@pytest.mark.parametrize("missing", ["name", "url"])
def test_a_feed_without_name_or_source_is_refused(missing: str) -> None:
    given_ = {"name": "長崎", "url": "https://forum.example.jp/feed.ics"} | {missing: None}
    with pytest.raises(ValueError, match="a feed needs its name and its own URL"):
        print_calendar([FORUM], channel="feed", **given_)


def test_an_empty_feed_still_holds_a_component() -> None:
    data = print_calendar([], channel="feed", name="長崎", url="https://forum.example.jp/feed.ics")
    assert findings(data) == []
    assert [part.name for part in Calendar.from_ical(data).subcomponents] == ["VTIMEZONE"]


def test_an_invitation_names_the_office_and_one_guest() -> None:
    data = print_message(FORUM, method="REQUEST", organizer=OFFICE, attendee=GUEST)
    assert findings(data) == []
    assert lines(data, "METHOD", "ORGANIZER", "ATTENDEE", "STATUS", "SEQUENCE") == [
        "METHOD:REQUEST",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "ORGANIZER;CN=共創フォーラム事務局:mailto:forum@example.jp",
        'ATTENDEE;CN="佐世保 花子";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
        ":mailto:hanako@example.jp",
    ]


def test_a_cancellation_is_cancelled_and_asks_nothing() -> None:
    data = print_message(replace(FORUM, sequence=4), method="CANCEL", organizer=OFFICE, attendee=GUEST)
    assert findings(data) == []
    assert lines(data, "METHOD", "UID", "SEQUENCE", "STATUS", "TRANSP", "ATTENDEE") == [
        "METHOD:CANCEL",
        "UID:8a6c0c1e@forum.example.jp",
        "SEQUENCE:4",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        'ATTENDEE;CN="佐世保 花子":mailto:hanako@example.jp',
    ]


def test_a_cancelled_entry_cannot_be_sent_as_an_invitation() -> None:
    with pytest.raises(ValueError, match="sent as CANCEL"):
        print_message(replace(FORUM, status="CANCELLED"), method="REQUEST", organizer=OFFICE, attendee=GUEST)


def test_the_same_entry_gives_the_same_bytes() -> None:
    assert download(FORUM) == download(replace(FORUM))


@pytest.mark.parametrize(
    ("status", "transparency"),
    [("CONFIRMED", "OPAQUE"), ("TENTATIVE", "TRANSPARENT"), ("CANCELLED", "TRANSPARENT")],
)
def test_only_what_is_certain_blocks_the_time(status, transparency) -> None:
    found = event(replace(FORUM, status=status))
    assert (found["STATUS"], found["TRANSP"]) == (status, transparency)


def test_an_entry_without_a_start_is_refused() -> None:
    with pytest.raises(UndatedEntry, match="entry without a start cannot be printed: 8a6c0c1e@"):
        print_calendar([replace(FORUM, start=None, end=None)], channel="download")


def test_days_end_on_the_day_after_the_last() -> None:
    data = download(replace(FORUM, start=date(2024, 8, 1), end=date(2024, 8, 2)))
    assert lines(data, "DTSTART", "DTEND", "TZID") == [
        "DTSTART;VALUE=DATE:20240801",
        "DTEND;VALUE=DATE:20240803",
    ]


def test_one_day_needs_no_end() -> None:
    data = download(replace(FORUM, start=date(2024, 12, 31), end=None))
    assert lines(data, "DTSTART", "DTEND") == ["DTSTART;VALUE=DATE:20241231", "DTEND;VALUE=DATE:20250101"]


@pytest.mark.parametrize("end", [None, FORUM.start])
def test_a_moment_has_no_end(end) -> None:
    assert lines(download(replace(FORUM, end=end)), "DTSTART", "DTEND") == [
        "DTSTART;TZID=Asia/Tokyo:20240801T133000"
    ]


@pytest.mark.parametrize(
    ("key", "start", "hours", "printed"),
    [
        ("UTC", datetime(2026, 8, 1, 4, 30), 1, [":20260801T043000Z", ":20260801T053000Z"]),
        ("America/New_York", datetime(2026, 3, 7, 23), 5,
         [";TZID=America/New_York:20260307T230000", ";TZID=America/New_York:20260308T040000"]),
        ("America/New_York", datetime(2026, 3, 8, 2, 30), 1, [":20260308T073000Z", ":20260308T073000Z"]),
        ("America/New_York", datetime(2026, 11, 1, 1, 30), 1, [":20261101T053000Z", ":20261101T073000Z"]),
        ("Africa/Casablanca", datetime(2026, 8, 1, 10), 1, [":20260801T090000Z", ":20260801T100000Z"]),
        ("Africa/Cairo", datetime(2026, 8, 1, 10), 1, [":20260801T070000Z", ":20260801T080000Z"]),
    ],
)  # fmt: skip
def test_doubtful_local_times_are_printed_in_utc(key, start, hours, printed) -> None:
    data = download(replace(FORUM, timezone=key, start=start, end=start + timedelta(hours=hours)))
    times = lines(data, "DTSTART", "DTEND")
    assert times == [f"DTSTART{printed[0]}", f"DTEND{printed[1]}"][: len(set(printed))]


def test_each_zone_is_told_once_and_before_the_entries() -> None:
    entries = [replace(FORUM, uid=str(n), timezone=key) for n, key in
               enumerate(["Europe/Paris", "Asia/Tokyo", "UTC", "Asia/Tokyo"])]  # fmt: skip
    data = download(*entries)
    assert lines(data, "TZID") == ["TZID:Asia/Tokyo", "TZID:Europe/Paris"]
    assert [part.name for part in Calendar.from_ical(data).subcomponents] == ["VTIMEZONE"] * 2 + [
        "VEVENT"
    ] * 4


def test_a_join_link_is_a_conference_and_stands_in_the_text_once() -> None:
    assert lines(download(replace(FORUM, join_url=JOIN)), "LOCATION", "DESCRIPTION", "CONFERENCE") == [
        "LOCATION:県庁 1階 大会議室A",
        f"DESCRIPTION:13:30 開会\\n13:45 講演\\n\\n{JOIN}",
        f"CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:{JOIN}",
    ]
    told = replace(FORUM, join_url=JOIN, description=f"参加: {JOIN} から")
    assert lines(download(told), "DESCRIPTION") == [f"DESCRIPTION:参加: {JOIN} から"]
    assert lines(download(replace(FORUM, join_url=JOIN, location="")), "LOCATION") == [f"LOCATION:{JOIN}"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uid": ""}, "UID must be"),
        ({"uid": "a b"}, "UID must be"),
        ({"uid": "a\r\nX:1"}, "UID must be"),
        ({"uid": "x" * 256}, "UID must be"),
        ({"sequence": -1}, "SEQUENCE out of range"),
        ({"sequence": 2**31}, "SEQUENCE out of range"),
        ({"revised_at": datetime(2024, 7, 1)}, "revised_at must be aware"),
        ({"start": datetime(2024, 8, 1, 13, tzinfo=UTC)}, "naive wall times"),
        ({"end": datetime(2024, 8, 1, 13)}, "end before start"),
        ({"end": date(2024, 8, 1)}, "start is a time, end is a day"),
        ({"start": date(2024, 8, 1)}, "start is a day, end is a time"),
        ({"start": date(2024, 8, 1), "end": date(2024, 7, 31)}, "end before start"),
        ({"start": date(9999, 12, 31), "end": None}, "years run from 1900 to 9998"),
        ({"start": datetime(1, 1, 1)}, "years run from 1900 to 9998"),
        ({"timezone": "Mars/Base"}, "unknown time zone"),
    ],
)
def test_wrong_structure_is_refused_with_the_reason(change, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        print_fragment(replace(FORUM, **change))


def test_the_stamp_is_told_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    data = download(replace(FORUM, revised_at=datetime(2024, 7, 1, 12, tzinfo=tokyo)))
    assert lines(data, "DTSTAMP") == ["DTSTAMP:20240701T030000Z"]


def test_stored_fragments_join_to_the_same_calendar() -> None:
    other = replace(FORUM, uid="2", timezone="Europe/Paris")
    stored = [Fragment(f.uid, bytes(f.body), f.zone) for f in map(print_fragment, (FORUM, other))]
    assert join(stored, channel="download") == download(FORUM, other)


def test_two_entries_with_one_uid_are_refused() -> None:
    with pytest.raises(ValueError, match="the same UID"):
        print_calendar([FORUM, replace(FORUM, title="x")], channel="download")


def test_an_entry_prints_in_less_than_a_millisecond() -> None:
    print_fragment(FORUM)
    taken = []
    for _ in range(50):
        start = perf_counter()
        print_fragment(FORUM)
        taken.append(perf_counter() - start)
    assert sorted(taken)[25] < 0.001
