"""Slides, documents and recordings for the tests of every slice, built through the services."""

import io
import zipfile
from pathlib import Path

from forumapp.core import files
from forumapp.core.actor import SYSTEM
from forumapp.core.uploads import contents
from forumapp.core.uploads.filenames import safe_filename
from forumapp.core.uploads.received import Received
from forumapp.materials import recording_services, services
from forumapp.materials.models import Audience
from tests.accounts.factories import writing

DEMO = Path(__file__).parents[2] / "demo" / "files"
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(32)
EXE = b"MZ\x90\x00\x03" + bytes(200) + b"PE\x00\x00"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
MOVIE_HEADER = b"\x00" * 12 + (1000).to_bytes(4, "big") + (83500).to_bytes(4, "big") + bytes(80)
MP4 = (
    b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"
    + (len(MOVIE_HEADER) + 16).to_bytes(4, "big")
    + b"moov"
    + (len(MOVIE_HEADER) + 8).to_bytes(4, "big")
    + b"mvhd"
    + MOVIE_HEADER
)
LONG_MP4 = MP4.replace((83500).to_bytes(4, "big"), (7_200_000).to_bytes(4, "big"))
"""A film of two hours, as it says."""
WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x86\x81\x01\x42\x82\x84webm" + bytes(64)
VTT = "WEBVTT\n\n00:00.000 --> 00:02.300\nこれは実演用の短い映像です。\n".encode()

AT_ONCE = {"publish_when": "now", "may_publish": "unasked"}
"""What a form says of a file that is published at once."""
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    "pptx": f"{OFFICE}presentationml.presentation.main+xml",
    "docx": f"{OFFICE}wordprocessingml.document.main+xml",
    "xlsx": f"{OFFICE}spreadsheetml.sheet.main+xml",
}


def office(kind="pptx", *, main=None, extra=(), size=1):
    """Make the smallest Office file of a kind; ``extra``: names of further parts, each of ``size`` bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        types = f'<Types><Override PartName="/main.xml" ContentType="{main or MAIN_PARTS[kind]}"/></Types>'
        package.writestr("[Content_Types].xml", types)
        for name in extra:
            package.writestr(name, "x" * size)
    return made.getvalue()


def received(content=PDF, name="資料.pdf"):
    """Put a content into the store, as the form does."""
    stream = io.BytesIO(content)
    kind = contents.kind_of(stream)
    content_type = kind.content_type if kind else "text/vtt"
    suffixes = kind.suffixes if kind else (".vtt",)
    seconds = contents.seconds_of(stream, kind) if kind else None
    stream.seek(0)
    return Received(files.write(stream, limit=1 << 30), content_type, safe_filename(name, suffixes), seconds)


def add_material(forum, item=None, *, content=PDF, name="資料.pdf", title="参加者への案内", **values):
    """Add slides to ``item``, or a document to ``forum``."""
    given = {"audience": Audience.PUBLIC, **values}
    with writing():
        return services.add_material(
            forum,
            by=SYSTEM,
            file=received(content, name),
            item_id=item.id if item else None,
            own_title="" if item else title,
            **given,
        )


def add_recording(forum, item, *, content=MP4, name="録画.mp4", captions=VTT, url="", **values):
    """Add a recording with captions to ``item`` (None: of a whole day), or one at ``url``."""
    given = {"audience": Audience.PUBLIC, **values}
    with writing():
        return recording_services.add_recording(
            forum,
            by=SYSTEM,
            item_id=item.id if item else None,
            file=None if url else received(content, name),
            captions=received(captions, "字幕.vtt") if captions and not url else None,
            url=url,
            **given,
        )
