from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.core.text.times import (
    LAST_MINUTE,
    UnreadableTime,
    format_minutes,
    format_range,
    format_time,
    parse_time,
)

MINUTES = st.integers(0, LAST_MINUTE)


@pytest.mark.parametrize(
    ("minute", "plain", "padded"),
    [(0, "0:00", "00:00"), (545, "9:05", "09:05"), (810, "13:30", "13:30"), (1530, "25:30", "25:30")],
)
def test_times_print_on_a_clock_that_may_pass_midnight(minute, plain, padded):
    assert format_time(minute) == plain
    assert format_time(minute, padded=True) == padded


def test_a_range_prints_its_end_only_where_one_was_given():
    assert format_range(810, 970) == "13:30\u301c16:10"
    assert format_range(810, None) == "13:30\u301c"
    assert format_range(810, 970, derived_end=True) == "13:30\u301c"


def test_lengths_print_in_the_language_of_the_reader():
    assert format_minutes(15) == "15分"
    assert format_minutes(15, "en") == "15 min"


@pytest.mark.parametrize("print_it", [format_time, format_minutes, lambda minute: format_range(minute, None)])
def test_a_negative_time_is_refused(print_it):
    with pytest.raises(ValueError, match="-5"):
        print_it(-5)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("13:30", 810),
        ("１３：３０", 810),
        (" 13 : 30 ", 810),
        ("13h30", 810),
        ("14h00", 840),
        ("14h", 840),
        ("9:05", 545),
        ("09:05", 545),
        ("18時00分", 1080),
        ("18時", 1080),
        ("１０時半", 630),
        ("10時5分", 605),
        ("午前10時", 600),
        ("午後1時", 780),
        ("午後\u30003時50分", 950),
        ("午後1:30", 810),
        ("午後0時30分", 750),
        ("午前0時", 0),
        ("正午", 720),
        ("25:30", 1530),
        ("24時", 1440),
        ("47:59", 2879),
    ],
)
def test_times_are_read_as_people_write_them(text, minute):
    assert parse_time(text) == minute


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "午後",
            "13",
            "1330",
            "13:3",
            "13:60",
            "13:300",
            "48:00",
            "99時",
            "-1:30",
            "10時60分",
            "balance",
        ),
        *("午後12時", "午前12時30分", "午後13時", "午後正午", "13:30\u301c", "13:30\n14:00", "²:30"),
    ],
)
def test_what_is_no_plain_time_is_refused(text):
    with pytest.raises(UnreadableTime):
        parse_time(text)


@given(MINUTES)
def test_a_printed_time_reads_back_as_itself(minute):
    assert parse_time(format_time(minute)) == minute
    assert parse_time(format_time(minute, padded=True)) == minute


@given(MINUTES, MINUTES)
def test_a_printed_range_reads_back_from_its_two_sides(start, end):
    left, right = format_range(start, end).split("\u301c")
    assert (parse_time(left), parse_time(right)) == (start, end)


@given(st.text(max_size=10))
def test_any_text_is_a_time_or_refused(text):
    with suppress(UnreadableTime):
        assert 0 <= parse_time(text) <= LAST_MINUTE
