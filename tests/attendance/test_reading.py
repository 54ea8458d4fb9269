"""What the meeting tools write is read the same: times to UTC, rejoins together, whoever the tool."""

from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.attendance.tools import intervals, moments
from forumapp.attendance.tools.errors import UnreadableReport
from forumapp.attendance.tools.people import Kind
from forumapp.attendance.tools.reading import Fault, read_report
from tests.attendance import lists

DAY, ZONE = date(2024, 8, 1), "Asia/Tokyo"
TARO = (("04:25:00", "05:00:00"), ("05:10:00", "06:05:00"))
MEGUMI = (("04:20:30", "06:04:30"),)


def read(content):
    """Read a file of the forum's day."""
    return read_report(content, DAY, ZONE)


def shown(line):
    """Return the stays of a line as UTC clock times."""
    return tuple(
        tuple(f"{datetime.fromtimestamp(second, UTC):%H:%M:%S}" for second in stay) for stay in line.stays
    )


def line_of(report, part):
    """Return the one line whose name holds ``part``."""
    (found,) = (line for line in report.lines if part in line.name)
    return found


@pytest.mark.parametrize(
    ("content", "tool"),
    [
        (lists.utf8(lists.ZOOM_EN), "zoom"),
        (lists.utf8_marked(lists.ZOOM_JA), "zoom"),
        (lists.cp932(lists.ZOOM_JA), "zoom"),
        (lists.utf8_marked(lists.ZOOM_NEW), "zoom"),
        (lists.utf16(lists.TEAMS_EN), "teams"),
        (lists.utf16_unmarked(lists.TEAMS_EN), "teams"),
        (lists.utf16(lists.TEAMS_JA), "teams"),
        (lists.utf16(lists.TEAMS_OLD), "teams"),
        (lists.utf16(lists.TEAMS_OLD_JA), "teams"),
        (lists.utf16(lists.WEBEX_EN), "webex"),
        (lists.utf16(lists.WEBEX_JA), "webex"),
        (lists.utf8(lists.ZOOM_IDS), "plain"),
        (lists.cp932(lists.PLAIN_JA), "plain"),
        (lists.utf8(lists.PLAIN_EN), "plain"),
    ],
)
def test_every_tool_in_both_languages_gives_the_same_people_and_times(content, tool):
    report = read(content)

    assert report.tool == tool
    assert shown(line_of(report, "山田")) == TARO
    assert (line_of(report, "山田").minutes, line_of(report, "山田").rejoins) == (90, 2)
    assert shown(line_of(report, "髙﨑")) == MEGUMI
    assert line_of(report, "髙﨑").minutes == 104
    assert report.faults == ()


@pytest.mark.parametrize(
    "text", [lists.ZOOM_EN, lists.TEAMS_EN, lists.TEAMS_JA, lists.WEBEX_EN, lists.WEBEX_JA]
)
def test_the_host_is_told_from_those_who_came(text):
    report = read(lists.utf16(text))

    kinds = {line.name: line.kind for line in report.lines if line.kind is not Kind.BOT}
    assert [name for name, kind in kinds.items() if kind is Kind.HOST] == ["事務局"]


def test_recorders_and_tests_are_pointed_out():
    names = ["Otter.ai Notetaker", "議事録用", "接続テスト", "田中 一郎"]
    text = "氏名,入室,退室\n" + "".join(f"{name},13:00,14:00\n" for name in names)

    report = read(text.encode())

    assert [line_of(report, name).kind for name in names] == [Kind.BOT, Kind.BOT, Kind.TEST, Kind.PERSON]


def test_what_a_tool_adds_to_a_name_goes():
    assert [line.name for line in read(lists.utf16(lists.TEAMS_EN)).lines] == [
        "事務局",
        "山田 太郎",
        "髙﨑 恵",
    ]


def test_times_in_utc_are_told_by_the_heading():
    report = read(lists.utf16(lists.TEAMS_UTC))

    assert report.is_zone_stated
    assert shown(line_of(report, "髙﨑")) == MEGUMI


def test_a_list_of_sums_has_minutes_and_no_times():
    report = read(lists.utf8(lists.ZOOM_SUMS))

    assert (report.has_times, line_of(report, "山田").minutes) == (False, 90)


