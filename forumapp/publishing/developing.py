"""Photographs as they may be published: upright, in two sizes within a budget of bytes, without what the camera wrote.

EXIF (place, time, owner) goes because nothing but the pixels is copied into the new files.
"""

import io
import struct
from dataclasses import dataclass
from typing import IO

from flask_babel import gettext as _
from PIL import Image

from forumapp.core import files
from forumapp.core.files import Written
from forumapp.core.inspection.depth import in_eight_bits
from forumapp.core.uploads import contents
from forumapp.core.uploads.fields import MEGABYTE, Place
from forumapp.core.uploads.filenames import safe_filename

LARGE, SMALL = 1600, 640
"""Longest sides in pixels."""
MOST_BYTES = {LARGE: 400_000, SMALL: 90_000}
QUALITIES = (82, 74, 66, 58, 48, 38)
MOST_PIXELS = 60_000_000
CONTENT_TYPE = contents.JPEG.content_type
FORMATS = ("JPEG", "PNG")
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by the orientation that the camera wrote (Exif 2.32, 4.6.4, tag 0112)."""
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)
"""What the library raises for pictures that are none."""


@dataclass(frozen=True)
class Developed:
    """Both sizes in the store, without rows; ``width`` and ``height`` are of the large one."""

    large: Written
    small: Written
    width: int
    height: int


class Undevelopable(Exception):
    """The file begins like a picture, but none can be read from it."""


def _examine(stream: IO[bytes], name: str) -> tuple[str, str, int | None]:
    refused = _("JPEG または PNG の写真を選んでください。名前ではなく中身で確認しています。")
    try:
        kind = contents.kind_of(stream)
    except (contents.HasMacros, contents.Unpacked, contents.TwoFaced):
        kind = None
    if kind not in (contents.JPEG, contents.PNG) or kind is None:
        raise ValueError(refused)
    stream.seek(0)
    try:
        with Image.open(stream, formats=FORMATS) as picture:
            width, height = picture.size
    except DAMAGED as error:
        raise ValueError(refused) from error
    if width * height > MOST_PIXELS:
        raise ValueError(_("写真が大きすぎます。6000万画素以下にしてください。"))
    return kind.content_type, safe_filename(name, kind.suffixes), None


PHOTOGRAPHS = Place("photographs", _examine, 30 * MEGABYTE, ".jpg,.jpeg,.png,image/jpeg,image/png")


def develop(digest: str) -> Developed:
    """Make both sizes of a stored picture and put them into the store; Undevelopable if it is damaged."""
    try:
        with files.opened(digest) as stream:
            content = io.BytesIO(stream.read())
        with Image.open(content, formats=FORMATS) as opened:
            written = opened.getexif()
            picture = _upright(_reduced(opened), written)
    except DAMAGED as error:
        raise Undevelopable from error
    small = picture.copy()
    small.thumbnail((SMALL, SMALL))
    return Developed(_kept(picture, LARGE), _kept(small, SMALL), *picture.size)


def _reduced(opened: Image.Image) -> Image.Image:
    """Return a picture of at most LARGE, in colours on white: made small first, so that no second large copy is held."""
    opened.draft("RGB", (LARGE * 2, LARGE * 2))
    if opened.mode == "P":
        opened = opened.convert("RGBA")
    opened.thumbnail((LARGE, LARGE))
    return _on_white(in_eight_bits(opened))


def _upright(picture: Image.Image, written: Image.Exif) -> Image.Image:
    """Turn a picture as the camera says. Nothing else of what it wrote is read: a strange note spoils no photograph."""
    turn = TURNS.get(written.get(ORIENTATION, 1))
    return picture if turn is None else picture.transpose(turn)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"RGBA", "LA", "P"}:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGB", layered.size, "white")
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def _kept(picture: Image.Image, side: int) -> Written:
    """Write a picture as JPEG, of the best quality that keeps within the budget."""
    body = b""
    for quality in QUALITIES:
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        body = target.getvalue()
        if len(body) <= MOST_BYTES[side]:
            break
    return files.write(io.BytesIO(body), limit=len(body))
