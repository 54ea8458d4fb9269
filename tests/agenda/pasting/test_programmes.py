"""Programmes of every kind as people write them, each with what is understood of it."""

import sys
from datetime import date

import pytest

from forumapp.agenda.models import AppearanceRole
from forumapp.agenda.pasting.errors import Unreadable
from forumapp.agenda.pasting.reader import read
from forumapp.agenda.pasting.source import LONGEST_LINE, MOST_BYTES, MOST_CHARACTERS, MOST_LINES, decode
from forumapp.agenda.pasting.wording import refusal
from tests.agenda.pasting.reading import SEED, TODAY, programmes, understood

CASES = {name: (text, expected) for name, text, expected in programmes()}
SEED_ROWS = [
    "# -",
    "2 13:30-13:45 15 greeting 挨拶・全体説明 @ 総務省/自治行政局地域情報化企画室/室長/志賀/真幸/",
    "3 13:45-14:00 15 talk デジタル人材確保の課題について @ 総務省//DXアドバイザー/齋藤/正樹/氏",
    "4 14:00-14:30 30 talk 広島県取組事例についてのご紹介 @ 広島県/総務局デジタル基盤整備課/課長/山田/正彦/氏",
    "5 14:30-14:40 10 talk 長崎県説明 @ 長崎県/企画部デジタル戦略課/課長/??橋/圭/氏",
    "6 14:40-14:50 10 qa 全体に関する質疑応答",
    "7 14:50-15:05 15 break 休憩",
    "8 15:05-16:10 container 部門に分かれて開催",
    "10 15:05-16:10 65 group_work グループワーク・グループ発表 [情報政策担当部門] <8",
    "12 15:05-15:20 15 qa 登壇発表者との質疑応答 [人事・財政部門] {web} <8",
    "? 5 damaged_character",
]


def test_there_are_more_than_forty_programmes():
    assert len(CASES) > 40


@pytest.mark.parametrize("name", CASES)
def test_a_programme_is_understood(name):
    text, expected = CASES[name]
    assert understood(text) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: "\n".join(line.strip() for line in text.split("\n")),
        lambda text: "\n".join(line.strip(" •") for line in text.split("\n")),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(":", "：").replace("(", "（").replace(")", "）"),
        lambda text: decode(text.encode("cp932", "replace")),  # which has no •: each becomes ?
        lambda text: decode(text.encode("utf-16")),
        lambda text: decode(text.encode("utf-8-sig")),
    ],
    ids=["as it stands", "no indentation", "no bullets", "CRLF", "full width", "CP932", "UTF-16", "mark"],
)
def test_the_seed_gives_its_rows_with_only_the_damaged_name_to_confirm(change):
    assert understood(change(SEED)) == SEED_ROWS


def test_the_forums_day_stands_in_for_a_missing_date():
    text = "13:00〜13:30 開会\n2日目\n9:00〜9:30 演習"
    assert understood(text, known=date(2024, 8, 1)) == [
        *("# 2024-08-01", "1 13:00-13:30 30 greeting 開会"),
        *("# 2024-08-02", "3 9:00-9:30 30 talk 演習"),
    ]


def test_a_date_that_is_not_the_forums_is_pointed_out():
    text = "令和6年9月5日(木)\n13:00〜13:30 開会\n13:30〜14:00 講演"
    assert understood(text, known=date(2024, 8, 1))[-1] == "? 1 date_differs"


def test_labels_give_people_their_roles():
    text = "13:30〜14:30 パネル討論\n司会:甲新聞社 例示 太郎氏\nパネリスト\n・乙市 市長 見本 花子氏\n・丙町 町長 手本 次郎氏"
    [item] = read(text.replace("パネリスト\n", "パネリスト：\n"), today=TODAY).walk()
    assert [(one.family_name, one.role) for one in item.speakers] == [
        ("例示", AppearanceRole.MODERATOR),
        ("見本", AppearanceRole.PANELIST),
        ("手本", AppearanceRole.PANELIST),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\u3000\n",
        "牛乳\n卵\nパン",
        "総務省では、連携に向けたフォーラムを開催します。\n令和6年8月1日午後1時から長崎市で開催します。",
        "def f(x):\n    return x + 1\nfor i in range(10): print(i)",
        "<html><body><p>こんにちは</p></body></html>",
        "\ufffd" * 50,
    ],
)
def test_a_text_that_is_no_programme_is_refused_with_a_sentence(text):
    with pytest.raises(Unreadable) as refused:
        read(text, today=TODAY)
    assert refusal(refused.value).startswith("次第として読み取れませんでした。")


@pytest.mark.parametrize(
    "text", ["あ" * (MOST_CHARACTERS + 1), "13:00 開会\n" * (MOST_LINES + 1), "x" * 5_000_000]
)
def test_a_text_that_is_too_long_is_refused_before_it_is_read(text):
    with pytest.raises(Unreadable) as refused:
        read(text, today=TODAY)
    assert refusal(refused.value) == (
        "文章が長すぎます。2000行・200000文字までにし、次第の部分だけを貼り付けてください。"
    )


@pytest.mark.parametrize(
    ("raw", "code"), [(b"x" * (MOST_BYTES + 1), "too_long"), (b"\x80\x81\xff", "encoding")]
)
def test_a_file_that_cannot_be_text_is_refused(raw, code):
    with pytest.raises(Unreadable) as refused:
        decode(raw)
    assert refused.value.code == code


def test_a_line_that_is_too_long_is_marked_and_kept():
    long = "あ" * (LONGEST_LINE + 1)
    pasted = read(f"13:00〜13:10 開会\n{long}\n13:10〜13:20 閉会", today=TODAY)
    assert [(doubt.line, doubt.code) for doubt in pasted.doubts] == [(2, "not_understood")]
    assert [item.note for item in pasted.walk()] == [long, ""]


SHAPES = {
    "rows": lambda n: "".join(
        f"{9 + i // 60}:{i % 60:02}(1分) 講演{i} 甲市 課長 例示 太郎氏\n" for i in range(n)
    ),
    "all at once": lambda n: "13:00(60分) 講演 甲市 課長 例示 太郎氏\n" * n,
    "tracks": lambda n: (
        "15:00 分科会\n" + "".join(f"第{i % 99}分科会\n15:00(9分) 講演\n" for i in range(n // 2))
    ),
    "parts": lambda n: "13:00 事例(各1分)\n" + "(1) 窓口 甲市 課長 例示 太郎氏\n" * n,
    "without times": lambda n: "次第\n" + "1 開会\n" * n,
    "notes": lambda n: "13:00 開会\n13:10 閉会\n" + "※お茶があります\n" * n,
    "waiting": lambda n: "13:00 開会\n13:10 閉会\n" + "総務省 総務課\n" * min(n, 8),
    "tables": lambda n: "時間\t第1分科会\t第2分科会\n" + "13:00\t講演\t討議\n" * n,
    "quoted cells": lambda n: "13:00\t開会\n13:10\t閉会\n" + '\t"あ\n' * min(n, 8) + '13:20\t"閉会\n' * n,
    "days": lambda n: "".join(f"第{i % 9}日\n13:00〜13:10 講演\n" for i in range(n)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_lines_take_no_more_than_twice_the_steps(shape):
    small, large = (steps(SHAPES[shape](n)) for n in (100, 200))
    assert small < large < 2.2 * small or shape == "waiting"


def steps(text):
    """Return how many functions were called to read ``text``."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        read(text, today=TODAY)
    finally:
        sys.setprofile(None)
    return count
