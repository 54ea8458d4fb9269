import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.core.text.cleaning import clean_block, clean_line, compose, to_halfwidth, unusable

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
VARIANTS = [
    "髙橋",
    "山﨑",
    "𠮷野家",
    "葛\U000e0100城",
    "辻\U000e0101",
    "\ufa19谷",
    "\ufa1b島",
    "\u20bb7",
    "𩸽",
]


@pytest.mark.parametrize("name", VARIANTS)
def test_variant_kanji_survive_cleaning(name):
    assert clean_line(name) == name
    assert clean_block(name) == name
    assert unusable(name) is None


def test_plain_nfc_would_lose_the_ideograph_that_cleaning_keeps():
    assert unicodedata.normalize("NFC", "\ufa19谷") == "神谷"
    assert clean_line("\ufa19谷") == "\ufa19谷"
    assert clean_line("\ufa19谷") != "神谷"


def test_decomposed_kana_from_a_mac_are_composed():
    assert clean_line("か\u3099んは\u309aう") == "がんぱう"


def test_a_line_is_stripped_and_its_blanks_collapse():
    assert clean_line("\t 出島\r\nメッセ \u00a0 長崎\u3000") == "出島 メッセ 長崎"


def test_a_full_width_space_inside_a_line_stays_one_full_width_space():
    assert clean_line("\u3000志賀 \u3000 真幸\u3000") == "志賀\u3000真幸"


def test_full_width_tilde_becomes_the_wave_dash():
    assert clean_line("13:30\uff5e16:10") == "13:30\u301c16:10"
    assert clean_block("13:30\uff5e\n") == "13:30\u301c"


def test_control_and_invisible_characters_are_dropped_from_a_line():
    assert clean_line("長\x00崎\x07県\ufeff \u202e庁\u2069\ud842\ufffe") == "長崎県 庁"


def test_joiners_of_emoji_survive():
    assert clean_line("👩\u200d💻") == "👩\u200d💻"


def test_a_block_keeps_paragraphs_and_indentation():
    assert (
        clean_block("\r\n\u3000本フォーラムは \r\n\r\n  次の\x0bとおり\r\n\n")
        == "\u3000本フォーラムは\n\n  次の\nとおり"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("長崎\tフォーラム\r\n\x0b\x0c", None),
        ("", None),
        ("a\x00b", "nul"),
        ("\ud842", "surrogate"),
        ("\udfb7\x00", "surrogate"),
        ("a\x1bb", "control"),
        ("a\x1fb", "control"),
        ("\x7f", "control"),
        ("\x9b", "control"),
        ("\ufffe", "noncharacter"),
        ("\ufdd0", "noncharacter"),
        ("\U0001ffff", "noncharacter"),
        ("𠮷\U000e0100\ufffd", None),
    ],
)
def test_what_no_form_may_bring_in_is_named(text, reason):
    assert unusable(text) == reason


@given(ANY_TEXT)
def test_cleaning_leaves_nothing_unusable_and_cleaning_again_changes_nothing(text):
    for clean in (clean_line, clean_block):
        cleaned = clean(text)
        assert unusable(cleaned) is None
        assert clean(cleaned) == cleaned
        assert cleaned.encode().decode() == cleaned


@given(st.text(st.characters(min_codepoint=0xF900, max_codepoint=0xFAFF)))
def test_compatibility_ideographs_are_never_replaced(text):
    assert compose(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("０９５ー８２４−１１１１", "095-824-1111"),
        ("〒８５０‐００５８", "〒850-0058"),
        ("Ｔａｒｏ．ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｊｐ", "Taro.yamada@example.jp"),
        ("１３：３０", "13:30"),
        ("４２２０１１", "422011"),
        ("＋８１\u3000９５", "+81 95"),
        ("長崎県", "長崎県"),
        ("~〜～", "~~~"),
    ],
)
def test_codes_and_addresses_become_half_width(text, expected):
    assert to_halfwidth(text) == expected
