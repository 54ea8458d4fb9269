"""A receipt number as people type it and machines read it: any width and case, with or without its hyphen."""

import re
import unicodedata
from itertools import islice, product

LENGTH = 8
LOOK_ALIKES = {
    "0": "DQ",
    "O": "DQ",
    "1": "7JT",
    "I": "7JT",
    "L": "7JT",
    "2": "7",
    "Z": "7",
    "5": "6",
    "S": "6",
    "8": "36R",
    "B": "36R",
    "U": "YW",
    "V": "YW",
}
"""Characters that no receipt number has, and those of one that they may stand for."""
MOST = 64
_NOT_OF_A_CODE = re.compile(r"[^0-9A-Z]")


def candidates(text: str) -> list[str]:
    """Return the numbers that ``text`` may mean; none if it is no number.

    More than one where characters were mistaken: whoever asks takes it only if exactly one of them exists.
    """
    plain = _NOT_OF_A_CODE.sub("", unicodedata.normalize("NFKC", text).upper())
    left_out = len(unicodedata.normalize("NFKC", text)) - len(plain)
    if len(plain) != LENGTH or left_out > 4 or not plain.isascii():
        return []
    return list(islice(map("".join, product(*(LOOK_ALIKES.get(one, one) for one in plain))), MOST))
