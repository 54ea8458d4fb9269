"""Office files (ECMA-376-1): who wrote them, comments, tracked changes, what is hidden, embedded or fetched from outside, text."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO

from forumapp.core.inspection import pictures
from forumapp.core.inspection.found import LONGEST_TITLE, MOST_TEXT, Found, Tell, Unusable
from forumapp.core.inspection.package import Package, TooMuch, opened

THUMBNAIL = ("docProps/thumbnail.jpeg", "docProps/thumbnail.jpg", "docProps/thumbnail.png")
LARGEST_THUMBNAIL = 4 << 20
CHANGES = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"}
"""Elements of tracked changes (ECMA-376-1, 17.13.5)."""
Attributes = Mapping[tuple[str, str], str]


def inspect(source: IO[bytes], target: IO[bytes], tell: Tell) -> None:
    """Tell what is found; write the picture that the office program left in the file, if it did."""
    found = Found()
    with opened(source) as package:
        try:
            _properties(package, found)
            _relations(package, found)
            tell(found)
            for beginning, look in (("word/", _document), ("ppt/", _slides), ("xl/", _sheets)):
                if package.names(beginning):
                    look(package, found)
        except TooMuch:
            found.add("incomplete")
        except Unusable:
            found.add("damaged")
        tell(found)
        _picture(package, target)


def _properties(package: Package, found: Found) -> None:
    said: dict[str, str] = {}
    for part in ("docProps/core.xml", "docProps/app.xml"):
        _texts(package, part, said)
    for key, name in (
        ("author", "creator"),
        ("last_modified_by", "lastModifiedBy"),
        ("company", "Company"),
        ("manager", "Manager"),
    ):
        found.say(key, said.get(name))
    found.title = " ".join(said.get("title", "").split())[:LONGEST_TITLE]
    found.language = said.get("language", "").strip()[:40]
    pages = said.get("Pages", "")
    if pages.isascii() and pages.isdigit() and len(pages) < 7 and int(pages):
        found.pages = int(pages)


def _texts(package: Package, part: str, said: dict[str, str]) -> None:
    """Note the text of each element by its name."""
    place = [""]

    def seen(_space: str, name: str, _attributes: Attributes) -> None:
        place[0] = name

    def text(content: str) -> None:
        if len(said.get(place[0], "")) < LONGEST_TITLE:
            said[place[0]] = said.get(place[0], "") + content

    package.walk(part, seen, text)


def _relations(package: Package, found: Found) -> None:
    def seen(_space: str, name: str, attributes: Attributes) -> None:
        kind = attributes.get(("", "Type"), "").rpartition("/")[2]
        outside = attributes.get(("", "TargetMode")) == "External"
        if name == "Relationship" and outside and kind != "hyperlink":
            found.add("fetches")

    for part in package.names("", ending=".rels"):
        package.walk(part, seen)
    for beginnings, finding in (
        (("word/embeddings/", "ppt/embeddings/", "xl/embeddings/"), "embedded"),
        (("word/activeX/", "ppt/activeX/", "xl/activeX/"), "active_x"),
        (("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/"), "fetches"),
        (("_xmlsignatures/",), "signed"),
    ):
        if package.names(*beginnings):
            found.add(finding)


def _document(package: Package, found: Found) -> None:
    text = _Text({"t"}, {"p", "br", "tab"})

    def seen(_space: str, name: str, attributes: Attributes) -> None:
        author = _of(attributes, "author")
        if name in CHANGES and author is not None:
            found.count("changes")
            found.name("change_authors", author)
        elif name == "comment":
            found.count("comments")
            found.name("comment_authors", author)
        elif name == "vanish" and _of(attributes, "val") not in {"0", "false", "off"}:
            found.add("hidden_text")

    fields = _Text({"instrText"}, set())
    for part in package.names("word/", ending=".xml"):
        is_story = part.removeprefix("word/").startswith(
            ("document", "header", "footer", "footnotes", "endnotes")
        )
        if is_story or part.startswith("word/comments"):
            heard = text if part == "word/document.xml" else _Text(set(), set())

            def each(space: str, name: str, attributes: Attributes, heard: _Text = heard) -> None:
                heard.seen(name)
                fields.seen(name)
                seen(space, name, attributes)

            def said(content: str, heard: _Text = heard) -> None:
                heard.text(content)
                fields.text(content)

            package.walk(part, each, said)
    if "DDE" in fields.whole.upper():
        found.add("fetches")
    found.text = text.whole


def _slides(package: Package, found: Found) -> None:
    slides = package.names("ppt/slides/slide", ending=".xml")
    found.pages = len(slides) or None
    text = _Text({"t"}, {"p", "br", "sld"})

    def slide(_space: str, name: str, attributes: Attributes) -> None:
        text.seen(name)
        if name == "sld" and attributes.get(("", "show")) in {"0", "false"}:
            found.add("hidden_slides")

    for part in sorted(slides, key=_number):
        package.walk(part, slide, text.text)
    found.text = text.whole
    notes = _Text({"t"}, {"p"}, {"fld"})
    for part in package.names("ppt/notesSlides/notesSlide", ending=".xml"):
        package.walk(part, lambda _space, name, _attributes: notes.seen(name), notes.text)
    if notes.whole.strip():
        found.add("notes")
    _remarks(
        package, found, ("ppt/comments/",), {"cm"}, ("ppt/commentAuthors.xml", "ppt/authors.xml"), "name"
    )


def _sheets(package: Package, found: Found) -> None:
    def book(_space: str, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            found.pages = (found.pages or 0) + 1
            if attributes.get(("", "state"), "visible") != "visible":
                found.add("hidden_sheets")

    found.pages = None
    package.walk("xl/workbook.xml", book)
    text = _Text({"t"}, {"si"}, {"rPh"})
    package.walk("xl/sharedStrings.xml", lambda _space, name, _attributes: text.seen(name), text.text)
    found.text = text.whole
    remarks = ("xl/comments", "xl/threadedComments/")
    people = package.names("xl/persons/", ending=".xml")
    _remarks(package, found, remarks, {"comment", "threadedComment"}, people, "displayName")
    authors = _Text({"author"}, {"author"})
    for part in package.names("xl/comments", ending=".xml"):
        package.walk(part, lambda _space, name, _attributes: authors.seen(name), authors.text)
    for author in authors.whole.split("\n"):
        if author.strip():
            found.name("comment_authors", author)


def _remarks(
    package: Package,
    found: Found,
    places: tuple[str, ...],
    elements: set[str],
    authors: list[str] | tuple[str, ...],
    key: str,
) -> None:
    def remark(_space: str, name: str, _attributes: Attributes) -> None:
        if name in elements:
            found.count("comments")

    def author(_space: str, _name: str, attributes: Attributes) -> None:
        if key in {name for _ns, name in attributes}:
            found.name("comment_authors", _of(attributes, key))

    for part in package.names(*places, ending=".xml"):
        package.walk(part, remark)
    for part in authors if found.people.get("comments") else ():
        package.walk(part, author)


def _of(attributes: Attributes, wanted: str) -> str | None:
    return next((value for (_space, name), value in attributes.items() if name == wanted), None)


def _number(part: str) -> int:
    digits = "".join(sign for sign in part.rpartition("/")[2] if sign.isascii() and sign.isdigit())
    return int(digits[:9] or 0)


class _Text:
    """Gathers the text of some elements, and begins a line at others; what is said inside ``without`` does not count."""

    def __init__(self, elements: set[str], lines: set[str], without: set[str] | None = None) -> None:
        self._elements, self._lines, self._without = elements, lines, without or set()
        self._is_on, self._is_off, self._kept, self._size = False, False, [], 0  # type: ignore[var-annotated]

    def seen(self, name: str) -> None:
        """Hear of an element."""
        if name in self._lines:
            self._kept.append("\n")
        self._is_off = name in self._without or (self._is_off and name not in {"r", "si", "p"})
        self._is_on = name in self._elements and not self._is_off

    def text(self, content: str) -> None:
        """Hear text."""
        if self._is_on and self._size < MOST_TEXT:
            self._kept.append(content)
            self._size += len(content)

    @property
    def whole(self) -> str:
        """Return what was gathered."""
        return "".join(self._kept).strip("\n")[:MOST_TEXT]


def _picture(package: Package, target: IO[bytes]) -> None:
    for part in THUMBNAIL:
        if part in package.parts:
            try:
                pictures.preview(pictures.opened(BytesIO(package.part(part, LARGEST_THUMBNAIL))), target)
            except (Unusable, TooMuch):
                continue
            return
