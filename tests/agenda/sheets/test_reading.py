"""Cells as people fill them in: moved columns, merged cells, full width, times of every kind, and what is wrong."""

from datetime import datetime, time, timedelta

import openpyxl
import pytest

from forumapp.agenda.models import ItemKind
from forumapp.forums.models import Mode
from tests.agenda.sheets.books import made, read, saved

HEAD = ["開始", "終了", "分", "種類", "内容", "開催方法", "固定"]


def one(app, **cells):
    """Read a sheet of one row."""
    words = {"内容": "話", "分": None, **cells}
    return read(made([list(words), list(words.values())]))


@pytest.mark.parametrize(
    "written",
    ["13:30", "１３：３０", "13時30分", "午後1時半", time(13, 30), timedelta(hours=13, minutes=30), 0.5625, "0.5625",
     datetime(1899, 12, 31, 13, 30), datetime(2024, 8, 1, 13, 30), 0.56249999],
)  # fmt: skip
def test_a_time_is_understood_as_people_and_programs_write_it(app, written):
    sheet = one(app, 開始=written)
    assert (sheet.rows[0].start.minute, sheet.problems) == (810, [])


@pytest.mark.parametrize(
    "written", ["25:30", timedelta(hours=25, minutes=30), 1.0625, datetime(1900, 1, 1, 1, 30)]
)
def test_a_time_after_midnight_stays_one_of_the_same_day(app, written):
    assert one(app, 開始=written).rows[0].start.minute == 1530


@pytest.mark.parametrize(
    "written", [15, 15.0, "15", "１５", "15分", "15 min", time(0, 15), timedelta(minutes=15)]
)
def test_a_length_is_understood(app, written):
    assert one(app, 分=written).rows[0].minutes == 15


@pytest.mark.parametrize(
    ("column", "written", "words"),
    [
        ("開始", "昼すぎ", "「昼すぎ」を時刻として読み取れません(例：13:30)。"),
        ("開始", 1330, "「1330」を時刻として読み取れません(例：13:30)。"),
        ("開始", "49:00", "「49:00」を時刻として読み取れません(例：13:30)。"),
        ("開始", "=NOW()", "式の計算結果がありません。Excelで開いて保存し直すか、時刻を入力してください。"),
        ("分", "少し", "「少し」を分として読み取れません。数字で入力してください(例：15)。"),
        ("分", 7.5, "「7.5」を分として読み取れません。数字で入力してください(例：15)。"),
        ("分", -5, "時間は0分から1440分(24時間)までで入力してください。"),
        ("分", 10_000, "時間は0分から1440分(24時間)までで入力してください。"),
        ("分", "10000分", "時間は0分から1440分(24時間)までで入力してください。"),
        ("内容", "=1+1", "式は使えません。文字で入力してください。"),
        ("内容", None, "内容を入力してください。行が不要なときは、行ごと削除してください。"),
        ("内容", "長" * 301, "300文字以内で入力してください(現在301文字)。"),
        ("固定", "たぶん", "「固定」「時間があれば」のどちらかを選ぶか、空欄にしてください。"),
    ],
)
def test_what_cannot_be_taken_is_listed_with_its_row_column_and_reason(app, column, written, words):
    (problem,) = one(app, 備考="あり", **{column: written}).problems
    assert (problem.row, problem.column, problem.message) == (2, column, words)


def test_columns_may_stand_anywhere_and_blank_rows_and_titles_above_are_passed_over(app):
    rows = [
        ["次第(案)"],
        [],
        ["備考", "内容", "要らない列", "形式", "分", "種別"],
        [],
        ["注", "話", "x", "Webのみ", 5, "休憩"],
        [],
    ]
    sheet = read(made(rows))
    (row,) = sheet.rows
    assert (row.note, row.title, row.mode, row.minutes, row.kind) == ("注", "話", Mode.WEB, 5, ItemKind.BREAK)
    assert (row.start, row.speakers) == (None, None)


def test_english_headings_and_words_are_understood_on_a_japanese_page(app):
    sheet = read(
        made(
            [
                ["Start", "Minutes", "Content", "Kind", "Fixed"],
                ["13:00", 5, "Talk", "Break", "Fixed, if time allows"],
            ]
        )
    )
    (row,) = sheet.rows
    assert (row.start.minute, row.minutes, row.kind, row.is_fixed) == (780, 5, ItemKind.BREAK, True)


def test_a_merged_track_counts_for_each_of_its_rows(app):
    book = openpyxl.Workbook()
    for row in (["分", "内容", "部会"], [5, "一", "甲部会"], [5, "二", None], [5, "三", None]):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    assert [row.track for row in read(saved(book)).rows] == ["甲部会", "甲部会", ""]


def test_a_copied_row_is_a_new_one(app):
    rows = [["分", "内容", "forumapp one 3"], [5, "一", "7"], [5, "一の写し", "7"]]
    sheet = read(made(rows))
    assert [row.key for row in sheet.rows] == [7, None]
    assert (sheet.slug, sheet.version) == ("one", 3)
