"""Hostile texts never add a property or a line and read back as cleaned text, in every reader."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forumapp.calendar.ics import Entry, print_calendar, print_message
from forumapp.core.text.cleaning import clean_block, clean_line
from tests.calendar.entries import FORUM, GUEST, JOIN, OFFICE
from tests.calendar.ics_lint import findings
from tests.calendar.readers import EVERY_READER, READERS, Calendar

HOSTILE = {
    "a carriage return": "会議\rBEGIN:VALARM\rX-EVIL:1",
    "line breaks": "a\r\nMETHOD:CANCEL\r\n b\nSTATUS:CANCELLED\u2028c\u2029d\x85e\x0bf\x0cg",
    "control characters": "\x00長\x07崎\x1b[31m\x7f\x9f",
    "lone surrogates": "\ud842共創\udfb7\ud83d",
    "direction marks": "\u202e逆\u202c \u2066中\u2069\u200f\u200e\ufeff",
    "ten thousand octets": "長崎県・市町村連携フォーラム\\;," * 220,
    "four octets": "𠮷野家 髙﨑󠄀 👨‍👩‍👧 1️⃣ 𝒳" * 12,
    "escapes": "C:\\new\\Network\\,;\\;\\\\n\\N:=\"^'^n",
    "spaces and folds": "  " + "あ " * 60 + "\t" + "x " * 60,
}
everybody = pytest.mark.parametrize(
    "name", [*READERS, pytest.param("libical", marks=pytest.mark.libical)], ids=str
)


def with_text(text: str) -> Entry:
    return replace(FORUM, title=f"x{text}", location=f"x{text}", description=f"x{text}", join_url=JOIN)


def shape(data: bytes) -> list[bytes]:
    """The names of the properties in order: what no text may change."""
    lines = data.replace(b"\r\n ", b"").split(b"\r\n")
    return [line.split(b":", 1)[0].split(b";", 1)[0] for line in lines]


PLAIN = shape(print_calendar([with_text("")], channel="download"))


def check(name: str, text: str) -> None:
    data = print_calendar([with_text(text)], channel="download")
    assert (findings(data), shape(data)) == ([], PLAIN)
    (event,) = EVERY_READER[name](data).events
    line = clean_line(f"x{text}")
    assert (event.summary, event.location) == (line, line)
    assert event.description == f"{clean_block(f'x{text}')}\n\n{JOIN}"


@everybody
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_read_back_as_cleaned_text(name: str, text: str) -> None:
    check(name, text)


@everybody
@settings(deadline=None)
@given(st.text(st.characters(codec=None, categories=None), max_size=120))
def test_no_text_adds_a_line_in_any_reader(name: str, text: str) -> None:
    check(name, text)


@everybody
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_of_a_guest_adds_nothing_to_a_message(name: str, text: str) -> None:
    def message(named: str) -> bytes:
        guest = replace(GUEST, name=named)
        return print_message(FORUM, method="REQUEST", organizer=OFFICE, attendee=guest)

    data = message(f"x{text}")
    assert (findings(data), shape(data)) == ([], shape(message("x")))
    read: Calendar = EVERY_READER[name](data)
    (guest,) = read.events[0].guests
    assert (guest.address, guest.status) == ("mailto:hanako@example.jp", "NEEDS-ACTION")
