"""Hostile and unusual texts, names, addresses and links in printed calendars."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.calendar.ics import (
    Person,
    print_fragment,
    print_message,
)
from tests.calendar.entries import FORUM, GUEST, JOIN, OFFICE, download, event, lines
from tests.calendar.ics_lint import findings


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ('総務 "共創", 係: 長', '"総務 共創, 係: 長"'),
        ("x\r\nATTENDEE:mailto:evil@example.jp", '"x ATTENDEE:mailto:evil@example.jp"'),
        ("a^nb", "anb"),
        ("髙﨑𠮷󠄀", "髙﨑𠮷󠄀"),
    ],
)
def test_names_stand_in_cn_without_quotes_or_new_lines(name: str, printed: str) -> None:
    data = print_message(FORUM, method="CANCEL", organizer=OFFICE, attendee=replace(GUEST, name=name))
    assert findings(data) == []
    assert lines(data, "ATTENDEE") == [f"ATTENDEE;CN={printed}:mailto:hanako@example.jp"]


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("a+b@example.jp", "a+b@example.jp"),
        ("a@例え.jp", "a@xn--r8jz45g.jp"),
        ("a%b?c@d.jp", "a%25b%3Fc@d.jp"),
    ],
)
def test_addresses_are_uris(address: str, printed: str) -> None:
    data = print_message(FORUM, method="CANCEL", organizer=OFFICE, attendee=Person(address))
    assert lines(data, "ATTENDEE") == [f"ATTENDEE:mailto:{printed}"]


@pytest.mark.parametrize("address", ["", "a", "a b@c.jp", "a@b.jp\r\nX:1", "佐@example.jp", "A <a@b.jp>"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        print_message(FORUM, method="CANCEL", organizer=OFFICE, attendee=Person(address))


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("a\r\nBEGIN:VALARM\rX:1\nY:2\u2028Z:3\x85W", "a BEGIN:VALARM X:1 Y:2 Z:3 W"),
        ("\x00\x07\x1b長\x0b崎\x0c\x7f\x9f", "長 崎"),
        ("\ud842共創\udfb7", "共創"),
        ("\u202e逆\u202c \u2066中\u2069\u200f\ufeff", "逆 中"),
        ("C:\\Network\\new; a, b", "C:\\Network\\new; a, b"),
        ("髙﨑𠮷󠄀 神 1️⃣👨‍👩‍👧", "髙﨑𠮷󠄀 神 1️⃣👨‍👩‍👧"),
        ("長" * 3500, "長" * 3500),
        ("𠮷" * 200 + "\\" * 300 + " " * 300 + "x", "𠮷" * 200 + "\\" * 300 + " x"),
    ],
)
def test_hostile_titles_read_back_as_cleaned_text(title: str, read: str) -> None:
    assert str(event(replace(FORUM, title=title))["SUMMARY"]) == read


@given(st.text(st.characters(codec=None, categories=None), max_size=200))
def test_no_text_adds_a_line_or_a_property(text: str) -> None:
    plain = set(event(replace(FORUM, join_url=JOIN, categories=("x",))))
    hostile = replace(
        FORUM, title=text, location=text + "x", description="x" + text, categories=("x", text), join_url=JOIN
    )
    assert set(event(hostile)) == plain


def test_lines_break_in_descriptions_only() -> None:
    found = event(replace(FORUM, description="次第\r\n\r\n13:30\t開会\n", location="a\nb"))
    assert (str(found["DESCRIPTION"]), str(found["LOCATION"])) == ("次第\n\n13:30\t開会", "a b")


def test_folding_leaves_no_space_at_the_end_or_begin_of_a_line() -> None:
    data = download(replace(FORUM, description="12:00 開会 と 挨拶 " * 40))
    assert [line for line in data.split(b"\r\n") if line.endswith(b" ") or line.startswith(b"  ")] == []


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        (
            "https://例え.jp:8443/長崎?q=a b,c;d#e",
            "https://xn--r8jz45g.jp:8443/%E9%95%B7%E5%B4%8E?q=a%20b,c;d#e",
        ),
        ("HTTP://Example.JP/%E9%95", "http://example.jp/%E9%95"),
        ("https://example.jp/a\r\nX-EVIL:1\x00", "https://example.jp/a%20X-EVIL:1"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_web_addresses_are_encoded(url: str, printed: str) -> None:
    assert lines(download(replace(FORUM, url=url)), "URL", "X-EVIL") == [f"URL:{printed}"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "meet.example.jp/j/1", "https://", "https://u:p@example.jp/", "https://a b/", "http://[",
     "https://example.jp:99999/", "mailto:a@b.jp", "https://a..jp/", 'https://a"b.jp/'],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    for field in ("url", "join_url"):
        with pytest.raises(ValueError, match="URL cannot be printed"):
            print_fragment(replace(FORUM, **{field: url}))


def test_categories_are_a_list() -> None:
    assert event(replace(FORUM, categories=("自治体,共創", "b"))).categories == ["自治体,共創", "b"]
