"""Addresses as people paste them, matched to the speakers by name."""

import pytest

from forumapp.personal import pasting, queries
from tests.agenda.factories import add_item, add_speaker
from tests.personal.factories import ADDRESS, make_stage


@pytest.fixture
def rows(app):
    stage = make_stage()
    add_speaker(add_item(stage.forum, "二", minutes=5), "川瀬", "流", organisation="かわせ市")
    add_speaker(add_item(stage.forum, "三", minutes=5), "川瀬", "流", organisation="みさき町")
    return queries.rows(stage.forum)


def read(rows, text):
    reading = pasting.read(text, rows)
    return [(one.row.name, one.address) for one in reading.matches], [
        (one.number, one.why) for one in reading.doubts
    ]


@pytest.mark.parametrize(
    "line",
    [
        "山田 正彦 new@pref.example.jp",
        "山田　正彦\tnew@pref.example.jp",
        "山田正彦,new@pref.example.jp",
        "new@pref.example.jp、広島県 総務局 課長 山田 正彦様",
        "山田 正彦 <new@pref.example.jp>",
        "山田 正彦（ｎｅｗ＠ｐｒｅｆ．ｅｘａｍｐｌｅ．ｊｐ）",
    ],
)
def test_a_line_is_understood_however_it_is_written(rows, line):
    assert read(rows, line) == ([("山田　正彦", "new@pref.example.jp")], [])


def test_doubtful_lines_are_told_by_number_and_reason(rows):
    text = "\n".join(
        [
            "山田 正彦",
            "",
            "誰か 知らず who@pref.example.jp",
            "川瀬 流 which@city.example.jp",
            "山田 正彦 a@b",
            "山田 正彦 one@pref.example.jp",
            "山田 正彦 two@pref.example.jp",
        ]
    )
    assert read(rows, text) == (
        [("山田　正彦", "one@pref.example.jp")],
        [(1, "bad"), (3, "unknown"), (4, "several"), (5, "bad"), (7, "twice")],
    )


def test_the_organisation_tells_two_of_one_name_apart(rows):
    assert read(rows, "みさき町 川瀬 流 nagare@town.example.jp")[0] == [
        ("川瀬　流", "nagare@town.example.jp")
    ]


def test_what_is_known_already_is_no_news(rows):
    reading = pasting.read(f"山田正彦 {ADDRESS.upper()}", rows)
    assert (len(reading.matches), list(reading.fresh)) == (1, [])
