"""Rows copied from a table are understood as people write them: with a heading or without, columns in any order."""

import pytest

from forumapp.forums.models import Mode
from forumapp.inquiries.pasting import mode_in, read

AOKI = {"family_name": "青木", "given_name": "花子"}
KANA = {"family_kana": "アオキ", "given_kana": "ハナコ"}


def cells(text):
    return [row.cells for row in read(text)]


def test_columns_follow_the_heading_whatever_their_order():
    text = (
        "No.\tメールアドレス(任意)\t役 職\t氏　名\tふりがな\t所属\t参加方法\n"
        "1\tａｏｋｉ@city.example.jp\t主査\t青木　花子\tあおき　はなこ\t総務課\tＷｅｂ\n"
        "\t\t\t\t\t\t\n"
        "2\t\t係長\t井上 太郎\tｲﾉｳｴ ﾀﾛｳ\t財政課\t会場\n"
    )
    assert cells(text) == [
        {
            **AOKI,
            **KANA,
            "unit": "総務課",
            "title": "主査",
            "email": "aoki@city.example.jp",
            "mode": "Ｗｅｂ",
        },
        {
            "family_name": "井上",
            "given_name": "太郎",
            "family_kana": "イノウエ",
            "given_kana": "タロウ",
            "unit": "財政課",
            "title": "係長",
            "mode": "会場",
        },
    ]
    assert [row.line for row in read(text)] == [2, 4]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "青木 花子\tアオキ ハナコ\t総務課\t主査",
            {
                **AOKI,
                **KANA,
                "unit": "総務課",
                "title": "主査",
            },
        ),
        (
            "青木\t花子\tアオキ\tハナコ\t総務課",
            {
                **AOKI,
                **KANA,
                "unit": "総務課",
            },
        ),
        ("青木\t花子\t総務課", {**AOKI, "unit": "総務課"}),
        (
            "青木花子\t総務課\t主査",
            {"family_name": "青木花子", "given_name": "", "unit": "総務課", "title": "主査"},
        ),
        (
            "3,青木 花子,aoki@city.example.jp,Web参加",
            {**AOKI, "email": "aoki@city.example.jp", "mode": "Web参加"},
        ),
        ("𠮷田 﨑子", {"family_name": "𠮷田", "given_name": "﨑子"}),
    ],
)
def test_without_a_heading_cells_are_told_by_their_look(line, expected):
    assert cells(line) == [expected]


def test_nothing_is_nothing():
    assert cells("") == cells("\n \t \n") == cells("氏名\tフリガナ\n") == []


def test_modes_as_people_write_them():
    said = ("会場", "現地参加", "Ｗｅｂ", "オンライン", "ウェブ参加", "zoom", "未定")
    assert [mode_in(text) for text in said] == [*[Mode.ON_SITE] * 2, *[Mode.WEB] * 4, None]
