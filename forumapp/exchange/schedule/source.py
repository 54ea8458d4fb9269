"""From the bytes of a schedule.json or schedule.xml to plain values of one shape, that of the JSON format.

XML is read by expat alone. A document type (and so every entity but the five of XML itself: no bomb, nothing fetched)
ends the reading at once; so do too many elements. The same limits hold for both formats.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from forumapp.exchange.schedule.errors import Unreadable

MOST_BYTES = 10 * 1024 * 1024
MOST_ELEMENTS = 400_000
DEEPEST = 40
Values = dict[str, Any]


def read(raw: bytes) -> Values:
    """Return the ``schedule`` of a file. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("too_large")
    begin = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not begin:
        raise Unreadable("empty")
    if begin == b"<" or raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _schedule(_of_xml(raw))
    if begin == b"{":
        return _schedule(_of_json(raw))
    raise Unreadable("no_schedule")


def _schedule(found: Any) -> Values:
    """Return what is below ``schedule``; some exports leave that level out."""
    inner = found.get("schedule", found) if isinstance(found, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get("conference"), dict):
        raise Unreadable("no_schedule")
    return inner


def _of_json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("encoding", raw.count(b"\n", 0, error.start) + 1) from error
    except json.JSONDecodeError as error:
        raise Unreadable("syntax", error.lineno) from error
    except RecursionError as error:
        raise Unreadable("too_deep") from error
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable("syntax") from error


@dataclass
class Element:
    """An element of XML: its attributes, the elements in it, and its own text in pieces."""

    name: str
    attributes: dict[str, str]
    inner: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text of the element and of all in it."""
        return "".join(self.pieces) + "".join(one.text for one in self.inner)

    def all(self, name: str) -> list["Element"]:
        """Return the elements of that name directly in it."""
        return [one for one in self.inner if one.name == name]


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype

    def build(self, raw: bytes) -> Element:
        try:
            self.parser.Parse(raw, True)
        except expat.ExpatError as error:
            raise Unreadable("syntax", error.lineno) from error
        except (UnicodeError, LookupError, ValueError) as error:
            raise Unreadable("encoding") from error
        if self.root is None:
            raise Unreadable("no_schedule")
        return self.root

    def _doctype(self, *_declaration: object) -> None:
        raise Unreadable("doctype", self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise Unreadable("too_large")
        if len(self.open) >= DEEPEST:
            raise Unreadable("too_deep", self.parser.CurrentLineNumber)
        made = Element(name, attributes)
        if self.open:
            self.open[-1].inner.append(made)
        else:
            self.root = made
        self.open.append(made)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        if self.open:
            self.open[-1].pieces.append(text)


def _of_xml(raw: bytes) -> Any:
    root = _Builder().build(raw)
    if root.name != "schedule" or not root.all("conference"):
        raise Unreadable("no_schedule")
    conference: Values = _texts(root.all("conference")[0])
    conference["days"] = [_day(day) for day in root.all("day")]
    return {"version": "".join(one.text for one in root.all("version")), "conference": conference}


def _texts(element: Element) -> Values:
    return {one.name: one.text for one in element.inner}


def _day(day: Element) -> Values:
    rooms: dict[str, list[Values]] = {}
    for room in day.all("room"):
        rooms.setdefault(room.attributes.get("name", ""), []).extend(map(_event, room.all("event")))
    return {**day.attributes, "rooms": rooms}


def _event(event: Element) -> Values:
    lists = {
        "persons": [one.text for group in event.all("persons") for one in group.all("person")],
        "links": [one.attributes for group in event.all("links") for one in group.all("link")],
        "attachments": [
            one.attributes for group in event.all("attachments") for one in group.all("attachment")
        ],
    }
    return {**_texts(event), **event.attributes, **lists}
