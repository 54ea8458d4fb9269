"""Answers as calendar programs send them: each with the habits of its program, invented people and places."""

from base64 import encodebytes
from dataclasses import dataclass
from quopri import encodestring


@dataclass(frozen=True)
class Guest:
    """Who answers what, and where the answer goes."""

    uid: str = "1b2c@forum.test"
    address: str = "hanako@city.example.jp"
    inbox: str = "forum+r1-0-aaaa@forum.test"
    partstat: str = "ACCEPTED"
    sequence: int = 0
    stamp: str = "20240701T010000Z"
    comment: str = ""
    message_id: str = "<answer-1@city.example.jp>"
    date: str = "Mon, 01 Jul 2024 10:00:00 +0900"


def crlf(*lines):
    return "\r\n".join([*lines, ""])


def head(guest, subject, *further):
    fields = [
        f"From: {guest.address}",
        f"To: <{guest.inbox}>",
        f"Subject: {subject}",
        f"Date: {guest.date}",
        "MIME-Version: 1.0",
        *further,
    ]
    return crlf(*([f"Message-ID: {guest.message_id}"] if guest.message_id else []), *fields)


def opens(boundary, *fields):
    """The line that begins a part, and the part's fields."""
    return crlf("", f"--{boundary}", *fields, "")


QUOTED, BASE64 = "Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: base64"


def base64(text, charset="utf-8"):
    return encodebytes(text.encode(charset)).decode("ascii").replace("\n", "\r\n")


