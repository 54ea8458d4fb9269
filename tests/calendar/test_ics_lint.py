"""The lint must be able to find each fault, or its silence says nothing."""

import pytest

from tests.calendar.ics_lint import findings

SOUND = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\n"
    b"BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\n"
    b"END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20240801T000000Z\r\nSEQUENCE:0\r\n"
    b"DTSTART;TZID=Asia/Tokyo:20240801T133000\r\nRRULE:FREQ=DAILY;UNTIL=20240901T000000Z\r\n"
    b"ORGANIZER:mailto:a@b.jp\r\nATTENDEE:mailto:c@d.jp\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_sound_message_has_no_findings() -> None:
    assert findings(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"UID:1@x\r\n", b"UID:1@x\n", ["a line does not end in CRLF"]),
        (b"UID:1@x", b"UID:" + b"x" * 72, ["a line is longer than 75 octets"]),
        (b"UID:1@x", b"SUMMARY:\xe9\x95\r\n \xb7\r\nUID:1@x", ["a character is split by folding"] * 2),
        (b"UID:1@x", b"UID:1@x\x07", ["a control character"]),
        (b"UID:1@x", b"UID:1@x\r\nUID:2@x", ["VEVENT has UID 2 times"]),
        (b"UID:1@x\r\n", b"", ["VEVENT lacks UID"]),
        (b"20240801T000000Z\r\nS", b"20240801T000000\r\nS", ["DTSTAMP is not in UTC"]),
        (b"mailto:a@b.jp", b"mailto:Sato <a@b.jp>", ["ORGANIZER is not a bare mailto"]),
        (b"ORGANIZER:", b'ORGANIZER;CN="^\'x":', ["ORGANIZER needs RFC 6868 to be read"]),
        (b"PRODID:x", b"PRODID:x\r\nREFRESH-INTERVAL:PT1H", ["REFRESH-INTERVAL lacks its type"]),
        (b"TZOFFSETTO:", b"RDATE:19700101T000000\r\nTZOFFSETTO:", ["RDATE in a zone"]),
        (b"TZOFFSETTO:", b"COMMENT:x\r\nTZOFFSETTO:", ["COMMENT in a zone"]),
        (b"TZID:Asia/Tokyo", b"TZID:Asia/Tokyo\r\nCOMMENT:x", ["COMMENT in a zone"]),
        (b"UNTIL=20240901T000000Z", b"UNTIL=20240901T000000", ["UNTIL is not in UTC"]),
        (b"TZID=Asia/Tokyo", b"TZID=Asia/Seoul", ["DTSTART names a zone that was not told before"]),
        (b"METHOD:REQUEST\r\n", b"", ["people without METHOD, or METHOD without people"]),
    ],
)
def test_each_fault_is_found(old: bytes, new: bytes, said: list[str]) -> None:
    assert old in SOUND
    assert findings(SOUND.replace(old, new, 1)) == said


def test_a_uid_used_twice_is_found() -> None:
    event = SOUND[SOUND.index(b"BEGIN:VEVENT") : SOUND.index(b"END:VCALENDAR")]
    assert findings(SOUND.replace(event, event * 2)) == ["two entries have the same UID"]
