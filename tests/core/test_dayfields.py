"""Dates and times as people type them into forms."""

from datetime import date, time

import pytest

from forumapp.core.dayfields import ClockField, DayField
from forumapp.core.forms import Form


class WhenForm(Form):
    day = DayField("日")
    at = ClockField("時刻")


def read(app, day="", at="", **options):
    with app.test_request_context("/", method="POST", data={"day": day, "at": at}, **options):
        form = WhenForm()
        form.validate()
        return form


@pytest.mark.parametrize(
    "typed",
    ["令和6年8月1日(木)", "R6.8.1", "２０２４／８／１", "2024-08-01", "2024年8月1日", "8月1日", "8/1（木）"],
)
def test_a_date_is_understood_as_it_is_written(app, typed):
    form = read(app, day=typed)
    assert (form.day.data, form.day.errors) == (date(2024, 8, 1), [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "2024/8/1(金)",
            "令和6年8月1日(木)です。入力された曜日(金)と合いません。日付と曜日を確認してください。",
        ),
        ("2024/2/30", "暦にない日付です。月と日を確認してください。"),
        ("令和1年1月1日", "元号と年が合いません。年を確認してください。"),
        ("あした", "日付を読み取れません(例:令和6年8月1日、R6.8.1、2024/8/1)。"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_its_reason_and_kept_as_typed(app, typed, sentence):
    form = read(app, day=typed)
    assert (form.day.data, form.day.errors, form.day._value()) == (None, [sentence], typed)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("13:30", time(13, 30)), ("１３：３０", time(13, 30)), ("午後1時半", time(13, 30)), ("9時", time(9))],
)
def test_a_time_is_understood_as_it_is_written(app, typed, minute):
    assert read(app, at=typed).at.data == minute


@pytest.mark.parametrize("typed", ["25:30", "24:00", "13:75", "昼", "午後12時"])
def test_a_time_that_is_none_of_the_day_is_refused(app, typed):
    form = read(app, at=typed)
    assert (form.at.data, len(form.at.errors), form.at._value()) == (None, 1, typed)


def test_nothing_typed_is_nothing(app):
    form = read(app, day=" ", at="　")
    assert (form.day.data, form.at.data, form.errors.keys() - {"csrf_token"}) == (None, None, set())


def test_known_values_are_shown_so_that_they_can_be_read_again(app):
    with app.test_request_context("/"):
        form = WhenForm(data={"day": date(2024, 8, 1), "at": time(9, 5)})
        assert (form.day._value(), form.at._value()) == ("2024/8/1", "9:05")
    again = read(app, day="2024/8/1", at="9:05")
    assert (again.day.data, again.at.data) == (date(2024, 8, 1), time(9, 5))