def outlook(guest):
    """Outlook with Exchange: METHOD in the MIME type alone, no ORGANIZER, Windows' zone, X-MICROSOFT properties."""
    calendar = crlf(
        "BEGIN:VCALENDAR", "PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN", "VERSION:2.0",
        "BEGIN:VTIMEZONE", "TZID:Tokyo Standard Time", "BEGIN:STANDARD", "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE",
        "BEGIN:VEVENT", "CLASS:PUBLIC",
        f'ATTENDEE;CN="佐世保 花子";PARTSTAT={guest.partstat}:MAILTO:{guest.address.upper()}',
        *([f"COMMENT;LANGUAGE=ja:{guest.comment}"] if guest.comment else []),
        f"DTSTAMP:{guest.stamp}", "DTSTART;TZID=\"Tokyo Standard Time\":20240801T133000",
        f"SEQUENCE:{guest.sequence}", "SUMMARY;LANGUAGE=ja:承諾: 共創フォーラム", "TRANSP:OPAQUE", f"UID:{guest.uid}",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY", f"X-MICROSOFT-CDO-APPT-SEQUENCE:{guest.sequence}",
        "BEGIN:VALARM", "TRIGGER:-PT15M", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    return (
        head(guest, "=?utf-8?B?5om/6Kut?=", 'Content-Type: multipart/alternative;\r\n\tboundary="_000_TY_"')
        + opens("_000_TY_", 'Content-Type: text/plain; charset="iso-2022-jp"', QUOTED)
        + opens("_000_TY_", 'Content-Type: text/calendar; charset="utf-8"; method=REPLY', BASE64)
        + base64(calendar)
        + crlf("", "--_000_TY_--")
    ).encode("ascii")


def gmail(guest):
    """Google Calendar: the calendar twice, as alternative and as invite.ics, quoted-printable."""
    calendar = crlf(
        "BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
        "METHOD:REPLY", "BEGIN:VEVENT", "DTSTART:20240801T043000Z", "DTEND:20240801T071000Z", f"DTSTAMP:{guest.stamp}",
        f"ORGANIZER;CN={guest.inbox}:mailto:{guest.inbox}", f"UID:{guest.uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={guest.partstat};CN={guest.address};X-NUM-GUESTS=0:mailto:{guest.address}",
        *([f"COMMENT:{guest.comment}"] if guest.comment else []),
        "CREATED:20240601T000000Z", "DESCRIPTION:", "LAST-MODIFIED:20240701T010000Z", "LOCATION:長崎市民会館",
        f"SEQUENCE:{guest.sequence}", "STATUS:CONFIRMED", "SUMMARY:共創フォーラム", "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    quoted = encodestring(calendar.encode()).decode("ascii").replace("\r\n", "\n").replace("\n", "\r\n")
    return (
        head(guest, "Accepted: forum", 'Content-Type: multipart/mixed; boundary="00007a"')
        + opens("00007a", 'Content-Type: multipart/alternative; boundary="00007b"')
        + opens("00007b", "Content-Type: text/plain; charset=UTF-8; format=flowed; delsp=yes")
        + crlf("hanako has accepted")
        + opens("00007b", "Content-Type: text/calendar; charset=UTF-8; method=REPLY", QUOTED)
        + quoted
        + crlf("", "--00007b--")
        + opens("00007a", 'Content-Type: application/ics; name="invite.ics"', BASE64)
        + base64(calendar)
        + crlf("", "--00007a--")
    ).encode("ascii")


def apple(guest):
    """Apple's calendar: X- properties, an e-mail in parameters, upper and lower case mixed, 8bit."""
    calendar = crlf(
        "BEGIN:VCALENDAR", "CALSCALE:GREGORIAN", "METHOD:REPLY", "PRODID:-//Apple Inc.//iPhone OS 17.5//EN", "VERSION:2.0",
        "BEGIN:VEVENT",
        f'ATTENDEE;CN="花子";CUTYPE=INDIVIDUAL;EMAIL="{guest.address}";PARTSTAT={guest.partstat}:mailto:{guest.address}',
        *([f"COMMENT:{guest.comment}"] if guest.comment else []),
        "DTEND;TZID=Asia/Tokyo:20240801T161000", f"DTSTAMP:{guest.stamp}", "DTSTART;TZID=Asia/Tokyo:20240801T133000",
        f"ORGANIZER:mailto:{guest.inbox}", f"SEQUENCE:{guest.sequence}", "SUMMARY:共創フォーラム", f"UID:{guest.uid}",
        'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE="長崎":geo:32.75,129.87', "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
        "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    return (
        head(guest, "Accepted", "Content-Type: multipart/mixed; boundary=Apple-Mail-1A")
        + crlf("", "--Apple-Mail-1A", "content-type: text/calendar; charset=utf-8; method=REPLY; name=iCal.ics",
               "Content-Disposition: inline; filename=iCal.ics", "Content-Transfer-Encoding: 8bit", "")
        + calendar + "--Apple-Mail-1A--"
    ).encode()  # fmt: skip


def thunderbird(guest):
    """Thunderbird: folded at 76 octets, inside characters too; bare line ends."""
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT",
        "CREATED:20240601T000000Z", f"LAST-MODIFIED:{guest.stamp}", f"DTSTAMP:{guest.stamp}", f"UID:{guest.uid}",
        "SUMMARY:" + "長崎県と県内市町の共創フォーラムの参加について" * 3,
        f"ORGANIZER;RSVP=TRUE;PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:{guest.inbox}",
        f'ATTENDEE;CN="{"佐世保市総務部デジタル戦略課 花子" * 2}";PARTSTAT={guest.partstat}:mailto:{guest.address}',
        *([f"COMMENT:{guest.comment}"] if guest.comment else []),
        f"SEQUENCE:{guest.sequence}", "DTSTART;TZID=Asia/Tokyo:20240801T133000", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    octets = b""
    for line in lines:
        whole = line.encode()
        pieces = [whole[:76], *(whole[start : start + 75] for start in range(76, len(whole), 75))]
        octets += b"\n ".join(pieces) + b"\n"
    start = head(guest, "Re: forum", 'Content-Type: multipart/mixed; boundary="------------TB"').replace(
        "\r", ""
    )
    opening = "\n--------------TB\nContent-Type: text/calendar; method=REPLY; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n"
    return (start + opening).encode() + octets + b"\n--------------TB--\n"


def exchange(guest):
    """Exchange as a server, in English: the calendar alone is the body, UTF-16 with a mark."""
    calendar = crlf(
        "BEGIN:VCALENDAR", "METHOD:REPLY", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0", "BEGIN:VEVENT",
        f"ATTENDEE;PARTSTAT={guest.partstat};CN=Hanako:mailto:{guest.address}",
        *([f"COMMENT;LANGUAGE=ja-JP:{guest.comment}"] if guest.comment else []),
        f"UID:{guest.uid}", "SUMMARY;LANGUAGE=en-US:Accepted: フォーラム", "DTSTART;TZID=Tokyo Standard Time:20240801T133000",
        "DTEND;TZID=Tokyo Standard Time:20240801T161000", "CLASS:PUBLIC", "PRIORITY:5", f"DTSTAMP:{guest.stamp}",
        f"SEQUENCE:{guest.sequence}", "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    body = encodebytes(b"\xff\xfe" + calendar.encode("utf-16-le")).decode("ascii").replace("\n", "\r\n")
    fields = [
        'Content-Type: text/calendar; charset="utf-16"; method=REPLY',
        "Content-Transfer-Encoding: base64",
    ]
    return (head(guest, "Accepted", *fields) + "\r\n" + body).encode("ascii")


def yahoo(guest):
    """Yahoo! Japan by way of an old gateway: ISO-2022-JP, no DTSTAMP, named by its file alone."""
    calendar = crlf(
        "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "PRODID:-//Yahoo! Japan//Calendar//JA", "BEGIN:VEVENT",
        f"UID:{guest.uid}", "SUMMARY:共創フォーラム", f"ATTENDEE;CN=花子;PARTSTAT={guest.partstat}:mailto:{guest.address}",
        *([f"COMMENT:{guest.comment}"] if guest.comment else []),
        *([f"SEQUENCE:{guest.sequence}"] if guest.sequence else []), "DTSTART:20240801T043000Z", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    text = head(
        guest, "=?ISO-2022-JP?B?GyRCPFUbKEI=?=", 'Content-Type: multipart/mixed; boundary="=_ymail"'
    ) + crlf(
        "", "--=_ymail", "Content-Type: text/plain; charset=ISO-2022-JP", "", "出席します。", "",
        "--=_ymail", 'Content-Type: application/octet-stream; name="reply.ics"',
        'Content-Disposition: attachment; filename="reply.ics"', "Content-Transfer-Encoding: 7bit", "",
    )  # fmt: skip
    return (text + calendar + "--=_ymail--\r\n").encode("iso-2022-jp")


CLIENTS = (outlook, gmail, apple, thunderbird, exchange, yahoo)


def plain(guest, *lines, method="REPLY", content_type=None):
    """A message that is one calendar with these lines in its event."""
    calendar = crlf(
        "BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"
    )
    kind = content_type or "text/calendar; charset=utf-8"
    return (head(guest, "x", f"Content-Type: {kind}") + "\r\n" + calendar).encode()


def holiday(guest):
    """An answer from the holidays, which says nothing about taking part."""
    fields = ["Auto-Submitted: auto-replied", "Content-Type: text/plain; charset=utf-8"]
    return (
        head(guest, "Out of office", *fields) + "\r\n" + "8月1日まで不在です。出席できません。\r\n"
    ).encode()
