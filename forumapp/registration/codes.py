"""The receipt number as a picture that scanners read."""

import segno


def qr_code(text: str) -> str:
    """Return ``text`` as a QR code (ISO/IEC 18004, level M): a data address of an SVG for an ``img``."""
    picture: str = segno.make(text, error="m", micro=False).svg_data_uri(scale=6, border=4, dark="#000")
    return picture
