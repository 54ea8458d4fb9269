"""Composed letters, read back by the standard library and by rules of RFC 5322 that it does not check."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from forumapp.calendar.ics import Entry, Person, print_message
from forumapp.mail.compose import Attachment, compose
from forumapp.mail.headers import BadHeader
from tests.mail.reading import LETTER, read

ICS = print_message(
    Entry(
        "1@forum.example.jp",
        0,
        datetime(2024, 7, 1, tzinfo=UTC),
        "共創フォーラム",
        datetime(2024, 8, 1, 13, 30),
    ),
    method="REQUEST",
    organizer=Person("forum@example.jp", "事務局"),
    attendee=Person("hanako@example.jp", "佐世保 花子"),
)
INVITATION = replace(LETTER, html="<p>8月1日</p>", calendar_method="REQUEST", calendar_ics=ICS)


def shape(part: EmailMessage) -> object:
    kind = part.get_content_type()
    return (kind, [shape(inner) for inner in part.iter_parts()]) if part.is_multipart() else kind


def test_a_plain_letter_is_these_headers_and_one_part() -> None:
    found = read(LETTER)
    assert [(name, str(value)) for name, value in found.items()] == [
        ("Date", "Mon, 01 Jul 2024 03:00:00 +0000"),
        ("From", "共創フォーラム事務局 <forum@example.jp>"),
        ("To", "佐世保 花子 <hanako@example.jp>"),
        ("Subject", "【受付番号 A-12】参加登録を受け付けました"),
        ("Message-ID", "<a12@forum.example.jp>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "base64"),
    ]
    assert found.get_payload(decode=True) == LETTER.text.replace("\n", "\r\n").encode()


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert compose(INVITATION) == compose(replace(INVITATION))


def test_an_invitation_has_its_calendar_last_among_the_alternatives_and_as_a_file() -> None:
    found = read(INVITATION)
    assert shape(found) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )
    body, file = found.iter_parts()
    inline = list(body.iter_parts())[-1]
    assert (inline["Content-Type"].params, inline["Content-Disposition"]) == (
        {"charset": "utf-8", "method": "REQUEST"},
        None,
    )
    assert (inline["Content-Transfer-Encoding"], file["Content-Transfer-Encoding"]) == ("base64", "base64")
    assert (inline.get_payload(decode=True), file.get_payload(decode=True)) == (ICS, ICS)
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "invite.ics")
    assert str(Calendar.from_ical(inline.get_payload(decode=True)).events[0]["SUMMARY"]) == "共創フォーラム"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"html": "<p>x</p>"}, ("multipart/alternative", ["text/plain", "text/html"])),
        (
            {"attachments": (Attachment("a.pdf", "application/pdf", b"%PDF"),)},
            ("multipart/mixed", ["text/plain", "application/pdf"]),
        ),
        (
            {"calendar_method": "REQUEST", "calendar_ics": ICS},
            (
                "multipart/mixed",
                [("multipart/alternative", ["text/plain", "text/calendar"]), "application/ics"],
            ),
        ),
        (
            {"html": "x", "attachments": (Attachment("forum.ics", "text/calendar", ICS),)},
            ("multipart/mixed", [("multipart/alternative", ["text/plain", "text/html"]), "text/calendar"]),
        ),
    ],
)
def test_levels_exist_only_where_they_hold_something(change, expected) -> None:
    assert shape(read(replace(LETTER, **change))) == expected


@pytest.mark.parametrize(
    ("method", "ics", "said"),
    [
        ("REQUEST", None, "needs its calendar bytes and the method"),
        (None, ICS, "needs its calendar bytes and the method"),
        ("PUBLISH", ICS, "needs its calendar bytes and the method"),
        ("CANCEL", ICS, "does not say METHOD:CANCEL"),
    ],
)
def test_a_calendar_whose_method_differs_is_refused(method, ics, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compose(replace(LETTER, calendar_method=method, calendar_ics=ics))


@pytest.mark.parametrize(
    "name",
    ["a.pdf", "次第.pdf", "議事 次第と資料一覧(令和6年).pdf", 'a"b.pdf', "髙﨑𠮷󠄀" * 9 + ".xlsx", "x" * 100],
)
def test_file_names_arrive_as_they_were_written(name: str) -> None:
    found = read(replace(LETTER, attachments=(Attachment(name, "application/pdf", b"\x00\xff"),)))
    _, file = found.iter_parts()
    assert (file.get_filename(), file.get_content()) == (name, b"\x00\xff")


@pytest.mark.parametrize("name", ["", " ", "../a.pdf", "a\\b.pdf", "長" * 201])
def test_names_that_are_no_file_name_are_refused(name: str) -> None:
    with pytest.raises(BadHeader, match="bad file name"):
        compose(replace(LETTER, attachments=(Attachment(name, "application/pdf", b""),)))


@pytest.mark.parametrize(
    "kind", ["pdf", "application/pdf\r\nX: 1", "a/b; c=d", "message/rfc822", "multipart/mixed", ""]
)
def test_bad_media_types_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="bad media type"):
        compose(replace(LETTER, attachments=(Attachment("a", kind, b""),)))


def test_a_naive_date_is_refused() -> None:
    with pytest.raises(ValueError, match="must be aware"):
        compose(replace(LETTER, date=datetime(2024, 7, 1)))


def test_text_arrives_cleaned_of_what_no_mail_carries() -> None:
    found = read(
        replace(LETTER, text="髙﨑𠮷󠄀\r\n.\rFrom x\x00\x1b\ud800\nMIME-Version: 2", html="<p>\x07〜</p>")
    )
    plain, html = found.iter_parts()
    assert (plain.get_payload(decode=True), html.get_payload(decode=True)) == (
        "髙﨑𠮷󠄀\r\n.\r\nFrom x\r\nMIME-Version: 2\r\n".encode(),
        "<p>〜</p>\r\n".encode(),
    )
