"""Reading QR codes from pictures of a camera, for browsers that cannot: with zxing-cpp, where it is installed."""

from io import BytesIO
from typing import IO

from PIL import Image

try:
    import zxingcpp
except ImportError:  # the extra "scan" is not installed
    zxingcpp = None

LARGEST = 1024 * 1024
WIDEST = 2048
FORMATS = ("JPEG",)


def is_there() -> bool:
    """Say whether the server can read codes."""
    return zxingcpp is not None


def picture(sent: IO[bytes]) -> Image.Image | None:
    """Return a JPEG in shades of grey; None for anything else, and for what is larger than a camera's frame."""
    data = sent.read(LARGEST + 1)
    if len(data) > LARGEST:
        return None
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            return image.convert("L") if max(image.size) <= WIDEST else None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def text_in(image: Image.Image) -> str:
    """Return the text of the first QR code; "" if there is none."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return str(found[0].text) if found else ""
