"""Pictures: the small one that is shown as a preview, and what a photograph says of its place and its maker (EXIF)."""

from typing import IO

from PIL import ExifTags, Image, ImageOps

from forumapp.core.inspection.depth import in_eight_bits
from forumapp.core.inspection.found import Found, Tell, Unusable

WIDTH, HEIGHT = 960, 960
"""Pixels within which a preview lies."""
MOST_PIXELS = 60_000_000
QUALITY = 78
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def inspect(source: IO[bytes], target: IO[bytes], tell: Tell) -> None:
    """Tell what the picture says of itself, and write a small one."""
    found = Found(pages=1)
    picture = opened(source)
    _exif(picture, found)
    tell(found)
    preview(picture, target)


def opened(source: IO[bytes]) -> Image.Image:
    """Return the picture; Unusable("damaged") if it is none, ("large") if it has too many pixels."""
    source.seek(0)
    try:
        picture = Image.open(source, formats=("PNG", "JPEG"))
    except Image.DecompressionBombError as error:
        raise Unusable("large") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Unusable("damaged") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise Unusable("large")
    return picture


def preview(picture: Image.Image, target: IO[bytes]) -> None:
    """Write the picture as WebP, small, upright and on white; Unusable if its data are damaged."""
    picture.draft("RGB", (WIDTH, HEIGHT))
    try:
        upright = ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError) as error:
        raise Unusable("damaged") from error
    upright.thumbnail((WIDTH, HEIGHT))
    upright = in_eight_bits(upright)
    if upright.mode not in {"RGB", "L"}:
        whole = upright.convert("RGBA")
        upright = Image.new("RGB", whole.size, "white")
        upright.paste(whole, mask=whole.getchannel("A"))
    upright.save(target, "WEBP", quality=QUALITY, method=4)


def _exif(picture: Image.Image, found: Found) -> None:
    try:
        said = picture.getexif()
        place = said.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError):
        return
    for key, tag in (("author", ExifTags.Base.Artist), ("company", ExifTags.Base.Copyright)):
        if isinstance(value := said.get(tag), str):
            found.say(key, value.strip("\0"))
    if place:
        found.add("place")