@pytest.mark.parametrize(
    "text",
    ["8/1/2024 1:05 PM", "1/8/2024 13:05", "01.08.2024 13:05:00", "2024年8月1日 13時05分", "2024/08/01 午後1:05",
     "Aug 1, 2024 1:05:00 PM", "1 Aug 2024 13:05", "24/08/01 13:05", "２０２４／８／１　１３：０５", "13:05",
     "2024-08-01T04:05:00Z", "2024-08-01T13:05:00.123+09:00", "2024-08-01 13:05 JST", "8/1/24, 1:05:00 PM"],
)  # fmt: skip
def test_a_moment_is_read_however_it_is_written(text):
    found = moments.moment(text, DAY)

    local = found if found.tzinfo is None else found.astimezone(moments.stated_zone("GMT+09:00"))
    assert local.replace(tzinfo=None, second=0) == datetime(2024, 8, 1, 13, 5)


@pytest.mark.parametrize("text", ["", "—", "13時", "99:99", "2024-13-45 13:05", "13:05 PM", "いつも"])
def test_what_is_no_moment_is_none(text):
    assert moments.moment(text, DAY) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("62", 3720), ("1h 2m 3s", 3723), ("1 時間 2 分 3 秒", 3723), ("1:02:03", 3723), ("47:03", 2823),
     ("1 hr 2 min", 3720), ("35 mins", 2100), ("９０分", 5400), ("1,020", 61200), ("なし", None), ("", None),
     ("-5", None)],
)  # fmt: skip
def test_a_duration_is_read_however_it_is_written(text, seconds):
    assert moments.duration(text) == seconds


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "empty"),
        (b"PK\x03\x04 a workbook", "excel"),
        (b"%PDF-1.7", "no_csv"),
        (b"\x81\xff\xfe" * 90, "encoding"),
        ("こんにちは。\n名簿はありません。\n".encode(), "no_heading"),
        ("団体,人数\n長崎市,3\n".encode(), "no_heading"),
        ("氏名,入室,退室\n".encode(), "no_people"),
        (b"x" * (1024 * 1024 + 1), "too_big"),
        (b"name,join\n" + b"a,13:00\n" * 20_001, "too_long"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_reason(content, code):
    with pytest.raises(UnreadableReport) as refused:
        read(content)

    assert refused.value.code == code


def test_rows_that_cannot_be_taken_are_told_by_their_number():
    text = "氏名,入室,退室\n,13:00,14:00\n甲 一,いつか,14:00\n乙 二,13:00,\n丙 三,14:00,13:00\n丁 四,13:00,14:00\n"

    report = read(text.encode())

    assert report.faults == (
        Fault(2, "no_name"),
        Fault(3, "no_time"),
        Fault(4, "no_end"),
        Fault(5, "odd_times"),
    )
    assert [(line.name, line.minutes) for line in report.lines] == [
        ("丁 四", 60),
        ("丙 三", 0),
        ("乙 二", 0),
        ("甲 一", 0),
    ]


stays = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)).map(lambda pair: (pair[0], sum(pair))))


@given(stays)
def test_the_union_holds_each_second_once(given_stays):
    covered = {second for start, end in given_stays for second in range(start, end)}

    put = intervals.union(given_stays)

    assert intervals.seconds(given_stays) == len(covered)
    assert {second for start, end in put for second in range(start, end)} == covered
    assert all(first[1] < second[0] for first, second in pairwise(put))


@given(stays, st.randoms())
def test_the_order_and_repetition_of_stays_do_not_matter(given_stays, random):
    mixed = [*given_stays, *given_stays]
    random.shuffle(mixed)

    assert intervals.union(mixed) == intervals.union(given_stays)


@given(stays, st.integers(0, 500), st.integers(0, 100))
def test_an_overlap_counts_covered_seconds_only(given_stays, start, length):
    covered = {second for since, until in given_stays for second in range(since, until)}

    wanted = len(covered & set(range(start, start + length)))
    assert intervals.overlap(intervals.union(given_stays), start, start + length) == wanted


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    with suppress(UnreadableReport):
        assert read(content).lines


@given(st.permutations(lists.ZOOM_JA.splitlines()[1:]))
def test_the_order_of_rows_does_not_matter(rows):
    head = lists.ZOOM_JA.splitlines()[0]

    assert read("\n".join([head, *rows]).encode()) == read(lists.utf8(lists.ZOOM_JA))
