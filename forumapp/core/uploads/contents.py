"""What a file really is, told by its bytes and never by its name; reads the little it needs, whatever the size.

Signatures: PDF (ISO 32000-1, 7.5.2), PNG (W3C PNG, 5.2), JPEG (ISO 10918-1, SOI), MP4 (ISO 14496-12, 4.3 and 8.2.2),
WebM (RFC 8794 header with DocType webm), Office Open XML (ECMA-376-2: content type of the main part).
"""

import re
import zipfile
from dataclasses import dataclass
from typing import IO, Literal

from forumapp.core.uploads import webm

HEAD = 4096
MOST_BOXES = 10_000
"""Boxes that are looked at: a file of nothing but tiny boxes must not keep a worker busy."""
Family = Literal["document", "video"]


@dataclass(frozen=True)
class Kind:
    """A type of file: MIME type, the word printed beside links, and endings of names (the first is added)."""

    content_type: str
    word: str
    suffixes: tuple[str, ...]
    family: Family


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("application/pdf", "PDF", (".pdf",), "document")
PPTX = Kind(f"{_OFFICE}presentationml.presentation", "PowerPoint", (".pptx",), "document")
DOCX = Kind(f"{_OFFICE}wordprocessingml.document", "Word", (".docx",), "document")
XLSX = Kind(f"{_OFFICE}spreadsheetml.sheet", "Excel", (".xlsx",), "document")
PNG = Kind("image/png", "PNG", (".png",), "document")
JPEG = Kind("image/jpeg", "JPEG", (".jpg", ".jpeg"), "document")
MP4 = Kind("video/mp4", "MP4", (".mp4", ".m4v"), "video")
WEBM = Kind("video/webm", "WebM", (".webm",), "video")
KINDS = {kind.content_type: kind for kind in (PDF, PPTX, DOCX, XLSX, PNG, JPEG, MP4, WEBM)}

_MAIN_PARTS = {f"{kind.content_type}.main+xml": kind for kind in (PPTX, DOCX, XLSX)}
_MACROS = re.compile(r"vbaProject\.bin$|^xl/(?:macrosheets|dialogsheets)/", re.IGNORECASE)
"""Parts that hold programs: VBA, and the macro sheets of Excel 4."""
_PART = re.compile(rb'ContentType="([^"]{1,200})"')
_MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"dash",
    b"MSNV",
}
_LARGEST_LISTING = 1024 * 1024
_LARGEST_DIRECTORY = 4 * 1024 * 1024
_END_OF_DIRECTORY = b"PK\x05\x06"


class HasMacros(Exception):
    """An Office file with macros: active content is not passed on."""


class Unpacked(Exception):
    """An Office file that would unpack to far more than any document: a ZIP bomb."""


class TwoFaced(Exception):
    """A PDF whose beginning is a Web page as well."""


LARGEST_UNPACKED = 2 << 30
"""Bytes that an Office file may hold unpacked, as its directory says; nothing is unpacked to see it."""
MOST_PACKED = 1000
"""How many times smaller a large part may be packed than unpacked; deflate does not reach 1032 in ordinary documents."""
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe)\b", re.IGNORECASE)
_FOREIGN = (
    ("program", re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|#!")),
    ("locked_or_old", re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("archive", re.compile(rb"PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b")),
    (
        "drawing",
        re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", re.DOTALL),
    ),
    ("web_page", re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)),
)


def foreign(stream: IO[bytes]) -> str:
    """Say what a file is that is none of KINDS: program, locked_or_old, archive, drawing, web_page, or ""."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    return next((name for name, sign in _FOREIGN if sign.match(head)), "")


def word_of(content_type: str) -> str:
    """Return the word for a type: 'PDF', 'PowerPoint', …"""
    kind = KINDS.get(content_type)
    return kind.word if kind else content_type.rpartition("/")[2].upper()


def kind_of(stream: IO[bytes]) -> Kind | None:
    """Return the kind of the file, or None if it is none of KINDS; HasMacros, Unpacked, TwoFaced for what is refused."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _office(stream)
    found = _by_signature(head)
    if found is PDF and _WEB_PAGE.search(head):
        raise TwoFaced
    return found


def _by_signature(head: bytes) -> Kind | None:
    if re.match(rb"%PDF-[12]\.\d", head):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in head[:64]:
        return WEBM
    return None


def _directory_size(stream: IO[bytes]) -> int:
    """Return the size of a ZIP's directory in bytes, as its end record says (APPNOTE 4.3.16): a bomb is not unpacked to see it."""
    stream.seek(max(0, stream.seek(0, 2) - 65557))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END_OF_DIRECTORY)
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _office(stream: IO[bytes]) -> Kind | None:
    if _directory_size(stream) > _LARGEST_DIRECTORY:
        return None
    try:
        with zipfile.ZipFile(stream) as package:
            listing = package.getinfo("[Content_Types].xml")
            if listing.file_size > _LARGEST_LISTING:
                return None
            with package.open(listing) as opened:
                types = {
                    found.decode("ascii", "replace") for found in _PART.findall(opened.read(_LARGEST_LISTING))
                }
            names = package.namelist()
            parts = package.infolist()
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return None
    finally:
        stream.seek(0)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED or any(map(_is_bomb, parts)):
        raise Unpacked
    if any("macroEnabled" in name for name in types) or any(map(_MACROS.search, names)):
        raise HasMacros
    return next((kind for part, kind in _MAIN_PARTS.items() if part in types), None)


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > 64 << 20 and part.file_size > MOST_PACKED * max(1, part.compress_size)


def seconds_of(stream: IO[bytes], kind: Kind) -> int | None:
    """Return the length of a film in seconds as its header says it; None where it cannot be told."""
    if kind.family != "video":
        return None
    try:
        return _movie_seconds(stream) if kind is MP4 else _sensible(webm.seconds(stream))
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    finally:
        stream.seek(0)


def _movie_seconds(stream: IO[bytes]) -> int | None:
    moov = _box(stream, 0, stream.seek(0, 2), b"moov")
    mvhd = _box(stream, *moov, b"mvhd") if moov else None
    if mvhd is None:
        return None
    stream.seek(mvhd[0])
    header = stream.read(32)
    if len(header) < 32:
        return None
    wide = header[0] == 1
    scale = int.from_bytes(header[20:24] if wide else header[12:16], "big")
    length = int.from_bytes(header[24:32] if wide else header[16:20], "big")
    return _sensible(length / scale)


def _sensible(length: float | None) -> int | None:
    seconds = round(length or 0)
    return seconds if 0 < seconds < 7 * 24 * 3600 else None


def _box(stream: IO[bytes], start: int, end: int, wanted: bytes) -> tuple[int, int] | None:
    """Find a box between two offsets; returns where its content begins and ends."""
    for _number in range(MOST_BOXES):
        if start + 8 > end:
            break
        stream.seek(start)
        head = stream.read(16)
        size, inner = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, inner = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = end - start
        if size < inner:
            return None
        if head[4:8] == wanted:
            return start + inner, min(start + size, end)
        start += size
    return None


def size_text(size: int) -> str:
    """Return a size in bytes as people read it: 850B, 114KB, 2.4MB, 512MB, 1.1GB."""
    for unit, bytes_in_unit in (("GB", 1 << 30), ("MB", 1 << 20)):
        if size >= bytes_in_unit:
            number = size / bytes_in_unit
            return f"{number:.0f}{unit}" if number >= 100 else f"{number:.1f}{unit}"
    return f"{max(1, round(size / 1024))}KB" if size >= 1000 else f"{size}B"
