"""Headers of composed letters: names and subjects arrive, nothing else gets in."""

import re
from dataclasses import replace
from email.header import decode_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumapp.mail.addresses import BadAddress, Mailbox
from forumapp.mail.compose import Attachment, compose
from forumapp.mail.headers import BadHeader
from tests.mail.reading import LETTER, named, raw, read

LONG = "長崎県総務部デジタル戦略課自治体共創フォーラム運営事務局企画調整担当"


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
    "value", ["a@b.jp", "<a>", "<a@b.jp> <c@d.jp>", "<>", "<a@b.jp", f"<{'x' * 250}@b.jp>"]
)
def test_bad_message_ids_are_refused(value: str) -> None:
    with pytest.raises(BadHeader, match="bad Message-ID"):
        compose(replace(LETTER, message_id=value))


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
