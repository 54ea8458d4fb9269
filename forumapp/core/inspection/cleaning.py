"""A copy of a file without what it says of its authors: properties, comments, tracked changes, the place of a photograph.

What people see on the pages stays as it is. The title of a document stays too: programmes that read aloud need it.
"""

from contextlib import suppress
from typing import IO, Any

from PIL import ExifTags, Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from forumapp.core.inspection import cleaning_office, pictures
from forumapp.core.inspection.found import Unusable
from forumapp.core.inspection.package import TooMuch

REMARKS = {"/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Popup"}
"""Annotations that are remarks upon a page, not part of it (ISO 32000-1, 12.5.6)."""
ABOUT_PEOPLE = ("/T", "/M", "/NM", "/CreationDate")
QUALITY = 92


def clean(kind: str, source: IO[bytes], target: IO[bytes]) -> None:
    """Write the copy. Unusable says in a word why there is none: encrypted, signed, damaged, large, mixed."""
    source.seek(0)
    try:
        {"pdf": _pdf, "office": cleaning_office.clean, "picture": _picture}[kind](source, target)
    except TooMuch as error:
        raise Unusable("large") from error


def _pdf(source: IO[bytes], target: IO[bytes]) -> None:
    try:
        reader = PdfReader(source, strict=False)
        if reader.is_encrypted:
            raise Unusable("encrypted")
        title = reader.metadata.title if reader.metadata else None
        writer = PdfWriter(clone_from=reader)
    except Unusable:
        raise
    except Exception as error:
        raise Unusable("damaged") from error
    writer.metadata = None
    for thing in writer._objects:  # metadata hang on pages, pictures and fonts as well
        one = thing.get_object() if thing is not None else None
        if isinstance(one, DictionaryObject):
            _forget(one)
    if title:
        writer.add_metadata({"/Title": title})
    _sweep(writer)
    writer.write(target)


def _sweep(writer: PdfWriter) -> None:
    """Drop the objects that nothing leads to any more: else what was taken off the pages would still be in the file."""
    info = writer._info
    waiting: list[Any] = [writer.root_object, *([info] if info is not None else [])]
    needed = {one.indirect_reference.idnum for one in waiting if one.indirect_reference}
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum not in needed:
                needed.add(one.idnum)
                waiting.append(one.get_object())
        elif isinstance(one, DictionaryObject):
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += one
    for place in range(len(writer._objects)):
        if place + 1 not in needed:
            writer._objects[place] = None


def _forget(one: DictionaryObject) -> None:
    if one.get("/FT") == "/Sig" and "/V" in one:
        raise Unusable("signed")
    for key in ("/Metadata", "/PieceInfo", "/LastModified"):
        with suppress(KeyError):
            del one[key]
    if one.get("/Subtype") is not None and "/Rect" in one:
        for key in ABOUT_PEOPLE:
            # a field of a form has its name there
            if key in one and "/FT" not in one and "/Parent" not in one:
                del one[key]
    marks = one.get("/Annots")
    marks = marks.get_object() if isinstance(marks, IndirectObject) else marks
    if isinstance(marks, ArrayObject):
        one[NameObject("/Annots")] = ArrayObject(mark for mark in marks if not _is_remark(mark))


def _is_remark(mark: object) -> bool:
    thing = mark.get_object() if isinstance(mark, IndirectObject) else mark
    return isinstance(thing, DictionaryObject) and thing.get("/Subtype") in REMARKS


def _picture(source: IO[bytes], target: IO[bytes]) -> None:
    picture = pictures.opened(source)
    profile = picture.info.get("icc_profile")
    try:
        picture.load()
        turned = picture.getexif().get(ExifTags.Base.Orientation, 1) != 1
        plain = ImageOps.exif_transpose(picture) if turned else picture
        if picture.format == "JPEG":
            quality = QUALITY if turned else "keep"
            plain.save(target, "JPEG", quality=quality, exif=b"", xmp=b"", comment=b"", icc_profile=profile)
            return
        if plain.mode == "P" or "transparency" in plain.info:
            plain = plain.convert("RGBA")
        bare = Image.new(plain.mode, plain.size)
        bare.paste(plain)
        bare.save(target, "PNG", icc_profile=profile)
    except (OSError, ValueError, SyntaxError) as error:
        raise Unusable("damaged") from error
