"""Japanese lines: what may stand at a line's head and end, and that nothing is lost."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from forumapp.core.paper.lines import HEADLESS, TAILLESS, wrap

SIGNS = st.text("次第漢字かなカー、。）（「」〜ァ aZ.-9\n", max_size=80)


def wide(text):
    """Half-width characters are half as wide."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def test_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket():
    assert wrap("あいうえお、かきくけこ「さしす」", 10, wide) == [
        "あいうえ",
        "お、かきく",
        "けこ「さし",
        "す」",
    ]
    assert wrap("あいうえ「おか」", 10, wide) == ["あいうえ", "「おか」"]


def test_words_and_numbers_in_latin_stay_whole():
    assert wrap("出島 Messe Nagasaki 2024", 12, wide) == ["出島 Messe", "Nagasaki", "2024"]


def test_what_is_wider_than_a_line_is_parted_anywhere():
    assert wrap("https://example.jp/abcdef", 10, wide) == ["https://ex", "ample.jp/a", "bcdef"]


def test_names_break_at_blanks_only():
    assert wrap("総務省アドバイザー 齋藤　正樹氏", 24, wide, by_word=True) == [
        "総務省アドバイザー",
        "齋藤　正樹氏",
    ]


def test_an_empty_line_stays():
    assert wrap("一\n\n二", 10, wide) == ["一", "", "二"]


@given(SIGNS, st.integers(8, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    lines = wrap(text, width, wide)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert [line for line in lines if wide(line) > width] == []


@given(st.text("漢字かな、。）「（", min_size=1, max_size=60))
def test_rules_hold_where_runs_are_short_enough(text):
    lines = wrap(text, 40, wide)
    for line, after in pairwise(lines):
        ruled = line[-1] in TAILLESS or after[0] in HEADLESS
        assert not ruled or wide(line) > 40 - 18
