"""Composed letters, read back by the standard library and by rules of RFC 5322 that it does not check."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from forumapp.calendar.ics import Entry, Person, print_message
from forumapp.mail.addresses import BadAddress, Mailbox
from forumapp.mail.compose import Attachment, Message, compose
from forumapp.mail.headers import BadHeader

OFFICE = Mailbox("forum@example.jp", "共創フォーラム事務局")
LETTER = Message(
    sender=OFFICE,
    recipient=Mailbox("hanako@example.jp", "佐世保 花子"),
    subject="【受付番号 A-12】参加登録を受け付けました",
    text="佐世保 花子 様\n\n8月1日(木)13:30〜\n",
    message_id="<a12@forum.example.jp>",
    date=datetime(2024, 7, 1, 3, tzinfo=UTC),
)
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
LONG = "長崎県総務部デジタル戦略課自治体共創フォーラム運営事務局企画調整担当"


def read(message: Message) -> EmailMessage:
    data = compose(message)
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", data) is None
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    found = message_from_bytes(data, policy=default)
    assert [part.defects for part in found.walk() if part.defects] == []
    return found


def raw(message: Message, name: str) -> str:
    """A header as it is on the wire."""
    head = compose(message).split(b"\r\n\r\n", 1)[0].decode("ascii")
    (value,) = re.findall(rf"(?:^|\r\n){name}: ([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", head)
    return value


def named(message: Message, name: str) -> tuple[str, str]:
    """(display name, address) as RFC 2047 says: the space between adjacent encoded words is none."""
    phrase, address = parseaddr(raw(message, name).replace("\r\n", ""))
    return str(make_header(decode_header(phrase))), address


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
    assert found.get_content() == LETTER.text


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
    ["", "Office", "Sato, Taro", 'The "office"', "back\\slash", "a.b", "=?utf-8?q?evil?=", "長" * 14, "長" * 15, "長" * 17,
     LONG, LONG * 3, "髙﨑𠮷󠄀" * 9, "神社 福", "が" * 30, "x" * 200, "Ōmura Office, " * 12 + "x", "👨‍👩‍👧" * 12],
)  # fmt: skip
def test_names_arrive_as_they_were_written(name: str) -> None:
    message = replace(
        LETTER,
        sender=Mailbox("forum@example.jp", name),
        recipient=Mailbox("a@例え.jp", name),
        reply_to=Mailbox("b@example.jp", name),
    )
    assert [named(message, field) for field in ("From", "To", "Reply-To")] == [
        (name, "forum@example.jp"), (name, "a@xn--r8jz45g.jp"), (name, "b@example.jp"),
    ]  # fmt: skip
    read(message)


def test_a_comma_in_a_name_makes_no_second_address() -> None:
    message = replace(LETTER, recipient=Mailbox("a@example.jp", "Sato, b@example.jp"))
    assert [box.addr_spec for box in read(message)["To"].addresses] == ["a@example.jp"]


@pytest.mark.parametrize(
    "subject", ["", "Hello", "a" * 200, LONG * 4, "=?utf-8?b?6ZW3?=", "髙﨑𠮷󠄀" * 20, "x 長 y"]
)
def test_subjects_arrive_as_they_were_written(subject: str) -> None:
    assert str(read(replace(LETTER, subject=subject))["Subject"] or "") == subject


def test_encoded_lines_are_short_and_hold_whole_characters() -> None:
    message = replace(
        LETTER, subject=("髙󠄁﨑𠮷󠄀" + "長" * 5) * 12, sender=Mailbox("forum@example.jp", "か\u3099" * 60)
    )
    for name in ("Subject", "From"):
        value = raw(message, name)
        assert [line for line in f"{name}: {value}".split("\r\n") if len(line) > 76] == []
        words = re.findall(r"=\?utf-8\?b\?([^?]*)\?=", value)
        assert max(len(word) + 12 for word in words) <= 75
        starts = [decode_header(f"=?utf-8?b?{word}?=")[0][0].decode()[0] for word in words]
        assert {start for start in starts if start in "\u3099\U000e0100\U000e0101"} == set()


@pytest.mark.parametrize(
    "bad",
    [
        "a\r\nBcc: evil@example.jp",
        "a\nb",
        "a\rb",
        "a\x00b",
        "a\x1bb",
        "a\tb",
        "a\x85b",
        "a\u2028b",
        "a\ud842b",
    ],
)
@pytest.mark.parametrize(
    "place", ["sender", "recipient", "reply_to", "subject", "message_id", "header", "header_name", "filename"]
)
def test_control_characters_are_refused_in_every_header(place: str, bad: str) -> None:
    changes = {
        "sender": {"sender": Mailbox("a@b.jp", bad)},
        "recipient": {"recipient": Mailbox("a@b.jp", bad)},
        "reply_to": {"reply_to": Mailbox("a@b.jp", bad)},
        "subject": {"subject": bad},
        "message_id": {"message_id": f"<{bad}@b.jp>"},
        "header": {"headers": {"X-Forum": bad}},
        "header_name": {"headers": {bad: "x"}},
        "filename": {"attachments": (Attachment(bad, "text/plain", b""),)},
    }
    with pytest.raises(BadHeader):
        compose(replace(LETTER, **changes[place]))


def test_a_refusal_names_the_header_and_the_character() -> None:
    with pytest.raises(BadHeader, match=r"^Subject: character U\+000A is not allowed in a mail header$"):
        compose(replace(LETTER, subject="a\nb"))


@pytest.mark.parametrize(
    "name", ["From", "bcc", "Content-Type", "MIME-VERSION", "X Forum", "X-Forum:", "", "長"]
)
def test_headers_of_the_composers_own_and_bad_names_are_refused(name: str) -> None:
    with pytest.raises(BadHeader):
        compose(replace(LETTER, headers={name: "x"}))


@pytest.mark.parametrize("value", ["長崎", "", " ", "x" * 901])
def test_values_that_would_have_to_be_encoded_are_refused(value: str) -> None:
    with pytest.raises(BadHeader, match="X-Forum: the value must be"):
        compose(replace(LETTER, headers={"X-Forum": value}))


def test_a_long_unsubscribe_address_stays_on_one_line() -> None:
    link = f"<https://forum.example.jp/u/{'x' * 200}>"
    message = replace(
        LETTER, headers={"List-Unsubscribe": link, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    )
    assert (raw(message, "List-Unsubscribe"), raw(message, "List-Unsubscribe-Post")) == (
        link,
        "List-Unsubscribe=One-Click",
    )


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.jp", "a@", "a b@c.jp", "a@b c.jp", "a@b..jp", ".a@b.jp", "a..b@c.jp", "a@-b.jp", "a@b.jp\n", "長@b.jp",
     "A <a@b.jp>", "a@b.jp,c@d.jp", '"a b"@c.jp', "a@[127.0.0.1]", "x" * 65 + "@b.jp", "a@" + "x." * 130 + "jp", "a@b@c.jp"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["sender", "recipient", "reply_to"])
def test_what_is_no_address_is_refused(place: str, address: str) -> None:
    with pytest.raises(BadAddress):
        compose(replace(LETTER, **{place: Mailbox(address)}))


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


@pytest.mark.parametrize(
    "value", ["a@b.jp", "<a>", "<a@b.jp> <c@d.jp>", "<>", "<a@b.jp", f"<{'x' * 250}@b.jp>"]
)
def test_bad_message_ids_are_refused(value: str) -> None:
    with pytest.raises(BadHeader, match="bad Message-ID"):
        compose(replace(LETTER, message_id=value))


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


@given(st.text(st.characters(codec=None, categories=None), max_size=120))
def test_no_name_or_subject_adds_a_header(text: str) -> None:
    message = replace(LETTER, subject=text, sender=Mailbox("a@b.jp", text))
    try:
        data = compose(message)
    except BadHeader:
        return
    names = [
        line.split(b":")[0]
        for line in data.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
        if line[:1] not in (b" ", b"\t")
    ]
    assert names == [b"Date", b"From", b"To", b"Subject", b"Message-ID", b"Auto-Submitted", b"MIME-Version",
                     b"Content-Type", b"Content-Transfer-Encoding"]  # fmt: skip
    assert named(message, "From") == (text.strip(), "a@b.jp")
