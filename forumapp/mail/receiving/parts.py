"""Messages from outside, taken apart leniently (RFC 5322, 2045, 2046): bounded, without recursion, never an error.

The standard library's parser follows nesting as deep as it goes and takes quadratic time for some headers; what is read
here was written by anybody.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

LIMIT = 256 * 1024
"""Octets that are read of a message: answers and reports stand at its beginning."""
HEADERS, VALUE = 64 * 1024, 2000
PARTS, DEPTH = 100, 12

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
_FOLDED = re.compile(rb"(?:\r\n|\n|\r)(?=[ \t])")
_LINES = re.compile(rb"\r\n|\n|\r")
_KIND = re.compile(r"\s*([a-z0-9.+-]{1,80}/[a-z0-9.+-]{1,80})", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bq])\?([^?\s]*)\?=", re.IGNORECASE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii", ""), "utf-8"),
    **dict.fromkeys(("iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-ms", "cp50221"), "iso2022_jp_ext"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms_kanji"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp-ms"), "euc_jp"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be"), "utf-16-le"),
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    "utf-16be": "utf-16-be",
    "big5": "big5",
    "iso-8859-15": "iso8859_15",
}  # fmt: skip
"""Names of character sets in mail; no others are tried, since some of Python's codecs are slow or no character sets."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that holds no others: its header fields by lower-case name (the first of each) and its octets as sent."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Return the media type in lower case, `text/plain` if there is none."""
        return _kind(self.headers)

    def parameter(self, name: str) -> str:
        """Return a parameter of Content-Type, or ""."""
        return _parameter(self.headers, name)

    @property
    def is_calendar(self) -> bool:
        """Say whether type or file name mean iCalendar; some gateways leave nothing but the name."""
        named = self.headers.get("content-disposition", "") + self.headers.get("content-type", "")
        return self.kind in {"text/calendar", "application/ics"} or ".ics" in named.lower()

    @property
    def content(self) -> bytes:
        """Return the octets without their transfer encoding, as far as they can be read."""
        encoding = self.headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "base64":
            return _from_base64(self.body)
        return binascii.a2b_qp(self.body) if encoding == "quoted-printable" else self.body

    @property
    def text(self) -> str:
        """Return the content as text, in whatever character set it turns out to be."""
        return readable(self.content, self.parameter("charset"))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in at ``arrived_at``."""

    headers: Mapping[str, str]
    parts: tuple[Part, ...]
    arrived_at: datetime

    def header(self, name: str) -> str:
        """Return the first field of this name, unfolded and not decoded, or ""."""
        return self.headers.get(name.lower(), "")

    @property
    def sent_at(self) -> datetime | None:
        """Return what its Date says, aware; None if that is no date."""
        try:
            moment = parsedate_to_datetime(self.header("date"))
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None


def read(raw: bytes, arrived_at: datetime) -> Incoming:
    """Take a message apart; of a huge one only the beginning, of too many parts the first."""
    raw = raw[:LIMIT]
    headers, _body = _split(raw)
    return Incoming(headers, tuple(islice(_leaves(raw), PARTS)), arrived_at)


def readable(octets: bytes, charset: str = "") -> str:
    """Decode text: by its byte-order mark, its zeros, its escapes, the name of its character set, else by trying."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    if octets.startswith(b"\xef\xbb\xbf"):
        return octets[3:].decode("utf-8", "replace")
    if b"\x00" in octets[:2] and len(octets) > 3:
        return octets.decode("utf-16-be" if octets[0] == 0 else "utf-16-le", "replace")
    named = _CODECS.get(charset.strip().lower(), "utf-8")
    guesses = ["iso2022_jp_ext"] if b"\x1b$" in octets or b"\x1b(" in octets else []
    for codec in (*guesses, named, "utf-8", "cp932"):
        try:
            return octets.decode(codec)
        except UnicodeDecodeError:
            continue
    return octets.decode(named, "replace")


def decoded(value: str) -> str:
    """Return a header field with its encoded words (RFC 2047) readable, as far as they can be."""
    return _ENCODED_WORD.sub(_word, re.sub(r"\?=\s+=\?", "?==?", value))


def _word(found: re.Match[str]) -> str:
    octets = found[3].encode()
    plain = _from_base64(octets) if found[2] in "bB" else binascii.a2b_qp(octets, header=True)
    return readable(plain, found[1])


def _from_base64(octets: bytes) -> bytes:
    letters = _NOT_BASE64.sub(b"", octets)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _leaves(raw: bytes) -> Iterator[Part]:
    """The parts that hold no others, from the first to the last. A message inside a message is a leaf."""
    waiting = [(raw, 0)]
    while waiting:
        piece, depth = waiting.pop()
        headers, body = _split(piece)
        boundary = _parameter(headers, "boundary")
        if _kind(headers).startswith("multipart/") and boundary and depth < DEPTH:
            inner = list(islice(_between(body, boundary), PARTS))
            waiting += [(one, depth + 1) for one in reversed(inner)]
        else:
            yield Part(headers, body)


def _between(body: bytes, boundary: str) -> Iterator[bytes]:
    """What stands between the delimiter lines; a missing last one is the end of the message."""
    line = re.compile(rb"(?:^|\r\n|\n|\r)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=[\r\n]|\Z)")
    start = None
    for found in line.finditer(body):
        if start is not None:
            yield _LINES.sub(b"", body[start : found.start()], count=1)
        if found[1]:
            return
        start = found.end()  # the line break after it is the delimiter's, and is taken off above
    if start is not None:
        yield _LINES.sub(b"", body[start:], count=1)


def _split(piece: bytes) -> tuple[dict[str, str], bytes]:
    if piece[:1] in b"\r\n":  # also nothing at all
        return {}, piece
    end = _BLANK_LINE.search(piece)
    head, body = (piece[: end.start()], piece[end.end() :]) if end else (piece, b"")
    headers: dict[str, str] = {}
    for line in _LINES.split(_FOLDED.sub(b"", head[:HEADERS])):
        name, colon, value = line.partition(b":")
        if colon and len(name) <= 80:
            headers.setdefault(name.strip().lower().decode("ascii", "replace"), _value(value))
    return headers, body


def _value(octets: bytes) -> str:
    octets = octets[:VALUE].strip()
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _kind(headers: Mapping[str, str]) -> str:
    found = _KIND.match(headers.get("content-type", ""))
    return found[1].lower() if found else "text/plain"


def _parameter(headers: Mapping[str, str], name: str) -> str:
    pattern = rf';\s*{name}\s*=\s*(?:"([^"]*)"|([^\s;"]+))'
    found = re.search(pattern, headers.get("content-type", ""), re.IGNORECASE)
    return (found[1] or found[2] or "").strip() if found else ""
