"""One letter as bytes (RFC 5322, 2045, 2046): made here because Flask-Mail's own composing damages Japanese names.

Pure: the same message gives the same bytes, also in the boundaries, so that a second delivery is the same letter.
Every part is base64 (RFC 2045 section 6.8): no gateway can change a line of it.
"""

import re
from base64 import encodebytes
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from types import MappingProxyType

from forumapp.core.text.cleaning import clean_block
from forumapp.mail import headers
from forumapp.mail.addresses import Mailbox

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,90}")
_OWN_FIELDS = frozenset(
    {"from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version"}
    | {"auto-submitted", "content-type", "content-transfer-encoding", "content-disposition", "content-id"}
    | {"received", "return-path", "dkim-signature"}
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the letter; `media_type` without parameters, as `application/pdf`."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A letter to one person. `date` is aware, `message_id` is `<local@domain>` and stays over retries.

    `text` is complete on its own. `calendar_ics` with its `calendar_method` (REQUEST or CANCEL) makes an invitation.
    `headers` are further fields of visible ASCII, as List-Unsubscribe.
    """

    sender: Mailbox
    recipient: Mailbox
    subject: str
    text: str
    message_id: str
    date: datetime
    reply_to: Mailbox | None = None
    html: str | None = None
    calendar_method: str | None = None
    calendar_ics: bytes | None = None
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def compose(message: Message) -> bytes:
    """The letter with CRLF line ends; ValueError names what must not stand in a header or does not fit.

    mixed { alternative { text/plain, text/html, text/calendar }, application/ics, attachments }, each level only
    when it has something to hold.
    """
    body = _body(message)
    return _Part((*_fields(message), *body.fields), body.content).as_bytes()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part with its fields, folded and encoded already; written here, since the library's generator takes ten times
    as long to leave them alone."""

    fields: tuple[tuple[str, str], ...]
    content: bytes

    def as_bytes(self) -> bytes:
        head = "".join(f"{name}: {value}\r\n" for name, value in self.fields)
        return head.encode("ascii") + b"\r\n" + self.content


def _fields(message: Message) -> list[tuple[str, str]]:
    if message.date.tzinfo is None:
        raise ValueError("the date of a letter must be aware")
    fields = [
        ("Date", format_datetime(message.date)),
        ("From", headers.mailbox("From", message.sender)),
        ("To", headers.mailbox("To", message.recipient)),
        ("Subject", headers.unstructured("Subject", message.subject)),
        ("Message-ID", headers.message_id(message.message_id)),
    ]
    if message.reply_to is not None:
        fields.append(("Reply-To", headers.mailbox("Reply-To", message.reply_to)))
    fields.append(("Auto-Submitted", "auto-generated"))  # RFC 3834: no holiday answers, please
    for name, value in message.headers.items():
        if name.lower() in _OWN_FIELDS:
            raise headers.BadHeader(f"{name} is written by the composer")
        fields.append(headers.further(name, value))
    fields.append(("MIME-Version", "1.0"))
    return fields


def _body(message: Message) -> _Part:
    alternatives = [_text("text/plain", message.text)]
    if message.html is not None:
        alternatives.append(_text("text/html", message.html))
    files = [_file(attachment) for attachment in message.attachments]
    if message.calendar_ics is not None or message.calendar_method is not None:
        method, ics = _calendar(message.calendar_method, message.calendar_ics)
        # Last, and without a disposition, or Outlook shows no invitation; the file is for gateways and webmail.
        alternatives.append(_part(f'text/calendar; charset="utf-8"; method={method}', ics))
        files.insert(0, _file(Attachment("invite.ics", "application/ics", ics)))
    body = _multipart("alternative", alternatives, message.message_id)
    return _multipart("mixed", [body, *files], message.message_id)


def _calendar(method: str | None, ics: bytes | None) -> tuple[str, bytes]:
    if method not in ("REQUEST", "CANCEL") or ics is None:
        raise ValueError("an invitation needs its calendar bytes and the method REQUEST or CANCEL")
    if f"\r\nMETHOD:{method}\r\n".encode("ascii") not in ics:
        raise ValueError(f"the calendar does not say METHOD:{method}: Outlook would refuse it")
    return method, ics


def _text(media_type: str, text: str) -> _Part:
    """Text cleaned rather than refused: in base64 nothing in it can do harm, and the letter should arrive."""
    lines = clean_block(text).split("\n")
    return _part(f'{media_type}; charset="utf-8"', "\r\n".join([*lines, ""]).encode())


def _file(attachment: Attachment) -> _Part:
    kind = attachment.media_type
    if not _MEDIA_TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        raise ValueError(f"bad media type of an attachment: {kind!r}")
    disposition = f"attachment;\r\n {headers.file_name(attachment.filename)}"
    content_type = f'{kind}; charset="utf-8"' if kind == "text/calendar" else kind
    return _part(content_type, attachment.content, ("Content-Disposition", disposition))


def _part(content_type: str, content: bytes, *further: tuple[str, str]) -> _Part:
    fields = (("Content-Type", content_type), ("Content-Transfer-Encoding", "base64"), *further)
    return _Part(fields, encodebytes(content).replace(b"\n", b"\r\n"))


def _multipart(kind: str, parts: list[_Part], seed: str) -> _Part:
    """The parts in one; a single part is itself. The boundary has `=_`, which base64 lines never hold."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{sha256(f'{kind} {seed}'.encode()).hexdigest()[:24]}"
    line = f"--{boundary}".encode("ascii")
    content = b"".join(line + b"\r\n" + part.as_bytes() + b"\r\n" for part in parts)
    return _Part(
        (("Content-Type", f'multipart/{kind};\r\n boundary="{boundary}"'),), content + line + b"--\r\n"
    )
