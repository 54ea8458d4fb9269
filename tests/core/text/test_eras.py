from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.core.text.eras import (
    ReadDate,
    UnreadableDate,
    WrongWeekday,
    format_date,
    format_date_ja,
    format_month_day,
    format_year_ja,
    parse_date,
    read_date,
)

THE_DAY = date(2024, 8, 1)
TODAY = date(2024, 6, 21)


def test_the_date_of_the_model_page_prints_with_era_and_weekday():
    assert format_date_ja(THE_DAY) == "令和6年8月1日(木)"
    assert format_date_ja(THE_DAY, weekday=False) == "令和6年8月1日"


def test_a_date_prints_in_the_language_of_the_reader():
    assert format_date(THE_DAY, "ja") == "令和6年8月1日(木)"
    assert format_date(THE_DAY, "en") == "Thursday, 1 August 2024"
    assert format_month_day(THE_DAY, "ja") == "8月1日(木)"
    assert format_month_day(THE_DAY, "en") == "Thu, 1 August"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 8), "平成元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1912, 7, 30), "大正元年"),
        (date(1912, 7, 29), "明治45年"),
        (date(1873, 1, 1), "明治6年"),
        (date(1872, 12, 31), "1872年"),
    ],
)
def test_eras_change_on_their_days(day, expected):
    assert format_year_ja(day) == expected


@pytest.mark.parametrize(
    "text",
    [
        "令和6年8月1日(木)",
        "令和６年８月１日（木）",
        "令和 6年 8月 1日 （木曜日）",
        "令和6年8月1日木曜",
        "令和6年8月1日(木・祝)",
        "令和06年08月01日",
        "R6.8.1",
        "r6.8.1(木)",
        "Ｒ６．８．１",
        "R6/8/1",
        "令6.8.1",
        "㋿6年8月1日",
        "2024/8/1",
        "2024-08-01",
        "2024.8.1",
        "2024年8月1日(木)",
        "8月1日",
        "8月1日（木）",
        "8/1(木)",
    ],
)
def test_dates_are_read_as_people_write_them(text):
    assert parse_date(text, TODAY) == THE_DAY


def test_the_first_year_of_an_era_is_read_in_words_and_figures():
    assert parse_date("令和元年5月1日", TODAY) == date(2019, 5, 1)
    assert parse_date("R1.5.1", TODAY) == date(2019, 5, 1)
    assert parse_date("S64.1.7", TODAY) == date(1989, 1, 7)


def test_a_wrong_weekday_is_pointed_out_with_the_right_one():
    with pytest.raises(WrongWeekday) as caught:
        parse_date("令和6年8月1日(金)", TODAY)
    assert (caught.value.date, caught.value.written, caught.value.actual) == (THE_DAY, "金", "木")


def test_reading_tolerantly_keeps_the_date_and_tells_of_the_weekday():
    read = read_date("R6.8.1（金）", TODAY)
    assert read == ReadDate(THE_DAY, "金", year_was_written=True)
    assert read.weekday_is_wrong is True
    assert read_date("8月1日(木)", TODAY).weekday_is_wrong is False
    assert read_date("8月1日", TODAY) == ReadDate(THE_DAY, None, year_was_written=False)
    assert read_date("8月1日", TODAY).weekday_is_wrong is False


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("8月1日", date(2024, 10, 30), date(2024, 8, 1)),
        ("8月1日", date(2024, 10, 31), date(2025, 8, 1)),
        ("12月20日", date(2025, 1, 10), date(2024, 12, 20)),
        ("1月10日", date(2024, 12, 20), date(2025, 1, 10)),
        ("2月29日", date(2023, 12, 1), date(2024, 2, 29)),
    ],
)
def test_a_date_without_a_year_is_the_first_from_ninety_days_back(text, today, expected):
    assert parse_date(text, today) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form"),
        ("調整中", "form"),
        ("令和6年", "form"),
        ("2024/8-1", "form"),
        ("13:30", "form"),
        ("令和6年8月1日(木)13:30", "form"),
        ("2024/8/1" * 1000, "form"),
        ("2024-02-30", "calendar"),
        ("2024/13/1", "calendar"),
        ("0000-01-01", "calendar"),
        ("令和0年8月1日", "era"),
        ("2月30日", "calendar"),
        ("令和元年4月30日", "era"),
        ("平成31年5月1日", "era"),
        ("平成36年8月1日", "era"),
        ("明治5年12月31日", "era"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(text, reason):
    with pytest.raises(UnreadableDate) as caught:
        parse_date(text, TODAY)
    assert caught.value.reason == reason


@given(st.dates(date(1000, 1, 1), date(2117, 12, 31)), st.dates(min_value=date(2, 1, 1)))
def test_a_printed_date_reads_back_as_itself(day, today):
    assert parse_date(format_date_ja(day), today) == day
    assert parse_date(format_date_ja(day, weekday=False), today) == day
    assert parse_date(day.isoformat(), today) == day


@given(
    st.dates(),
    st.text(max_size=12) | st.from_regex(r"(令和|R)?[0-9]{1,4}[年./][0-9]{1,2}[月./][0-9]{0,2}日?"),
)
def test_any_text_is_a_date_or_refused(today, text):
    with suppress(UnreadableDate, WrongWeekday):
        assert type(parse_date(text, today)) is date
