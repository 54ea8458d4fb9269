import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.directory.codes import (
    check_digit,
    is_prefecture,
    is_valid,
    own_code_of_prefecture,
    prefecture_code_of,
    readings,
    repair,
)

FIVE_DIGITS = st.builds(
    lambda prefecture, rest: f"{prefecture:02}{rest:03}", st.integers(1, 47), st.integers(0, 999)
)


@pytest.mark.parametrize(
    "code", ["010006", "011002", "130001", "131016", "231002", "271403", "420000", "422011", "473821"]
)
def test_codes_in_use_have_their_check_digit(code):
    assert check_digit(code[:5]) == code[5]
    assert is_valid(code) is True


def test_the_check_digit_wraps_at_ten_and_eleven():
    # 平戸市: 24+10+8+0+14 = 56 = 5·11 + 1, and 11 − 1 = 10; 長崎市: 24+10+8+0+2 = 44 = 4·11, and 11 − 0 = 11.
    assert (check_digit("42207"), check_digit("42201")) == ("0", "1")


@pytest.mark.parametrize(
    "text",
    ["", "42201", "422010", "4220110", "４２２０１１", "000000", "480002", "42201a", " 422011", "422011\n"],
)
def test_what_is_no_code_is_not_valid(text):
    assert is_valid(text) is False


@given(FIVE_DIGITS, st.integers(0, 4), st.integers(1, 9))
def test_one_wrong_digit_of_the_first_five_is_noticed(five, place, change):
    wrong = five[:place] + str((int(five[place]) + change) % 10) + five[place + 1 :]
    # The remainders 0 and 10 share the digit 1: only there can an error hide.
    if check_digit(wrong) != check_digit(five):
        assert is_valid(wrong + check_digit(five)) is False
    else:
        assert check_digit(five) == "1"


@pytest.mark.parametrize("text", ["", "4220", "422011", "４２２０１", "4220a"])
def test_a_check_digit_needs_five_digits(text):
    with pytest.raises(ValueError, match="not five digits"):
        check_digit(text)


def test_a_prefecture_is_known_by_its_code():
    assert is_prefecture("420000") is True
    assert is_prefecture("422011") is False
    assert is_prefecture("420001") is False
    assert own_code_of_prefecture("42") == "420000"
    assert own_code_of_prefecture("01") == "010006"
    assert prefecture_code_of("422011") == "42"


@pytest.mark.parametrize("text", ["", "0", "00", "48", "420000", "４２"])
def test_a_prefecture_has_two_digits_up_to_47(text):
    with pytest.raises(ValueError, match="not a prefecture"):
        own_code_of_prefecture(text)


def test_the_prefecture_of_an_invalid_code_is_refused():
    with pytest.raises(ValueError, match="not a local government code: '422012'"):
        prefecture_code_of("422012")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("422011", "422011"),
        ("４２２０１１", "422011"),
        (" 422011 ", "422011"),
        ("422011.0", "422011"),
        ("42201", "422011"),
        ("13101", "131016"),
        ("52019", "052019"),
        ("1100", "011002"),
        ("4100.0", "041009"),
    ],
)
def test_a_damaged_code_is_repaired_where_the_check_digit_proves_it(text, code):
    assert repair(text) == code


@pytest.mark.parametrize(
    "text", ["", "長崎市", "422012", "42", "420", "4220110", "99999", "-42201", "4220.11"]
)
def test_what_cannot_be_a_code_is_not_repaired(text):
    assert repair(text) is None


def test_a_code_with_two_readings_is_left_to_whoever_knows_which_exist():
    assert readings("12203") == ("012203", "122033")
    assert repair("12203") is None
    assert repair("12203", known={"012203", "422011"}) == "012203"
    assert repair("12203", known={"122033"}) == "122033"
    assert repair("12203", known={"012203", "122033"}) is None
    assert repair("12203", known=()) is None


@given(FIVE_DIGITS)
def test_every_code_is_among_the_readings_of_its_damaged_forms(five):
    code = five + check_digit(five)
    damaged = [code, five, code.lstrip("0"), five.lstrip("0")]
    assert [text for text in damaged if code not in readings(text)] == []
