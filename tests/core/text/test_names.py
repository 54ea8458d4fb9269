import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.core.text.names import (
    Damage,
    damaged_characters,
    full_name,
    is_kana,
    sort_key_kana,
    split_name,
    to_katakana,
)

HIRAGANA = st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096), min_size=1)
NAME_PART = st.text(st.sampled_from("山田髙橋﨑𠮷野齋藤一郎花子\U000e0100"), min_size=1)


def test_the_two_lost_characters_of_the_model_page_are_found():
    assert damaged_characters("課長??橋 圭氏") == (Damage(2, "?"), Damage(3, "?"))


@pytest.mark.parametrize("lost", ["？", "?", "\ufffd", "〓", "\ue000", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_each_sign_of_a_lost_character_is_found_where_it_stands(lost):
    assert damaged_characters(f"𠮷{lost}橋") == (Damage(1, lost),)


@pytest.mark.parametrize("name", ["髙橋 圭", "山﨑", "𠮷野", "葛\U000e0100城", "\ufa19谷", "Smith-Jones", ""])
def test_an_undamaged_name_has_no_damage(name):
    assert damaged_characters(name) == ()


def test_prose_may_ask_a_question_but_not_lose_a_character():
    assert damaged_characters("DXとは何か？", is_name=False) == ()
    assert damaged_characters("〓とは何か？", is_name=False) == (Damage(0, "〓"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("さとう", "サトウ"),
        ("ｻﾄｳ ｶﾞｸﾄ", "サトウ ガクト"),
        ("か\u3099く", "ガク"),
        ("カ゛ク", "ガク"),
        ("ｽｰｻﾞﾝ", "スーザン"),
        ("ゔぁいおりん", "ヴァイオリン"),
        ("いすゞ", "イスヾ"),
        ("佐藤さん", "佐藤サン"),
    ],
)
def test_kana_become_full_width_katakana(text, expected):
    assert to_katakana(text) == expected


@given(HIRAGANA)
def test_every_hiragana_reading_is_kana_and_stays_as_it_is_once_converted(text):
    assert is_kana(text)
    assert to_katakana(to_katakana(text)) == to_katakana(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ヤマダ\u3000タロウ", True),
        ("ﾔﾏﾀﾞ", True),
        ("ジャン＝ポール", False),
        ("ジャン゠ポール", True),
        ("ジャン・ポール", True),
        ("スーザン", True),
        ("山田", False),
        ("Yamada", False),
        ("ヤマダ1", False),
        ("ー", False),
        ("・", False),
        ("", False),
    ],
)
def test_a_reading_is_told_from_other_text(text, expected):
    assert is_kana(text) is expected


def test_a_full_name_is_family_first_with_a_full_width_space():
    assert full_name("志賀", "真幸") == "志賀\u3000真幸"
    assert full_name("志賀", "真幸", separator="") == "志賀真幸"
    assert full_name("志賀", "") == "志賀"
    assert full_name("", "真幸") == "真幸"


def test_a_name_in_latin_letters_is_family_first_with_a_plain_space():
    assert full_name("Müller", "Anna") == "Müller Anna"
    assert full_name("Müller", "Anna", separator="") == "Müller Anna"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("志賀 真幸", ("志賀", "真幸")),
        ("\u3000志賀\u3000 真幸 ", ("志賀", "真幸")),
        ("志賀真幸", ("志賀真幸", "")),
        ("de la Cruz", ("de", "la Cruz")),
        ("", ("", "")),
        ("\u3000", ("", "")),
    ],
)
def test_a_name_is_split_at_its_first_blank(text, expected):
    assert split_name(text) == expected


@given(NAME_PART, NAME_PART)
def test_a_printed_name_splits_into_what_it_was_made_of(family, given_name):
    assert split_name(full_name(family, given_name)) == (family, given_name)


@pytest.mark.parametrize(
    "in_order",
    [
        ["アオキ", "イトウ", "カトウ", "サトウ", "ワタナベ"],
        ["ハシ", "バシ", "パシ", "ハス"],
        ["キャ", "キヤ"],
        ["カード", "カアド"],
        ["ヤマダ", "ヤマダイ"],
        ["ホンダ", "ホンタニ"],
        ["イスス", "イスズ", "イスセ"],
    ],
)
def test_readings_sort_in_the_order_of_the_fifty_sounds(in_order):
    # Sorting is stable: from the wrong order, equal keys would stay wrong.
    wrong_order = in_order[::-1]
    assert sorted(wrong_order, key=sort_key_kana) == in_order


def test_family_names_sort_before_given_names():
    people = [("ヤマダ", "アキラ"), ("ヤマ", "ワタル"), ("ヤマタ", "ケン"), ("やまだ", "かおり")]
    assert sorted(people, key=lambda person: sort_key_kana(*person)) == [
        ("ヤマ", "ワタル"),
        ("ヤマダ", "アキラ"),
        ("やまだ", "かおり"),
        ("ヤマタ", "ケン"),
    ]


def test_the_same_reading_in_any_kana_sorts_alike():
    assert {sort_key_kana(text) for text in ("がっこう", "ガッコウ", "ｶﾞｯｺｳ")} == {sort_key_kana("ガッコウ")}
    assert sort_key_kana("いすゞ") != sort_key_kana("いすず")
