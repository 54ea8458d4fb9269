"""Pasted lists of addresses, and cells that a spreadsheet must not run."""

import pytest

from forumapp.registration.addresses import BadLine, Guest, read
from forumapp.registration.tables import defused


@pytest.mark.parametrize(
    ("line", "guest"),
    [
        ("a@city.example.jp", Guest("a@city.example.jp")),
        ("a@city.example.jp, 長崎市, 試験 花子", Guest("a@city.example.jp", "長崎市", "試験 花子")),
        ("長崎市\t試験 花子\ta@city.example.jp", Guest("a@city.example.jp", "長崎市", "試験 花子")),
        ("ａ＠city.example.jp、長崎市", Guest("a@city.example.jp", "長崎市")),
        ("試験 花子 <a@city.example.jp>", Guest("a@city.example.jp", "", "試験 花子")),
        ('"試験 花子" <a@city.example.jp>; 長崎市', Guest("a@city.example.jp", "長崎市", "試験 花子")),
    ],
)
def test_a_line_is_understood_in_whatever_order_it_was_written(line, guest):
    assert read(line).guests == (guest,)


@pytest.mark.parametrize("line", ["長崎市", "@", "a@", "a b@city.example.jp", "a@-.jp", "<a@city.example.jp"])
def test_a_line_without_an_address_is_listed_with_its_number(line):
    assert read(f"ok@city.example.jp\n\n{line}").bad == (BadLine(3, line),)


def test_an_address_twice_is_one_guest():
    found = read("a@city.example.jp,長崎市\nA@City.example.jp,佐世保市")
    assert (found.guests, found.repeated) == ((Guest("a@city.example.jp", "長崎市"),), 1)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        (" =cmd|' /C calc'!A0", "' =cmd|' /C calc'!A0"),
        ("＝1+1", "'＝1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+A1", "'+A1"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("\t=1", "'\t=1"),
        ("+81 95 822 1111", "+81 95 822 1111"),
        ("+81-95-822-1111", "+81-95-822-1111"),
        ("-5", "-5"),
        ("課長(代理)", "課長(代理)"),
        ("", ""),
    ],
)
def test_a_cell_that_would_run_is_defused_and_others_stay(cell, kept):
    assert defused(cell) == kept
