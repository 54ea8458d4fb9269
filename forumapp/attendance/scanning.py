"""Reading QR codes from pictures of a camera, for browsers that cannot: with zxing-cpp, where it is installed."""

from importlib import import_module
from importlib.util import find_spec
from io import BytesIO

from PIL import Image

LARGEST = 1024 * 1024
WIDEST = 2048


def is_there() -> bool:
    """Say whether the server can read codes (the extra ``scan``)."""
    return find_spec("zxingcpp") is not None


def read(picture: bytes) -> str:
    """Return the text of the first QR code in a JPEG; "" if there is none or it is no such picture."""
    if len(picture) > LARGEST:
        return ""
    try:
        with Image.open(BytesIO(picture), formats=("JPEG",)) as image:
            if max(image.size) > WIDEST:
                return ""
            grey = image.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    reader = import_module("zxingcpp")
    found = reader.read_barcodes(grey, formats=reader.BarcodeFormat.QRCode)
    return str(found[0].text) if found else ""
