"""A letter to compose, and how its bytes are read."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from forumapp.mail.addresses import Mailbox
from forumapp.mail.compose import Message, compose

OFFICE = Mailbox("forum@example.jp", "共創フォーラム事務局")
LETTER = Message(
    sender=OFFICE,
    recipient=Mailbox("hanako@example.jp", "佐世保 花子"),
    subject="【受付番号 A-12】参加登録を受け付けました",
    text="佐世保 花子 様\n\n8月1日(木)13:30〜\n",
    message_id="<a12@forum.example.jp>",
    date=datetime(2024, 7, 1, 3, tzinfo=UTC),
)


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
