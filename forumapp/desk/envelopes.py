"""A letter that lies in the Maildir as its recipient would see it: headers, text, calendar and files.

Secrets of links, and of the addresses that answers go to, are blanked: they open what belongs to the recipient alone.
"""

import re
from base64 import encodebytes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Component

from forumapp.calendar.lines import fold
from forumapp.core import clock, links
from forumapp.core.i18n import language
from forumapp.core.text.eras import format_date
from forumapp.core.text.times import format_time
from forumapp.desk.wording import SECRET_KINDS
from forumapp.forums.models import Forum
from forumapp.mail import maildir
from forumapp.mail.models import Letter

_TAG = re.compile(r"\+([br])[0-9a-z]{1,7}-[0-9]{1,6}-[a-z2-7]{20}@")
_FOLDED = re.compile(rb"\r?\n[ \t]")
SHOWN = ("From", "To", "Reply-To", "Subject", "Date")

Blank = Callable[[str], str]


@dataclass(frozen=True)
class Invitation:
    """What the calendar part says: (name, value) in words."""

    method: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Envelope:
    """A letter to look at. ``headers`` are (name, value) in words, ``files`` are (name, octets)."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    invitation: Invitation | None
    files: tuple[tuple[str, int], ...]


def file_of(letter: Letter) -> bytes | None:
    """Return the letter's file; None if it was not delivered as one, or for one that opens somebody's account."""
    path = None if letter.kind.startswith(SECRET_KINDS) else maildir.find(letter)
    return path.read_bytes() if path else None


def of(letter: Letter, forum: Forum) -> Envelope | None:
    """Return the letter as it lies in the Maildir."""
    content = file_of(letter)
    return read(content, forum.zone, is_open=is_open()) if content else None


def is_open() -> bool:
    """Say whether links are shown whole: in the demo, whose people are invented, so that one can try them."""
    return bool(current_app.config["DEMO"])


def blank(text: str) -> str:
    """Blank the tokens of links and of addresses."""
    return _TAG.sub(r"+\1…@", links.redact(text))


def read(content: bytes, zone: str, *, is_open: bool) -> Envelope:
    """Read a letter's file; ``is_open`` leaves its links as they are. ``zone`` is where its date is told."""
    message = message_from_bytes(content, policy=compat32)
    hide: Blank = str if is_open else blank
    return Envelope(
        tuple(_headers(message, zone, hide)),
        hide(_part(message, "text/plain")),
        hide(_part(message, "text/html")),
        _invitation(message, hide),
        tuple(_files(message)),
    )


def as_file(content: bytes, *, is_open: bool) -> bytes:
    """Return the letter to open in a mail program, with its secrets blanked unless ``is_open``."""
    if is_open:
        return content
    message = message_from_bytes(content, policy=compat32)
    for part in message.walk():
        if part.get("Content-Transfer-Encoding") == "base64":  # as every part of our own composer
            part.set_payload(encodebytes(_blanked(part)).decode("ascii"))
    return blank(message.as_string()).encode("ascii", "replace")


def _blanked(part: Message) -> bytes:
    octets = _octets(part)
    if part.get_content_type() not in {"text/calendar", "application/ics"}:
        return blank(octets.decode("utf-8", "replace")).encode()
    lines = _FOLDED.sub(b"", octets).decode("utf-8", "replace").splitlines()
    return b"".join(fold(blank(line).encode()) for line in lines)


def _headers(message: Message, zone: str, hide: Blank) -> Iterator[tuple[str, str]]:
    names = (_("差出人"), _("宛先"), _("返信先"), _("件名"), _("日時"))
    for name, words in zip(SHOWN, names, strict=True):
        value = str(make_header(decode_header(message.get(name, "")))).strip()
        if name == "Date" and value:
            value = _moment(clock.to_wall(parsedate_to_datetime(value), zone))
        if value:
            yield words, hide(value)


def _part(message: Message, kind: str) -> str:
    found = next((part for part in message.walk() if part.get_content_type() == kind), None)
    return _octets(found).decode("utf-8", "replace").replace("\r\n", "\n") if found else ""


def _octets(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _files(message: Message) -> Iterator[tuple[str, int]]:
    for part in message.walk():
        if part.get_content_disposition() == "attachment":
            yield part.get_filename() or _("名前のないファイル"), len(_octets(part))


def _invitation(message: Message, hide: Blank) -> Invitation | None:
    """Read the calendar part; None when there is none, or none that can be read."""
    part = next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)
    if part is None:
        return None
    try:
        calendar = Calendar.from_ical(_octets(part))
        event = next(iter(calendar.walk("VEVENT")))
    except (ValueError, StopIteration):
        return None
    method = str(calendar.get("METHOD", ""))
    return Invitation(method, tuple((name, hide(value)) for name, value in _lines(method, event) if value))


def _lines(method: str, event: Component) -> Iterator[tuple[str, str]]:
    kinds = {"REQUEST": _("招待または更新"), "CANCEL": _("予定の取り消し")}
    yield _("種類"), f"{kinds.get(method, method)} (METHOD:{method})"
    yield _("件名"), str(event.get("SUMMARY", ""))
    yield _("開始"), _time(event, "DTSTART")
    yield _("終了"), _time(event, "DTEND")
    yield _("場所"), str(event.get("LOCATION", ""))
    yield _("改訂番号"), f"{event.get('SEQUENCE', 0)} (SEQUENCE)"


def _time(event: Component, name: str) -> str:
    value = event.get(name)
    found: date | None = value.dt if value else None
    if found is None:
        return ""
    return _moment(found) if isinstance(found, datetime) else format_date(found, language())


def _moment(wall: datetime) -> str:
    return f"{format_date(wall.date(), language())} {format_time(wall.hour * 60 + wall.minute)}"
