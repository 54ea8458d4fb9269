"""PDF documents: what they say of their authors, what is active in them, how accessible they are, first page, text.

Two libraries look at the same file: pypdf walks the objects (ISO 32000-1, 7.5: catalogue, 12.5: annotations, 12.6: actions), pdfium
draws the first page and reads the text.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from forumapp.core.inspection import pictures
from forumapp.core.inspection.found import LONGEST_TITLE, MOST_TEXT, Found, Tell

MOST_OBJECTS = 200_000
MOST_PAGES = 500
"""Pages whose text is read."""
PASSWORD_NEEDED = 4
"""FPDF_ERR_PASSWORD."""
COMMENTS = {"/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/FreeText", "/Ink"}
ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submits",
    "/ImportData": "submits",
    "/Rendition": "rich_media",
}
SUBTYPES = {
    "/RichMedia": "rich_media",
    "/Movie": "rich_media",
    "/Sound": "rich_media",
    "/Screen": "rich_media",
    "/3D": "rich_media",
    "/FileAttachment": "embedded",
}
PROGRAMS = {b"/JavaScript": "javascript", b"/Launch": "launch"}
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
"""A sign of a name by its number (ISO 32000-1, 7.3.5)."""
PART, LONGEST_NAME = 1 << 20, 40
"""Bytes: read at once, and of a name whose every sign is written so."""
KEYS = {"/JS": "javascript", "/EF": "embedded", "/XFA": "form_program"}


def inspect(source: IO[bytes], target: IO[bytes], tell: Tell) -> None:
    """Tell what is found, the quickest first, and write a picture of the first page."""
    found = Found()
    _structure(source, found)
    tell(found)
    document = _open(source, found)
    if document is None:
        tell(found)
        return
    found.pages = len(document) or None
    if not found.pages:
        found.add("damaged")
    tell(found)
    if found.pages:
        _draw(document, found, target)
        _read(document, found)
    tell(found)


def _structure(source: IO[bytes], found: Found) -> None:
    source.seek(0)
    try:
        reader = PdfReader(source, strict=False)
        if reader.is_encrypted:
            found.add("restricted")
            reader.decrypt("")
        _properties(reader, found)
        _accessibility(reader, found)
        for number, one in enumerate(_dictionaries(reader)):
            if number >= MOST_OBJECTS:
                found.add("incomplete")
                break
            _look(one, found)
    except Exception:  # noqa: BLE001 - what a hostile file raises is a matter of the library; pdfium has the last word
        found.add("incomplete")
    if "incomplete" in found.findings:
        _spell(source, found)


def _spell(source: IO[bytes], found: Found) -> None:
    """Look for programs by their names alone, where the objects cannot be walked: viewers mend such a file and run them."""
    source.seek(0)
    before = b""
    while part := source.read(PART):
        names = ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), before + part)
        for name, finding in PROGRAMS.items():
            if name in names:
                found.add(finding)
        before = part[-LONGEST_NAME:]


def _properties(reader: PdfReader, found: Found) -> None:
    info = reader.metadata
    if info is not None:
        found.say("author", info.author)
        found.say("company", _plain(info.get("/Company")))
        found.title = " ".join((info.title or "").split())[:LONGEST_TITLE]
    with suppress(Exception):
        packet = reader.xmp_metadata
        if packet is not None:
            found.say("author", found.people.get("author") or "、".join(packet.dc_creator or []))
            found.title = found.title or next(iter((packet.dc_title or {}).values()), "")[:LONGEST_TITLE]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _accessibility(reader: PdfReader, found: Found) -> None:
    catalogue = reader.root_object
    language = catalogue.get("/Lang")
    found.language = str(language)[:40] if isinstance(language, str) else ""
    marks = catalogue.get("/MarkInfo")
    marks = marks.get_object() if marks is not None else None
    is_marked = isinstance(marks, DictionaryObject) and bool(marks.get("/Marked"))
    found.is_tagged = bool(is_marked and catalogue.get("/StructTreeRoot") is not None)
    for missing, finding in (
        (not found.title, "no_title"),
        (not found.language, "no_language"),
        (not found.is_tagged, "not_tagged"),
    ):
        if missing:
            found.add(finding)


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary of the file, whether anything leads to it or not."""
    numbers = sorted({*(number for table in reader.xref.values() for number in table), *reader.xref_objStm})
    generations = {number: one for one, table in reader.xref.items() for number in table}
    for number in numbers:
        with suppress(Exception):
            thing = reader.get_object(IndirectObject(number, generations.get(number, 0), reader))
            yield from _within(thing)


def _within(thing: Any) -> Iterator[DictionaryObject]:
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += one


def _look(one: DictionaryObject, found: Found) -> None:
    for key, finding in KEYS.items():
        if key in one:
            found.add(finding)
    for table, key in ((ACTIONS, "/S"), (SUBTYPES, "/Subtype")):
        name = one.get(key)
        if isinstance(name, str) and name in table:
            found.add(table[name])
    if one.get("/Type") == "/EmbeddedFile":
        found.add("embedded")
    if one.get("/FT") == "/Sig" and "/V" in one:
        found.add("signed")
    if one.get("/Subtype") in COMMENTS and "/Rect" in one:
        found.count("comments")
        found.name("comment_authors", _plain(one.get("/T")))


def _open(source: IO[bytes], found: Found) -> pypdfium2.PdfDocument | None:
    source.seek(0)
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD_NEEDED:
            found.findings = ["encrypted"]
        else:
            found.findings = [one for one in found.findings if one != "incomplete"]
            found.add("damaged")
        return None


def _draw(document: pypdfium2.PdfDocument, found: Found, target: IO[bytes]) -> None:
    try:
        page = document[0]
        scale = min(pictures.WIDTH / page.get_width(), pictures.HEIGHT / page.get_height())
        picture = page.render(scale=scale).to_pil()
        picture.convert("RGB").save(target, "WEBP", quality=pictures.QUALITY, method=4)
    except (pypdfium2.PdfiumError, OSError, ValueError, ZeroDivisionError, MemoryError):
        found.add("no_preview")


def _read(document: pypdfium2.PdfDocument, found: Found) -> None:
    kept: list[str] = []
    left = MOST_TEXT
    for number in range(min(len(document), MOST_PAGES)):
        with suppress(pypdfium2.PdfiumError):
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            page.close()
            kept.append(text[:left])
            left -= len(kept[-1])
        if left <= 0:
            break
    found.text = "\n".join(kept)
    letters = "".join(found.text.split())
    strange = sum(1 for sign in letters if sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < " ")
    if not letters:
        found.add("no_text")
    elif strange * 4 > len(letters):
        found.add("garbled_text")
