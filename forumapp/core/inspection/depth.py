"""Pictures of more than eight bits for each sign of grey: the library cuts them off instead of scaling them."""

from PIL import Image

DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I")
"""How the library calls greyscale PNG of 16 bits (ISO/IEC 15948, 11.2.2); its versions differ."""


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture whose grey runs from 0 to 255; others as they are."""
    if picture.mode not in DEEP:
        return picture
    return picture.convert("I").point(lambda grey: grey * (1 / 257) + 0.5).convert("L")
