"""Reading what calendar programs answer (RFC 5546, 3.2.3 and 3.2.7), leniently; never an error.

Known so far: Outlook leaves ORGANIZER out and says METHOD in the MIME type alone, Thunderbird folds at 76, others
inside a character; line ends may be bare, DTSTAMP may be missing, and texts come in any character set.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Literal
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forumapp.core.text.cleaning import clean_block, clean_line
from forumapp.mail.receiving.parts import Incoming, Part, readable

Method = Literal["REPLY", "COUNTER"]
LINES, LINE, ANSWERS, PEOPLE = 5000, 8000, 20, 20
COMMENT = 1000

_METHODS: dict[str, Method] = {"REPLY": "REPLY", "COUNTER": "COUNTER"}
_FOLDED_OCTETS = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_FOLDED = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_BREAK = re.compile(r"\r\n|\n|\r")
_HEAD = re.compile(r'([A-Za-z0-9-]{1,60})((?:;[A-Za-z0-9-]{1,60}=(?:"[^"]*"|[^";:])*)*):')
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,60})=((?:"[^"]*"|[^";:])*)')
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?(?:\d{1,6}S)?")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_WINDOWS_ZONES = {
    "Tokyo Standard Time": "Asia/Tokyo",
    "UTC": "UTC",
    "(UTC+09:00) Osaka, Sapporo, Tokyo": "Asia/Tokyo",
}
"""Outlook's names of the zones that matter here; others are read as the wall time that they say."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """An ATTENDEE: address and PARTSTAT in upper case; ``delegated_to`` is an address or ""."""

    address: str
    partstat: str
    delegated_to: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One VEVENT (or VTODO) of an answer. ``stamped_at`` is DTSTAMP, aware.

    ``start`` and ``end`` are what COUNTER proposes: aware, naive (wall time of an unknown zone), a day, or None.
    """

    method: Method
    uid: str
    sequence: int
    answerers: tuple[Answerer, ...]
    comment: str
    stamped_at: datetime | None
    start: datetime | date | None
    end: datetime | date | None

    def by(self, address: str) -> Answerer | None:
        """Return who answered: ``address`` if it is among them, else the first who says anything."""
        own = [one for one in self.answerers if one.address.lower() == address.lower()]
        others = [one for one in self.answerers if one.partstat not in {"", "NEEDS-ACTION"}]
        return next(iter([*own, *others, *self.answerers]), None)


@dataclass(slots=True)
class _Line:
    name: str
    parameters: Mapping[str, str]
    value: str


def read(message: Incoming) -> list[Reply]:
    """Return the answers in the first calendar part that holds any; none for other mail."""
    for part in message.parts:
        if part.is_calendar and (found := read_part(part)):
            return found
    return []


def read_part(part: Part) -> list[Reply]:
    """Return the answers of one calendar part, one for each VEVENT and VTODO."""
    text = _text(part.content, part.parameter("charset"))
    method, components = _components(text)
    known = _METHODS.get((method or part.parameter("method")).strip().upper())
    return [_reply(known, lines) for lines in components] if known else []


def _text(octets: bytes, charset: str) -> str:
    """Unfold before decoding: old programs fold inside a character. Wide characters are decoded first."""
    if b"\x00" in octets[:4] or octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _FOLDED.sub("", readable(octets, charset))
    return _FOLDED.sub("", readable(_FOLDED_OCTETS.sub(b"", octets), charset))


def _components(text: str) -> tuple[str, list[list[_Line]]]:
    """METHOD of the calendar, and the lines that stand directly in its events and tasks (not in their alarms)."""
    method, found, within = "", list[list[_Line]](), list[str]()
    for line in _lines(text):
        if line.name == "BEGIN":
            within.append(line.value.strip().upper())
            if within[-1] in {"VEVENT", "VTODO"}:
                found.append([])
        elif line.name == "END":
            del within[-1:]
        elif within[-1:] in (["VEVENT"], ["VTODO"]) and len(found) <= ANSWERS:
            found[-1].append(line)
        elif line.name == "METHOD" and within[-1:] in ([], ["VCALENDAR"]):
            method = method or line.value
    return method, found[:ANSWERS]


def _lines(text: str) -> Iterator[_Line]:
    for whole in islice(_BREAK.split(text), LINES):
        line = whole.strip("\ufeff \t")[:LINE]
        head = _HEAD.match(line)
        if head:
            parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(head[2])}
            yield _Line(head[1].upper(), parameters, line[head.end() :])


def _reply(method: Method, lines: list[_Line]) -> Reply:
    first = {line.name: line for line in reversed(lines)}
    sequence, uid, stamp = first.get("SEQUENCE"), first.get("UID"), first.get("DTSTAMP")
    stamped_at = _moment(stamp) if stamp else None
    start, end = _span(first) if method == "COUNTER" else (None, None)
    comments = [_plain(line.value) for line in lines if line.name == "COMMENT"]
    return Reply(
        method=method,
        uid=uid.value.strip() if uid else "",
        sequence=_number(sequence.value if sequence else ""),
        answerers=tuple(_answerer(line) for line in lines if line.name == "ATTENDEE")[:PEOPLE],
        comment=clean_block("\n".join(comments))[:COMMENT],
        stamped_at=stamped_at if isinstance(stamped_at, datetime) and stamped_at.tzinfo else None,
        start=start,
        end=end,
    )


def _answerer(line: _Line) -> Answerer:
    given = line.parameters
    return Answerer(
        _address(line.value), given.get("PARTSTAT", "").upper(), _address(given.get("DELEGATED-TO", ""))
    )


def _address(value: str) -> str:
    """`MAILTO:hanako@example.jp` without its scheme."""
    plain = unquote(value.strip().strip('"'))
    return clean_line(plain[7:] if plain[:7].lower() == "mailto:" else plain)[:254]


def _plain(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _number(text: str) -> int:
    plain = text.strip()
    return min(int(plain), 2**31 - 1) if plain.isascii() and plain.isdigit() and len(plain) < 20 else 0


def _span(first: Mapping[str, _Line]) -> tuple[datetime | date | None, datetime | date | None]:
    start = _moment(first["DTSTART"]) if "DTSTART" in first else None
    if "DTEND" in first:
        return start, _moment(first["DTEND"])
    length = _DURATION.fullmatch(first["DURATION"].value.strip()) if "DURATION" in first else None
    if not length or not isinstance(start, datetime):
        return start, None
    weeks, days, hours, minutes = (int(part or 0) for part in length.groups())
    try:
        return start, start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return start, None


def _moment(line: _Line) -> datetime | date | None:
    """A DATE or DATE-TIME: aware if its zone is known, naive if it is not, None if it is neither."""
    found = _MOMENT.fullmatch(line.value.strip())
    if found is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups()[:5])
    if not 1990 <= year <= 2199:  # whatever it is, no date of a forum
        return None
    try:
        if found[4] is None:
            return date(year, month, day)
        wall = datetime(year, month, day, hour, minute, min(int(found[6] or 0), 59))
    except ValueError:
        return None
    return wall.replace(tzinfo=UTC if found[7] else _zone(line.parameters.get("TZID", "")))


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(_WINDOWS_ZONES.get(name, name)) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
