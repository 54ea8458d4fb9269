"""Receipt numbers: drawn by chance, so that nobody guesses another's. Pure."""

import secrets

from forumapp.core.text.cleaning import to_halfwidth

RECEIPT_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
"""Without look-alikes: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V."""
RECEIPT_LENGTH = 8


def draw() -> str:
    """Return a number that may be somebody's already."""
    return "".join(secrets.choice(RECEIPT_ALPHABET) for _place in range(RECEIPT_LENGTH))


def as_stored(text: str) -> str:
    """Return a number as people write it (abcd-efgh, full-width) as it is stored; "" for what cannot be one."""
    bare = to_halfwidth(text).replace("-", "").replace(" ", "").upper()
    return bare if len(bare) == RECEIPT_LENGTH and set(bare) <= set(RECEIPT_ALPHABET) else ""
