"""What no library checks: a reader of iCalendar bytes that lists what real clients stumble over."""

import re

from icalendar.parser import Contentline

ONCE = ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "SUMMARY", "LAST-MODIFIED")
TYPED = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI", "CONFERENCE": "URI"}
UTC_STAMP = re.compile(r"\d{8}T\d{6}Z")
BARE_MAILTO = re.compile(r"mailto:[^\s<>\"(),:;]+@[^\s<>\"(),:;@]+", re.IGNORECASE)


def findings(data: bytes) -> list[str]:
    """Sentences, one per finding, in the order of the file; an empty list for a calendar without faults."""
    return [*_lines(data), *_properties(data)]


def _lines(data: bytes) -> list[str]:
    found = []
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data) or not data.endswith(b"\r\n"):
        found.append("a line does not end in CRLF")
    for line in data.splitlines():
        if len(line) > 75:
            found.append("a line is longer than 75 octets")
        try:
            text = line.decode()
        except UnicodeDecodeError:
            found.append("a character is split by folding")
            continue
        if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", text):
            found.append("a control character")
    return found


def _properties(data: bytes) -> list[str]:
    found: list[str] = []
    stack: list[tuple[str, list[str]]] = []
    zones_told: list[str] = []
    uids: list[str] = []
    method = ""
    for line in re.sub(rb"\r?\n[ \t]", b"", data).decode("utf-8", "replace").splitlines():
        name, parameters, value = Contentline(line).raw_parts()
        if name == "BEGIN":
            stack.append((value, []))
            continue
        component, names = stack[-1]
        if name == "END":
            found += _component(component, names, method)
            stack.pop()
            continue
        names.append(name)
        if name == "METHOD":
            method = value
        if name == "UID":
            uids.append(value)
        if component == "VTIMEZONE" and name == "TZID":
            zones_told.append(value)
        if "TZID" in parameters and parameters["TZID"] not in zones_told:
            found.append(f"{name} names a zone that was not told before")
        found += _property(component, name, parameters, value)
        if "^" in line.removesuffix(value):
            found.append(f"{name} needs RFC 6868 to be read")
    if len(uids) != len(set(uids)):
        found.append("two entries have the same UID")
    return found


def _property(component, name, parameters, value) -> list[str]:
    found = []
    if name in ("DTSTAMP", "LAST-MODIFIED") and not UTC_STAMP.fullmatch(value):
        found.append(f"{name} is not in UTC")
    if name in ("ORGANIZER", "ATTENDEE") and not BARE_MAILTO.fullmatch(value):
        found.append(f"{name} is not a bare mailto")
    if name in TYPED and parameters.get("VALUE") != TYPED[name]:
        found.append(f"{name} lacks its type")
    if component in ("VTIMEZONE", "STANDARD", "DAYLIGHT") and name in ("RDATE", "COMMENT"):
        found.append(f"{name} in a zone")
    if name == "RRULE" and (until := re.search("UNTIL=([^;]+)", value)) and not until[1].endswith("Z"):
        found.append("UNTIL is not in UTC")
    return found


def _component(component, names, method) -> list[str]:
    found = [f"{component} has {name} {names.count(name)} times" for name in ONCE if names.count(name) > 1]
    if component == "VEVENT":
        found += [
            f"VEVENT lacks {name}" for name in ("UID", "DTSTAMP", "SEQUENCE", "DTSTART") if name not in names
        ]
        people = sorted({"ORGANIZER", "ATTENDEE"}.intersection(names))
        if people != (["ATTENDEE", "ORGANIZER"] if method else []):
            found.append("people without METHOD, or METHOD without people")
    if component == "VCALENDAR" and not {"VERSION", "PRODID"}.issubset(names):
        found.append("VCALENDAR lacks VERSION or PRODID")
    return found
