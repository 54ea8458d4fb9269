"""What calendar programs answer is read, whatever their habits; nothing that comes in does harm."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.calendar import replies
from forumapp.calendar.replies import Answerer, Reply
from forumapp.mail.receiving import parts
from tests.calendar import clients
from tests.calendar.clients import CLIENTS, Guest, crlf, plain

ARRIVED = datetime(2024, 7, 1, 1, 5, tzinfo=UTC)
STAMPED = datetime(2024, 7, 1, 1, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def read(raw):
    return replies.read(parts.read(raw, ARRIVED))


def one(*lines, method="REPLY"):
    [found] = read(plain(Guest(), *lines, method=method))
    return found


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_the_answer_of_every_program_is_read(client, partstat):
    guest = Guest(partstat=partstat, sequence=3, comment="途中で退席します\\, 高橋")
    [found] = read(client(guest))
    address = guest.address.upper() if client is clients.outlook else guest.address
    assert found == Reply(
        method="REPLY",
        uid=guest.uid,
        sequence=3,
        answerers=(Answerer(address, partstat),),
        comment="途中で退席します, 高橋",
        stamped_at=None if client is clients.yahoo else STAMPED,
        start=None,
        end=None,
    )


def test_the_address_that_we_wrote_to_is_looked_for_first():
    found = one(
        "UID:1",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@b.jp",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:c@d.jp",
        "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Hanako@City.example.jp",
    )
    assert found.by("hanako@city.example.jp").partstat == "ACCEPTED"
    assert found.by("other@city.example.jp").address == "c@d.jp"
    assert one("UID:1").by("hanako@city.example.jp") is None


def test_an_alarms_attendee_does_not_answer():
    found = one(
        "UID:1", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.jp", "BEGIN:VALARM", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:c@d.jp",
        "UID:2", "END:VALARM",
    )  # fmt: skip
    assert (found.uid, found.answerers) == ("1", (Answerer("a@b.jp", "DECLINED"),))


def test_each_event_and_task_is_read():
    raw = plain(
        Guest(), "UID:1", "END:VEVENT", "BEGIN:VTODO", "UID:2", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.jp", "END:VTODO",
        "BEGIN:VEVENT", "UID:3",
    )  # fmt: skip
    assert [found.uid for found in read(raw)] == ["1", "2", "3"]


def test_a_delegate_is_named():
    found = one(
        "UID:1", 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:taro@city.example.jp":mailto:a@b.jp'
    )
    assert found.answerers == (Answerer("a@b.jp", "DELEGATED", "taro@city.example.jp"),)


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        (["DTSTART:20240802T010000Z", "DTEND:20240802T030000Z"],
         datetime(2024, 8, 2, 1, tzinfo=UTC), datetime(2024, 8, 2, 3, tzinfo=UTC)),
        (["DTSTART;TZID=Tokyo Standard Time:20240802T100000", "DURATION:PT1H30M"],
         datetime(2024, 8, 2, 10, tzinfo=TOKYO), datetime(2024, 8, 2, 11, 30, tzinfo=TOKYO)),
        (["DTSTART;TZID=Asia/Tokyo:20240802T1000"], datetime(2024, 8, 2, 10, tzinfo=TOKYO), None),
        (["DTSTART;TZID=../../etc/passwd:20240802T100000"], datetime(2024, 8, 2, 10), None),
        (["DTSTART;VALUE=DATE:20240802", "DTEND;VALUE=DATE:20240803"], date(2024, 8, 2), date(2024, 8, 3)),
        (["DTSTART:00010101T000000Z"], None, None),
        (["DTSTART:20240231T000000Z", "DURATION:P9999W"], None, None),
        (["DTSTART:tomorrow"], None, None),
        ([], None, None),
    ],
)  # fmt: skip
def test_a_counter_proposes_a_time(lines, start, end):
    found = one("UID:1", "ATTENDEE;PARTSTAT=TENTATIVE:mailto:a@b.jp", *lines, method="COUNTER")
    assert (found.method, found.start, found.end) == ("COUNTER", start, end)


@pytest.mark.parametrize(
    ("lines", "sequence", "stamped_at"),
    [
        (["SEQUENCE:2", "SEQUENCE:9"], 2, None),
        (["SEQUENCE:-1", "DTSTAMP:20240701T010000"], 0, None),
        (["SEQUENCE:" + "9" * 30, "DTSTAMP;TZID=Asia/Tokyo:20240701T100000"], 0, STAMPED),
        (["SEQUENCE:99999999999", "DTSTAMP:20240701T010060Z"], 2**31 - 1, STAMPED.replace(second=59)),
        (["SEQUENCE:２", "DTSTAMP:20240701"], 0, None),
    ],
)
def test_numbers_and_stamps_that_are_none_say_nothing(lines, sequence, stamped_at):
    found = one("UID:1", *lines)
    assert (found.sequence, found.stamped_at) == (sequence, stamped_at)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "REFRESH", "", "REPLYX"])
def test_other_methods_are_no_answers(method):
    assert read(plain(Guest(), "UID:1", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.jp", method=method)) == []


def test_a_quoted_invitation_does_not_hide_the_answer_behind_it():
    request = plain(Guest(), "UID:1", method="REQUEST")
    raw = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n' + request + b"\r\n--x\r\n"
    raw += plain(Guest(), "UID:2") + b"\r\n--x--\r\n"
    assert [found.uid for found in read(raw)] == ["2"]


def test_a_forwarded_message_is_not_looked_into():
    inner = plain(Guest(), "UID:1", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.jp")
    raw = (
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n'
        + inner
        + b"\r\n--x--\r\n"
    )
    assert read(raw) == []
    assert read(clients.holiday(Guest())) == []


def test_a_comment_is_cleaned_and_cut():
    found = one("UID:1", "COMMENT:a\\nb\x1b\x07\u202ec\\;", "COMMENT:" + "長" * 2000)
    assert found.comment == ("a\nbc;\n" + "長" * 2000)[: replies.COMMENT]


@pytest.mark.parametrize(
    "charset",
    [
        "utf-8",
        "iso-2022-jp",
        "shift_jis",
        "euc-jp",
        "utf-16",
        "utf-16le",
        "utf-16be",
        "unknown-8bit",
        "rot13",
        "",
    ],
)
def test_text_in_any_character_set(charset):
    codec = charset if charset not in {"unknown-8bit", "rot13", ""} else "utf-8"
    lines = crlf(
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        "UID:1",
        "COMMENT:途中で退席",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    mark = f"; charset={charset}" if charset else ""
    raw = f"Content-Type: text/calendar{mark}\r\n\r\n".encode() + lines.encode(codec)
    assert [found.comment for found in read(raw)] == ["途中で退席"]


def test_a_byte_order_mark_and_bare_line_ends_are_no_obstacle():
    lines = "\ufeffBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:12\n 34\nEND:VEVENT\nEND:VCALENDAR"
    for text in (lines, lines.replace("\n", "\r"), lines.lower().replace("uid:", "uid:")):
        assert [found.uid for found in read(b"Content-Type: application/ics\n\n" + text.encode())] == ["1234"]


_scraps = st.lists(
    st.sampled_from([
        "BEGIN:VCALENDAR", "METHOD:REPLY", "METHOD:COUNTER", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTODO", "END:VCALENDAR",
        "UID:1", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.jp", 'ATTENDEE;CN="a;PARTSTAT=:x', "DTSTAMP:99999999T999999Z",
        "DTSTART:20240801T250000",
        "DURATION:P999W", "SEQUENCE:²", "COMMENT:\\", " folded", "\tfolded", ":", ";=:",
        "DTSTART;TZID=" + "A/" * 400 + ":20240801T000000",
        "ATTENDEE" + ';X="' * 300, "BEGIN:" * 50, "\x00\x00", "DTSTART;TZID=\x00:20240801T000000",
    ]) | st.text(max_size=60),
    max_size=40,
)  # fmt: skip


@given(_scraps, st.sampled_from(["utf-8", "iso-2022-jp", "utf-16", "shift_jis"]), st.binary(max_size=40))
def test_nothing_that_looks_like_a_calendar_raises(lines, charset, noise):
    octets = "\r\n".join(["BEGIN:VCALENDAR", "METHOD:COUNTER", "BEGIN:VEVENT", *lines]).encode(
        charset, "replace"
    )
    raw = f"Content-Type: text/calendar; charset={charset}\r\n\r\n".encode() + octets + noise
    for found in read(raw):
        assert 0 <= found.sequence < 2**31
        found.by("a@b.jp")


@given(st.binary(max_size=400))
def test_no_octets_raise(noise):
    read(noise)
    read(b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + noise)


def test_the_text_beside_the_calendar_is_not_taken():
    guest = replace(Guest(), comment="")
    assert [found.comment for client in CLIENTS for found in read(client(guest))] == [""] * len(CLIENTS)
