"""Content lines of iCalendar (RFC 5545 section 3.1): values escaped, web addresses encoded, lines folded.

icalendar encodes dates, addresses, parameters. What it gets wrong is done here: it turns the two characters
`\\N` inside a text into a line break, lets unencoded URLs pass, and folds slowly. Control characters
are for the caller to clean away (`core.text.cleaning`): icalendar lets them pass too.
"""

import re
from datetime import date, datetime
from typing import Protocol
from urllib.parse import quote, urlsplit

from icalendar import vCalAddress, vDate, vDatetime, vUri
from icalendar.parser import Parameters

from forumapp.core.text.cleaning import clean_line
from forumapp.mail.addresses import check_address

LIMIT = 75  # octets per line, without CRLF
SEQUENCE_LIMIT = 2**31 - 1

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_UID = re.compile(r"[\x21-\x7e]{1,255}")
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


class Encoded(Protocol):
    """A value of icalendar's, or ours, that knows its bytes."""

    def to_ical(self) -> bytes: ...


class Text:
    """A TEXT value (RFC 5545 section 3.3.11), or several, separated by commas."""

    __slots__ = ("_texts",)

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def to_ical(self) -> bytes:
        return ",".join(text.translate(_ESCAPED) for text in self._texts).encode()


class Plain:
    """An ASCII token, number or duration that needs no escaping."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def to_ical(self) -> bytes:
        return self._text.encode("ascii")


def content_line(name: str, value: Encoded, **parameters: str | list[str]) -> bytes:
    """One folded content line with its CRLF; parameter values are quoted where needed (RFC 6868)."""
    head = name.encode("ascii")
    if parameters:
        head += b";" + bytes(Parameters(parameters).to_ical())
    return fold(head + b":" + value.to_ical())


def fold(line: bytes) -> bytes:
    """Folded at 75 octets, never inside a character or an escape, nor beside a space; ends with CRLF."""
    if len(line) <= LIMIT:
        return line + b"\r\n"
    pieces, start, room = [], 0, LIMIT
    while len(line) - start > room:
        end = start + room
        while end > start and (_continues(line[end]) or line[end] == 32 or line[end - 1] in b"\\^ "):
            end -= 1
        if end == start:  # nothing but spaces and escapes: cut there, unfolding restores them
            end = start + room
            while _continues(line[end]):
                end -= 1
        pieces.append(line[start:end])
        start, room = end, LIMIT - 1
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _continues(octet: int) -> bool:
    return octet & 0xC0 == 0x80


def uid(text: str) -> Text:
    """A UID of visible ASCII, 255 at most (RFC 7986 section 5.3); ValueError otherwise."""
    if not _UID.fullmatch(text):
        raise ValueError(f"UID must be 1 to 255 visible ASCII characters: {text!r}")
    return Text(text)


def sequence(number: int) -> Plain:
    """A SEQUENCE, 0 to 2**31-1; ValueError otherwise."""
    if not 0 <= number <= SEQUENCE_LIMIT:
        raise ValueError(f"SEQUENCE out of range: {number}")
    return Plain(str(number))


def url(text: str) -> vUri:
    """A web address, percent-encoded, a Japanese host as xn--…; ValueError unless absolute http or https."""
    try:
        parts = urlsplit(clean_line(text))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or "@" in parts.netloc:
            raise ValueError("not an absolute http(s) address")
        netloc = f"[{host}]" if ":" in host else host
        netloc += f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ValueError(f"URL cannot be printed: {text!r} ({error})") from error
    return vUri(quote(parts._replace(netloc=netloc).geturl(), safe=_URL_SAFE))


def person(address: str) -> vCalAddress:
    """`mailto:` and nothing but the address (RFC 6068); BadAddress for what is none."""
    return vCalAddress("mailto:" + quote(check_address(address), safe="@!$&'*+/=_.~-"))


def moment(when: date) -> Encoded:
    """A naive wall time, an aware UTC instant (with Z) or a day."""
    return vDatetime(when.replace(microsecond=0)) if isinstance(when, datetime) else vDate(when)
